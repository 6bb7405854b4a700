import { createAppError } from './app-error.ts'
import type { AppError } from './app-error.ts'

/** The error of a query parameter that says something impossible. */
export function refuse (parameter: string, problem: string): AppError {
  const message = `query parameter "${parameter}" ${problem}`
  return createAppError(
    'invalid_request', { problem: message },
    { details: [{ pointer: `/${parameter}`, message, severity: 'error' }] }
  )
}

/**
 * What was asked for, one by one and each once: `values` are lists with commas, or names – one that is `known` may have
 * commas itself.
 */
export function namesIn (values: readonly string[], known: readonly string[] = []): string[] {
  const names = values.flatMap(value => known.includes(value) ? [value] : value.split(',').map(name => name.trim()))
  return [...new Set(names.filter(name => name !== ''))]
}

/**
 * The jobs that the parameter `jobs` names, each once, in its order. Errors: those of `find`; invalid_request for none
 * or too many.
 */
export function jobsIn<T extends { job_id: string }> (
  names: readonly string[], most: number, find: (ref: string) => T
): T[] {
  const jobs = new Map(namesIn(names).map(find).map(job => [job.job_id, job]))
  if (jobs.size === 0 || jobs.size > most) throw refuse('jobs', `names ${jobs.size} jobs; it must be 1 to ${most}`)
  return [...jobs.values()]
}
