import type { ModelFile } from '../../core/contract/models.ts'
import { createMemberReader } from '../../core/formats/json-members.ts'
import { createBuiltinReader, createSafetensorsReader } from '../../core/formats/safetensors.ts'
import type { WeightsReader } from '../../core/formats/safetensors.ts'
import { openInside } from '../files/open-inside.ts'
import type { OpenFile } from '../files/open-inside.ts'

const MiB = 1024 * 1024
const LARGEST_HEADER = 100_000_000 // that of the safetensors library itself
const LARGEST_BUILTIN = 64 * MiB
const limits = { depth: 6, member_bytes: 8 * MiB }
const CHUNK_BYTES = 256 * 1024

type Description = Pick<ModelFile, 'weights' | 'problem'>
const nothing: Description = { weights: null, problem: null }

/** Reads the description in a model file. Its tensors are never read, and nothing in it is run. */
export async function readWeights (folder: string, path: string): Promise<Description> {
  const safetensors = path.endsWith('.safetensors')
  if (!safetensors && !path.endsWith('.json')) return nothing
  const opened = await openInside(folder, path)
  if (opened === null) return nothing
  try {
    return { weights: await (safetensors ? readSafetensors(opened) : readBuiltin(opened)), problem: null }
  } catch (error) {
    if (!(error instanceof SyntaxError || error instanceof TypeError)) throw error
    return safetensors ? { weights: null, problem: `its header cannot be read: ${error.message}` } : nothing
  } finally {
    await opened.file.close()
  }
}

async function readSafetensors (opened: OpenFile): Promise<Description['weights']> {
  const start = Buffer.alloc(8)
  const { bytesRead } = await opened.file.read(start, 0, 8, 0)
  if (bytesRead < 8) throw new SyntaxError('the file is truncated')
  const length = start.readBigUInt64LE()
  if (length > LARGEST_HEADER) {
    throw new SyntaxError(`its length is ${length} bytes; at most ${LARGEST_HEADER} are allowed`)
  }
  if (length > opened.bytes - 8) {
    throw new SyntaxError(`its length is ${length} bytes, but the file has ${opened.bytes}`)
  }
  return await readMembers(opened, 8, 8 + Number(length), createSafetensorsReader(opened.bytes - 8 - Number(length)))
}

async function readBuiltin (opened: OpenFile): Promise<Description['weights']> {
  if (opened.bytes > LARGEST_BUILTIN) throw new SyntaxError('the file is too large')
  return await readMembers(opened, 0, opened.bytes, createBuiltinReader())
}

async function readMembers (
  { file }: OpenFile, from: number, to: number, reader: WeightsReader
): Promise<Description['weights']> {
  const members = createMemberReader(limits)
  for (let at = from; at < to;) {
    const length = Math.min(CHUNK_BYTES, to - at)
    const { bytesRead, buffer } = await file.read(Buffer.allocUnsafe(length), 0, length, at)
    if (bytesRead === 0) throw new SyntaxError('the file is truncated')
    at += bytesRead
    for (const [name, value] of members.push(buffer.subarray(0, bytesRead))) reader.accept(name, value)
  }
  members.end()
  return reader.weights()
}
