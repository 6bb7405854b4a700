const LONGEST = 120
/** Windows gives these to devices, whatever stands behind a dot. */
const reserved = /^(con|prn|aux|nul|com\d|lpt\d)$/i

/** A name that every file system takes, made of words that may hold anything. */
export function fileName (words: string, extension: string): string {
  const safe = [...words.normalize('NFC').replace(/[^\p{L}\p{M}\p{N} ._-]+/gu, '_').replace(/ +/g, ' ')]
  const name = safe.slice(0, LONGEST).join('').replace(/^[ .]+|[ .]+$/g, '')
  return `${name === '' || reserved.test(name.split('.')[0] ?? '') ? `chart ${name}`.trim() : name}.${extension}`
}
