import assert from 'node:assert'
import fc from 'fast-check'
import t from 'tap'
import { queueOrder, rankBetween, schedule } from '../../../../../core/domain/job/schedule.ts'
import type { WaitingJob } from '../../../../../core/domain/job/schedule.ts'

const device: fc.Arbitrary<string> = fc.constantFrom('cpu', 'A', 'B', 'C', 'D')
const need: fc.Arbitrary<string[][]> = fc.oneof(
  device.map(one => [[one]]), // a certain one
  fc.constant<string[][]>([['A'], ['B'], ['C'], ['D']]), // any
  fc.uniqueArray(fc.constantFrom<string>('A', 'B', 'C', 'D'), { minLength: 2 }).map(several => [several]),
  fc.constant<string[][]>([]) // none that fits
)
const waitingJobs = fc.array(fc.record({ device_sets: need, ready: fc.boolean() }), { maxLength: 12 })
  .map(jobs => jobs.map((job, index): WaitingJob => ({ ...job, job_id: `job ${index}` })))
const freeDevices = fc.uniqueArray(device).map(devices => new Set(devices))

t.test(
  '[Q1] for any queue and any free devices, no device is assigned twice and a job gets exactly the free devices it needs',
  t => {
    fc.assert(
      fc.property(waitingJobs, freeDevices, (jobs, free) => {
        const placements = schedule(jobs, free)
        const given = placements.flatMap(({ devices }) => devices)
        assert.equal(new Set(given).size, given.length)
        for (const one of given) assert.ok(free.has(one))
        for (const { job_id, devices } of placements) {
          const job = jobs.find(other => other.job_id === job_id)!
          assert.ok(job.ready && job.device_sets.some(set => String(set) === String(devices)))
        }
      }),
      { numRuns: 500 }
    )
    t.end()
  }
)

t.test(
  '[Q2] a job is overtaken only by jobs that need none of its devices, so that smaller ones do not starve it',
  t => {
    fc.assert(
      fc.property(waitingJobs, freeDevices, (jobs, free) => {
        const placed = schedule(jobs, free)
        jobs.forEach((job, index) => {
          if (!job.ready || placed.some(({ job_id }) => job_id === job.job_id)) return
          const behind = placed.filter(({ job_id }) => jobs.findIndex(other => other.job_id === job_id) > index)
          for (const { devices } of behind) {
            assert.ok(!devices.some(one => job.device_sets.flat().includes(one)), 'what it could use is kept for it')
          }
        })
      }),
      { numRuns: 500 }
    )
    // Small jobs come all the time and each GPU is freed in turn: the one that needs both gets them.
    const running = new Map([
      ['A', 'small'], ['B', 'small']
    ])
    const queue: WaitingJob[] = [{ job_id: 'both', device_sets: [['A', 'B']], ready: true }]
    for (let round = 0; running.get('A') !== 'both' && round < 4; round++) {
      queue.push({ job_id: `small ${round}`, device_sets: [['A'], ['B']], ready: true })
      running.delete(round % 2 === 0 ? 'A' : 'B')
      for (const { job_id, devices } of schedule(queue, new Set(['A', 'B'].filter(one => !running.has(one))))) {
        for (const one of devices) running.set(one, job_id)
      }
    }
    t.strictSame([...running.values()], ['both', 'both'])
    t.end()
  }
)

t.test('[Q3] the higher priority goes first, then the place in the queue, then the lower number', t => {
  const key = fc.record({
    priority: fc.integer({ min: -2, max: 2 }), rank: fc.integer({ min: 0, max: 3 }), job_number: fc.nat(20)
  })
  fc.assert(fc.property(fc.array(key), keys => {
    const sorted = [...keys].sort(queueOrder)
    for (const [index, b] of sorted.slice(1).entries()) {
      const a = sorted[index]!
      assert.ok(
        a.priority > b.priority ||
          (a.priority === b.priority && (a.rank < b.rank || (a.rank === b.rank && a.job_number <= b.job_number)))
      )
    }
  }))
  t.end()
})

t.test('[Q3] there is a rank between any two until the precision of numbers is exhausted', async t => {
  fc.assert(
    fc.property(
      fc.option(fc.double({ noNaN: true, min: -1e9, max: 1e9 })),
      fc.double({ noNaN: true, min: 1e-3, max: 1e6 }),
      (above, distance) => {
        const below = above === null ? distance : above + distance
        const rank = rankBetween(above, below)
        return rank !== undefined && (above === null || rank > above) && rank < below
      }
    )
  )
  let [above, below] = [1, 2]
  let halvings = 0
  for (let rank = rankBetween(above, below); rank !== undefined; rank = rankBetween(above, below)) {
    above = rank
    halvings++
  }
  t.ok(halvings > 40 && below === 2)
  t.same([rankBetween(null, null), rankBetween(5, null), rankBetween(null, 5)], [0, 6, 4])
})
