const MOST_LETTERS = 100 // of its end, where the ending is

/**
 * A name as a piece of a file name that is the same everywhere: letters, digits and `._-`, never hidden, never empty.
 */
export function safeName (name: string): string {
  const kept = name
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .replace(/[^A-Za-z0-9._-]+/g, '_')
    .slice(-MOST_LETTERS)
    .replace(/^[._]+/, '')
  return kept === '' ? 'file' : kept
}

/** The ending of a path, with its dot and in small letters; empty when it has none. */
export const endingOf = (path: string): string => /[^/.](\.[A-Za-z0-9]{1,16})$/.exec(path)?.[1]?.toLowerCase() ?? ''

/** Content-Disposition of a file to be kept under a safe name (RFC 6266). */
export const attachment = (safe_name: string): string => `attachment; filename="${safe_name}"`
