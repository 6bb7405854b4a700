/**
 * Whether an If-None-Match header names this entity tag; `*` names every one, and a weak tag counts (RFC 9110, 13.1.2).
 */
export function namesEtag (header: string | undefined, etag: string): boolean {
  if (header === undefined) return false
  return header.split(',').map(tag => tag.trim().replace(/^W\//, '')).some(tag => tag === '*' || tag === etag)
}
