import type { JobDetails } from '../../jobs/job-details.ts'

type Described = Pick<JobDetails, 'notes' | 'tags'>

/** The tags in a text, between commas, each once. */
export const tagsIn = (text: string): string[] =>
  [...new Set(text.split(',').map(tag => tag.trim()).filter(tag => tag !== ''))]

/** What differs from how it was: only that is sent, so that it undoes nothing that was changed elsewhere. */
export function changedFields (was: Described, { notes, tags }: Described): Partial<Described> {
  return {
    ...notes === was.notes ? {} : { notes },
    ...tags.join() === was.tags.join() ? {} : { tags } // a tag has no comma
  }
}
