/** The stream's cursor as clients see it: the store's epoch and the event's number in it. */
export const formatCursor = (epoch: string, id: number): string => `${epoch}.${id}`

/** The number in a cursor of ours; null when it is malformed, of another epoch, or ahead of `last_id`. */
export function readCursor (cursor: string, epoch: string, last_id: number): number | null {
  const match = /^([0-9a-z]+)\.([0-9]+)$/.exec(cursor)
  if (match === null || match[1] !== epoch) return null
  const id = Number(match[2])
  return id <= last_id ? id : null
}
