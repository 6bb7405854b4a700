import { pollStatuses } from './statuses.ts'
import type { PollStatus } from './statuses.ts'

/** Which jobs are listed, and in which order; all of it stands in the address. */
export interface JobFilter { search: string, status: PollStatus | '', tag: string, sort: Sort }

export const sorts = {
  '-created_at': 'Newest first', created_at: 'Oldest first', '-end_order': 'Ended last', name: 'By name',
  '-updated_at': 'Changed last'
} as const
export type Sort = keyof typeof sorts

export function readFilter (address: string): JobFilter {
  const params = new URLSearchParams(address)
  const status = params.get('status') ?? ''
  const sort = params.get('sort') ?? ''
  return {
    search: params.get('search') ?? '',
    tag: params.get('tag') ?? '',
    status: pollStatuses.find(word => word === status) ?? '',
    sort: sort in sorts ? sort as Sort : '-created_at' // as: it was found
  }
}

/** The filter as the query of an address; what is the default is left out. */
export function writeFilter ({ search, status, tag, sort }: JobFilter): string {
  const params = new URLSearchParams()
  if (search !== '') params.set('search', search)
  if (status !== '') params.set('status', status)
  if (tag !== '') params.set('tag', tag)
  if (sort !== '-created_at') params.set('sort', sort)
  return params.toString()
}
