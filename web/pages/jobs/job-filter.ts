import { pollStatuses } from './statuses.ts'
import type { PollStatus } from './statuses.ts'
import { beginOf, readDay } from './days.ts'

/** Which jobs are listed, and in which order; all of it stands in the address. */
export interface JobFilter {
  search: string
  status: PollStatus | ''
  tag: string
  /** Name of the config that a job was started from. */
  config: string
  /** First and last day of its creation, in the zone of the reader; empty: any. */
  from: string
  to: string
  sort: Sort
}

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
    config: params.get('config') ?? '',
    from: readDay(params.get('from')),
    to: readDay(params.get('to')),
    status: pollStatuses.find(word => word === status) ?? '',
    sort: Object.hasOwn(sorts, sort) ? sort as Sort : '-created_at' // as: it was found
  }
}

/** The filter as the query of an address; what is the default is left out. */
export function writeFilter ({ search, status, tag, config, from, to, sort }: JobFilter): string {
  const params = new URLSearchParams({ search, status, tag, config, from, to })
  if (sort !== '-created_at') params.set('sort', sort)
  for (const [name, value] of [...params]) if (value === '') params.delete(name)
  return params.toString()
}

/** The filter without what leaves jobs out; their order stays. */
export const cleared = ({ sort }: Pick<JobFilter, 'sort'>): JobFilter => ({ ...readFilter(''), sort })

/** Whether jobs may be left out. */
export const isFiltered = (filter: JobFilter): boolean => writeFilter({ ...filter, sort: '-created_at' }) !== ''

/** The filter as the API takes it. */
export function queryOf ({ search, status, tag, config, from, to, sort }: JobFilter) {
  const created_since = beginOf(from)
  const created_before = beginOf(to, 1)
  return {
    sort,
    ...search === '' ? {} : { search }, ...status === '' ? {} : { status: [status] },
    ...tag === '' ? {} : { tag: [tag] }, ...config === '' ? {} : { config },
    ...created_since === null ? {} : { created_since }, ...created_before === null ? {} : { created_before }
  }
}
