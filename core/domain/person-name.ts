import { createAppError } from './app-error.ts'

/**
 * A name of a person's choice as it is kept: spaces around it are no part of it. Errors: invalid_request for one that
 * nobody could see, or that is no text. The pattern of the contract has no way to say this of every character.
 */
export function personNameFrom (text: string, pointer = '/name'): string {
  const name = text.trim()
  const problem = /\p{Surrogate}/u.test(name)
    ? 'contains half of a character (a lone surrogate)'
    : /^[\p{Default_Ignorable_Code_Point}\s\u2800]*$/u.test(name) ? 'contains nothing that can be seen' : null
  if (problem === null) return name
  const message = `"${pointer.slice(1)}" ${problem}; choose another`
  throw createAppError(
    'invalid_request', { problem: message }, { details: [{ pointer, message, severity: 'error' }] }
  )
}

/** Tags as they are kept: each once, without spaces around it. Errors: invalid_request, as for a name. */
const tagsFrom = (tags: readonly string[]): string[] =>
  [...new Set(tags.map((tag, index) => personNameFrom(tag, `/tags/${index}`)))]

/** The name and the tags of a job that a request sets. */
export const labelsFrom = ({ name, tags }: { name?: string | undefined, tags?: string[] | undefined }) => ({
  ...name === undefined ? {} : { job_name: personNameFrom(name) },
  ...tags === undefined ? {} : { tags: tagsFrom(tags) }
})
