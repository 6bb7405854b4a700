import t from 'tap'
import { beginOf } from '../../../../web/pages/jobs/days.ts'
import { cleared, isFiltered, queryOf, readFilter, writeFilter } from '../../../../web/pages/jobs/job-filter.ts'
import { moved } from '../../../../web/pages/jobs/moved.ts'

t.test('[U44] a filter is the same after it was written into an address and read again', async t => {
  const filter = {
    search: 'a & b', status: 'failed', tag: 'trial', config: '#sdxl 1.0', from: '2026-01-31', to: '2026-02-28',
    sort: 'name'
  } as const
  t.strictSame(readFilter(writeFilter(filter)), filter)
  t.equal(writeFilter(readFilter('')), '', 'what is the default stands in no address')
  const wrong = readFilter('?status=lost&sort=sideways&from=2026-02-30&to=today')
  t.strictSame(wrong, readFilter(''), 'what is no word counts for nothing')
  t.equal(readFilter('?sort=constructor').sort, '-created_at')
})

t.test('[U73] the first and the last day of a filter are days of the reader, whatever the zone', async t => {
  const { TZ } = process.env
  t.teardown(() => {
    if (TZ === undefined) delete process.env.TZ
    else process.env.TZ = TZ
  })
  const spans = [
    ['UTC', '2026-03-29T00:00:00.000Z', '2026-03-30T00:00:00.000Z'],
    ['Europe/Berlin', '2026-03-28T23:00:00.000Z', '2026-03-29T22:00:00.000Z'], // of 23 hours
    ['Asia/Kolkata', '2026-03-28T18:30:00.000Z', '2026-03-29T18:30:00.000Z'],
    ['America/Los_Angeles', '2026-03-29T07:00:00.000Z', '2026-03-30T07:00:00.000Z']
  ] as const
  for (const [zone, created_since, created_before] of spans) {
    process.env.TZ = zone
    const query = queryOf(readFilter('from=2026-03-29&to=2026-03-29'))
    t.strictSame(query, { sort: '-created_at', created_since, created_before }, zone)
  }
  process.env.TZ = 'UTC'
  t.equal(beginOf('0026-01-01'), '0026-01-01T00:00:00.000Z', 'as it is while a year is typed')
  t.equal(beginOf('9999-12-31', 1), null, 'no day comes after the last one')
  t.strictSame(['2026-13-01', '2026-00-01', '2026-01-00', '2026-1-1', ''].map(day => beginOf(day)), [
    null, null, null, null, null
  ])
})

t.test('[U73] what leaves jobs out is cleared at once, and the order stays', async t => {
  for (const part of ['search=a', 'status=failed', 'tag=a', 'config=a', 'from=2026-01-01', 'to=2026-01-01']) {
    const filter = readFilter(`${part}&sort=name`)
    t.ok(isFiltered(filter), part)
    t.equal(writeFilter(cleared(filter)), 'sort=name', part)
  }
  t.notOk(isFiltered(readFilter('sort=name')))
})

t.test('[U45] a waiting job is moved within its list, and one that stays moves nothing', async t => {
  const move = (name: string, to: number) => moved(['a', 'b', 'c'], one => one === name, to)?.join('') ?? null
  t.strictSame([move('a', 1), move('a', 2), move('c', 0), move('b', 9), move('b', -3)], [
    'bac', 'bca', 'cab', 'acb', 'bac'
  ])
  t.strictSame([move('a', 0), move('c', 7), move('x', 0)], [null, null, null])
})
