import type { KeptEvent } from '../../contract/history.ts'
import type { JournalEvent, JournalEventOf } from '../../contract/journal.ts'

/** What is said of an event besides itself. */
export interface About { id: string | null, job_id: string, replay?: true }

/** An event in the words of the stream: without what is the journal's alone, and a picture by its URLs, never by a path. */
export function eventMessage (event: JournalEvent, about: About): KeptEvent & Record<string, unknown> {
  const { v: _v, type, ...fields } = event
  if (event.type !== 'sample_generated') return { type, ...fields, ...about }
  const { file: { bytes, sha256 }, ...picture } = fields as Omit<JournalEventOf<'sample_generated'>, 'v' | 'type'> // as: it is of that type
  const url = `/api/samples/${event.sample_id}`
  return { type, ...picture, path: `${url}/image`, thumbnail_path: `${url}/thumbnail`, bytes, sha256, available: true, ...about }
}
