/** The stream's cursor as clients see it: the id of the stream and the number of the event in it. */
export const formatCursor = (stream_id: string, id: number): string => `${stream_id}.${id}`

/** The two parts of a cursor; null when it is malformed. */
export function splitCursor (cursor: string): { stream_id: string, id: number } | null {
  const [, stream_id, id] = /^([0-9a-z]+)\.([0-9]+)$/.exec(cursor) ?? []
  return stream_id === undefined || id === undefined ? null : { stream_id, id: Number(id) }
}

/** The number in a cursor of ours; null when it is malformed, of another stream, or ahead of `last_id`. */
export function readCursor (cursor: string, stream_id: string, last_id: number): number | null {
  const parts = splitCursor(cursor)
  return parts?.stream_id === stream_id && parts.id <= last_id ? parts.id : null
}
