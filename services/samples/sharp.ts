import { errorCode } from '../../core/domain/file-error.ts'
/** The part of sharp that we use. */
export type Sharp = (image: Buffer, options: { limitInputPixels: number | false, failOn: 'error' }) => SharpPipeline

interface SharpPipeline {
  metadata: () => Promise<{ width?: number, height?: number }>
  rotate: () => SharpPipeline
  resize: (width: number, height: number, options: { fit: 'inside', withoutEnlargement: boolean }) => SharpPipeline
  webp: (options: { quality: number, effort: number }) => SharpPipeline
  toBuffer: () => Promise<Buffer>
}

/** sharp, which is optional: null where it is not installed. Throws where it is installed and does not load. */
export async function loadSharp (load: () => Promise<unknown> = importSharp): Promise<Sharp | null> {
  try {
    const { default: sharp } = await load() as { default: Sharp } // as: it is the part of sharp's own type that we use
    return sharp
  } catch (error) {
    if (errorCode(error) === 'ERR_MODULE_NOT_FOUND') return null
    throw error
  }
}

// Not resolved by the compiler: the sources compile where sharp is not installed.
const importSharp = async (): Promise<unknown> => await import('sharp' as string)
