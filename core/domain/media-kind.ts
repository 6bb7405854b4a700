/** How a page shows a file: in `<img>`, `<video>` or `<audio>`. */
export type Media = 'image' | 'video' | 'audio'

export interface MediaKind { media: Media, content_type: string, endings: readonly string[] }

/** Bytes of a file's beginning that are looked at. */
export const HEAD_BYTES = 1024

const latin = (head: Uint8Array, from: number, to: number): string =>
  String.fromCharCode(...head.subarray(from, Math.min(to, head.length)))
const startsWith = (text: string, at = 0) => (head: Uint8Array): boolean => latin(head, at, at + text.length) === text
const riff = (form: string) => (head: Uint8Array): boolean => startsWith('RIFF')(head) && startsWith(form, 8)(head)
/** A file of the MP4 family, by the brands it names. */
const brand = (pattern: RegExp) => (head: Uint8Array): boolean =>
  startsWith('ftyp', 4)(head) && pattern.test(latin(head, 8, 40))

// One piece at a time: an expression for all of them at once takes exponential time on a hostile file.
const beforeSvg = /\s+|<\?xml[^>]*\?>|<!--[\s\S]*?-->|<!DOCTYPE\s+svg[^>]*>/iy
function isSvg (head: Uint8Array): boolean {
  const text = new TextDecoder().decode(head)
  let at = 0
  for (beforeSvg.lastIndex = 0; beforeSvg.test(text); at = beforeSvg.lastIndex);
  return /^<svg[\s>]/i.test(text.slice(at, at + 5))
}
const isMp3 = (head: Uint8Array): boolean =>
  startsWith('ID3')(head) || (head[0] === 0xff && ((head[1] ?? 0) & 0xe6) >= 0xe2)

const image = (content_type: string, endings: string[], fits: (head: Uint8Array) => boolean) =>
  ({ media: 'image' as const, content_type: `image/${content_type}`, endings, fits })
const video = (content_type: string, endings: string[], fits: (head: Uint8Array) => boolean) =>
  ({ media: 'video' as const, content_type: `video/${content_type}`, endings, fits })
const audio = (content_type: string, endings: string[], fits: (head: Uint8Array) => boolean) =>
  ({ media: 'audio' as const, content_type: `audio/${content_type}`, endings, fits })

const kinds: ReadonlyArray<MediaKind & { fits: (head: Uint8Array) => boolean }> = [
  image('png', ['.png'], startsWith('\x89PNG\r\n\x1a\n')),
  image('apng', ['.apng'], startsWith('\x89PNG\r\n\x1a\n')),
  image('jpeg', ['.jpg', '.jpeg'], startsWith('\xff\xd8\xff')),
  image('webp', ['.webp'], riff('WEBP')),
  image('gif', ['.gif'], head => /^GIF8[79]a/.test(latin(head, 0, 6))),
  image('avif', ['.avif'], brand(/avi[fs]/)),
  image('svg+xml', ['.svg'], isSvg),
  video('mp4', ['.mp4', '.m4v'], brand(/^(?!avi[fs]|hei[cx]|mif1)/)),
  video('quicktime', ['.mov'], head => /^(ftyp|moov|mdat|wide|free)$/.test(latin(head, 4, 8))),
  video('webm', ['.webm'], startsWith('\x1a\x45\xdf\xa3')),
  video('ogg', ['.ogv'], startsWith('OggS')),
  audio('mpeg', ['.mp3'], isMp3),
  audio('wav', ['.wav'], riff('WAVE')),
  audio('ogg', ['.ogg', '.oga', '.opus'], startsWith('OggS')),
  audio('flac', ['.flac'], startsWith('fLaC')),
  audio('mp4', ['.m4a'], brand(/./))
]

const byEnding = new Map(kinds.flatMap(kind => kind.endings.map(ending => [ending, kind] as const)))
const kindNamed = (path: string) => byEnding.get(/\.[^./]*$/.exec(path)?.[0].toLowerCase() ?? '')

/** The kind of a file whose name and first bytes agree; null when it is none that a browser shows. */
export function mediaKindOf (path: string, head: Uint8Array): MediaKind | null {
  const kind = kindNamed(path)
  return kind?.fits(head) === true ? kind : null
}

/** How a page shows a file of that name. */
export const mediaOf = (path: string): Media => kindNamed(path)?.media ?? 'image'

/** Width and height of a PNG, read from its header without decoding it; null for other kinds. */
export function pngSize (kind: MediaKind, head: Uint8Array): { width: number, height: number } | null {
  if (!/^image\/a?png$/.test(kind.content_type) || head.length < 24) return null
  const view = new DataView(head.buffer, head.byteOffset)
  return { width: view.getUint32(16), height: view.getUint32(20) }
}

/** Whether a WebP file is as long as its header says. */
export const isWholeWebp = (head: Uint8Array, bytes: number): boolean =>
  head.length >= 8 && new DataView(head.buffer, head.byteOffset).getUint32(4, true) + 8 === bytes
