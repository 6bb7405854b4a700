import type { KeptEvent } from '../../contract/history.ts'
import type { JournalEvent, JournalEventOf } from '../../contract/journal.ts'
import { links } from '../../contract/links.ts'
import type { StepState } from '../../contract/training.ts'
import { mediaOf } from '../media-kind.ts'

/** The fields that a message has besides those of its event. */
export interface About { id: string | null, job_id: string, replay?: true, state?: StepState }

/**
 * An event as sent on the stream: without the journal's own fields, and with the URLs of a sample instead of its path.
 */
export function eventMessage (event: JournalEvent, about: About): KeptEvent & Record<string, unknown> {
  const { v: _v, type, ...fields } = event
  if (event.type !== 'sample_generated') return { type, ...fields, ...about }
  // as: it is of that type
  const { file, ...sample } = fields as Omit<JournalEventOf<'sample_generated'>, 'v' | 'type'>
  return {
    type,
    ...sample,
    path: links.sampleImage(event.sample_id),
    thumbnail_path: links.sampleThumbnail(event.sample_id),
    media: mediaOf(file.path),
    bytes: file.bytes,
    sha256: file.sha256,
    available: true,
    ...about
  }
}
