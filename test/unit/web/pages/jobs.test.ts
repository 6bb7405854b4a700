import t from 'tap'
import { readFilter, writeFilter } from '../../../../web/pages/jobs/job-filter.ts'
import { moved } from '../../../../web/pages/jobs/moved.ts'

t.test('[U44] a filter is the same after it was written into an address and read again', async t => {
  const filter = { search: 'a & b', status: 'failed', tag: 'trial', sort: 'name' } as const
  t.strictSame(readFilter(writeFilter(filter)), filter)
  t.equal(writeFilter(readFilter('')), '', 'what is the default stands in no address')
  t.strictSame(readFilter('?status=lost&sort=sideways'), readFilter(''), 'what is no word counts for nothing')
})

t.test('[U45] a waiting job is moved within its list, and one that stays moves nothing', async t => {
  const move = (name: string, to: number) => moved(['a', 'b', 'c'], one => one === name, to)?.join('') ?? null
  t.strictSame([move('a', 1), move('a', 2), move('c', 0), move('b', 9), move('b', -3)], [
    'bac', 'bca', 'cab', 'acb', 'bac'
  ])
  t.strictSame([move('a', 0), move('c', 7), move('x', 0)], [null, null, null])
})
