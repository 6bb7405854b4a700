/** Gives a file that the page made to the reader. */
export function download (name: string, content: Blob): void {
  const link = document.createElement('a')
  link.href = URL.createObjectURL(content)
  link.download = name.replace(/[^\p{L}\p{N} ._-]+/gu, '_')
  link.click()
  setTimeout(() => { URL.revokeObjectURL(link.href) }, 10_000)
}

/** A chart as a picture, on the ground that it stands on. */
export async function pngOf (canvas: HTMLCanvasElement): Promise<Blob | null> {
  const copy = document.createElement('canvas')
  copy.width = canvas.width
  copy.height = canvas.height
  const context = copy.getContext('2d')
  if (context === null) return null
  context.fillStyle = getComputedStyle(document.documentElement).backgroundColor
  context.fillRect(0, 0, copy.width, copy.height)
  context.drawImage(canvas, 0, 0)
  return await new Promise(resolve => { copy.toBlob(resolve, 'image/png') })
}
