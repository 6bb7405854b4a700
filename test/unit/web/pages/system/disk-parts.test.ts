import t from 'tap'
import { diskParts, largestKind } from '../../../../../web/pages/system/disk/kinds.ts'
import { upSeconds } from '../../../../../web/pages/system/about/uptime.ts'

const kinds = { backups: 50, saves: 0, models: 20, samples: 5, cache: 0, logs: 1, records: 4 }
const use = {
  measured_at: '2026-01-01T00:00:00.000Z', bytes: 80, kinds, jobs: [], size_bytes: 1000, available_bytes: 300,
  growth_bytes_per_hour: null, full_in_seconds: null
}
const sizes = (parts: ReturnType<typeof diskParts>) => Object.fromEntries(parts.map(({ kind, bytes }) => [kind, bytes]))

t.test('the parts of a disk make its whole', async t => {
  t.same(sizes(diskParts(use)), { ...kinds, others: 620, free: 300 })
})

t.test('of a disk whose size is not known, only the files of the jobs are shown', async t => {
  t.same(sizes(diskParts({ ...use, size_bytes: null })), kinds)
})

t.test('files that are counted twice do not make a negative part', async t => {
  t.equal(sizes(diskParts({ ...use, size_bytes: 300 })).others, 0)
})

t.test('the kind that takes most of a folder is named; an empty folder has none', async t => {
  t.same(largestKind(kinds), { label: 'backups', bytes: 50 })
  t.equal(largestKind({ backups: 0, saves: 0, models: 0, samples: 0, cache: 0, logs: 0, records: 0 }), null)
})

t.test('the time a server is up goes on by the clock of the browser, wherever that stands', async t => {
  const started_at = '2026-01-01T00:00:00.000Z'
  const server = { started_at, uptime_seconds: 60 }
  t.equal(upSeconds(server, started_at, 5000, 8000), 63)
  t.equal(upSeconds(server, started_at, 5000, null), 60)
  const restarted_at = '2026-01-01T01:00:00.000Z'
  t.equal(upSeconds(server, restarted_at, 5000, Date.parse(restarted_at) + 7000), 7, 'started anew')
})
