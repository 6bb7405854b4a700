/** Where in the order of ends the last visit had got to, and when it was. */
export interface Visit { end_order: number, at: string }

/** What is used of a browser's storage. */
export interface Shelf { getItem: (key: string) => string | null, setItem: (key: string, value: string) => void }

const key = 'last-visit'

/**
 * The visit before this one: a window that is loaded again goes on with its visit. Null at the first. Storages are
 * passed in as localStorage and sessionStorage.
 */
export function lastVisit (kept: Shelf, session: Shelf): Visit | null {
  const known = session.getItem(key)
  if (known !== null) return parse(known)
  const before = kept.getItem(key)
  session.setItem(key, before ?? 'null')
  return parse(before)
}

/** For the visit after this one. */
export function keepVisit (kept: Shelf, visit: Visit): void {
  kept.setItem(key, JSON.stringify(visit))
}

function parse (text: string | null): Visit | null {
  try {
    const value: unknown = JSON.parse(text ?? 'null')
    return isVisit(value) ? value : null
  } catch {
    return null // written by hand, or by another version
  }
}

const isVisit = (value: unknown): value is Visit =>
  typeof value === 'object' && value !== null && 'end_order' in value && typeof value.end_order === 'number' &&
  'at' in value && typeof value.at === 'string'
