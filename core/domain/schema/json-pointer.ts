/** JSON pointer of a member (RFC 6901). */
export const pointTo = (pointer: string, key: string | number): string =>
  `${pointer}/${String(key).replaceAll('~', '~0').replaceAll('/', '~1')}`

/** The names on the way that a JSON pointer leads. */
export const namesOf = (pointer: string): string[] =>
  pointer.split('/').slice(1).map(part => part.replaceAll('~1', '/').replaceAll('~0', '~'))
