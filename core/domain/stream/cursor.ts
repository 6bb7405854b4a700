/** The stream's cursor as clients see it: the id of the stream and the number of the event in it. */
export const formatCursor = (stream_id: string, id: number): string => `${stream_id}.${id}`

/** The number in a cursor of ours; null when it is malformed, of another stream, or ahead of `last_id`. */
export function readCursor (cursor: string, stream_id: string, last_id: number): number | null {
  const match = /^([0-9a-z]+)\.([0-9]+)$/.exec(cursor)
  if (match === null || match[1] !== stream_id) return null
  const id = Number(match[2])
  return id <= last_id ? id : null
}
