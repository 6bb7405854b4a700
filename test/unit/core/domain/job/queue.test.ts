import assert from 'node:assert'
import fc from 'fast-check'
import t from 'tap'
import type { JobSummary, JobQuery } from '../../../../../core/contract/jobs.ts'
import { JobSummary as JobShape } from '../../../../../core/contract/jobs.ts'
import { trainingStatusWords } from '../../../../../core/contract/values.ts'
import type { Reason } from '../../../../../core/contract/values.ts'
import {
  deviceConflict, deviceEnv, deviceNeed, deviceSets, freeOf, unnamedGpu, visibleGpus
} from '../../../../../core/domain/job/device-need.ts'
import { exampleOf } from '../../../../../core/domain/config/schema-example.ts'
import { pageOfJobs } from '../../../../../core/domain/job/job-list.ts'
import { mergeConfig } from '../../../../../core/domain/config/merge-config.ts'
import { isFinal, pollStatus } from '../../../../../core/domain/job/poll-status.ts'
import { afterAttempt, isOver } from '../../../../../core/domain/job/retry.ts'
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
  '[Q1] whatever waits and whatever is free: no device is given twice, and a job gets just what it needs of what is free',
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
  '[Q2] a job is passed over only by those that want none of its devices, so nobody waits for ever behind smaller ones',
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

const gpus = [{ device: 'GPU-a', name: 'a', index: 0 }, { device: 'GPU-b', name: 'b', index: 1 }]
const cpu = { device: 'cpu', name: 'CPU', index: null }

t.test('[Q4] a job has the devices that its config or its own device asks for', t => {
  const sets = (config: Record<string, unknown>, wanted = 'auto', devices = [cpu, ...gpus]) =>
    deviceSets(deviceNeed('onetrainer', config, wanted), devices)
  t.strictSame(sets({}), [['GPU-a'], ['GPU-b']])
  t.strictSame(sets({ train_device: 'cuda' }), [['GPU-a'], ['GPU-b']])
  t.strictSame(sets({ train_device: 'cuda:1' }), [['GPU-b']])
  t.strictSame(sets({ train_device: 'cuda:2' }), [], 'there is none')
  t.strictSame(sets({ train_device: 'cpu' }), [['cpu']])
  t.strictSame(sets({ multi_gpu: true }), [['GPU-a', 'GPU-b']])
  t.strictSame(sets({ multi_gpu: true, device_indexes: '0, 1' }), [['GPU-a', 'GPU-b']])
  t.strictSame(sets({ multi_gpu: true, device_indexes: '1' }), [['GPU-b']])
  t.strictSame(sets({ multi_gpu: true, device_indexes: '0,7' }), [])
  t.strictSame(sets({ train_device: 'cuda:1' }, 'GPU-a'), [['GPU-a']], 'the job says otherwise')
  t.strictSame(sets({}, 'GPU-z'), [])
  t.strictSame(sets({ multi_gpu: true }, 'cpu'), [['cpu']])
  t.strictSame(sets({}, 'auto', [cpu]), [[unnamedGpu]], 'a GPU that nvidia-smi does not show')
  t.strictSame(
    deviceSets(deviceNeed('builtin', { train_device: 'cuda' }, 'auto'), [cpu, ...gpus]),
    [['cpu']],
    'the built-in trainer has no use for a GPU'
  )
  t.end()
})

t.test(
  '[Q5] the trainer sees its own GPU and no other, by UUID; one whose config counts GPUs sees them all in their order',
  t => {
    const env = (config: Record<string, unknown>, chosen: string[], wanted = 'auto') =>
      deviceEnv(deviceNeed('onetrainer', config, wanted), chosen)
    t.strictSame(env({}, ['GPU-b']), { CUDA_DEVICE_ORDER: 'PCI_BUS_ID', CUDA_VISIBLE_DEVICES: 'GPU-b' })
    t.strictSame(env({}, ['GPU-b'], 'GPU-b'), { CUDA_DEVICE_ORDER: 'PCI_BUS_ID', CUDA_VISIBLE_DEVICES: 'GPU-b' })
    t.strictSame(
      env({}, ['gpu-1']),
      { CUDA_DEVICE_ORDER: 'PCI_BUS_ID', CUDA_VISIBLE_DEVICES: '1' },
      'one without a UUID'
    )
    t.strictSame(env({ train_device: 'cuda:1' }, ['GPU-b']), { CUDA_DEVICE_ORDER: 'PCI_BUS_ID' })
    t.strictSame(env({ multi_gpu: true }, ['GPU-a', 'GPU-b']), { CUDA_DEVICE_ORDER: 'PCI_BUS_ID' })
    t.strictSame(
      env({ train_device: 'cuda' }, ['cpu'], 'cpu'), { CUDA_VISIBLE_DEVICES: '' }, 'a job of the CPU touches no GPU'
    )
    t.strictSame(env({}, [unnamedGpu]), {})
    const all = [
      { index: 0, uuid: 'GPU-aaaa', name: 'a' }, { index: 1, uuid: 'GPU-bbbb', name: 'b' },
      { index: 2, uuid: null, name: 'c' }
    ]
    const seen = (visible: string | undefined) => visibleGpus(all, visible).map(gpu => `${gpu.index} ${gpu.device}`)
    t.strictSame(seen(undefined), ['0 GPU-aaaa', '1 GPU-bbbb', '2 gpu-2'])
    t.strictSame(seen('1, GPU-aa'), ['0 GPU-bbbb', '1 GPU-aaaa'], 'in its order, counted anew')
    t.strictSame(seen('1,9,0'), ['0 GPU-bbbb'], 'what follows an unknown one is not seen')
    t.strictSame(seen(''), [])
    t.strictSame(seen('GPU-'), [], 'too short to mean one')
    t.end()
  }
)

t.test('[Q6] while a GPU that has no name is in use no other is free, and the other way round', t => {
  const free = (taken: string[]) => [...freeOf(['cpu', 'GPU-a', 'GPU-b', unnamedGpu], new Set(taken))]
  t.strictSame(free([]), ['cpu', 'GPU-a', 'GPU-b', unnamedGpu])
  t.strictSame(free(['cpu']), ['GPU-a', 'GPU-b', unnamedGpu])
  t.strictSame(free(['GPU-a']), ['cpu', 'GPU-b'])
  t.strictSame(free([unnamedGpu]), ['cpu'])
  t.end()
})

t.test(
  '[Q7] an attempt that failed is tried again as often as the policy says; one that ran long enough begins the count anew',
  t => {
    const retry = { max_retries: 2, delay_seconds: 1, stable_seconds: 600 }
    const end = (
      status: 'error' | 'stopped' | 'completed' | 'paused',
      reason: Reason = 'trainer_exit',
      elapsed_seconds = 5
    ) => ({ status, reason, elapsed_seconds })
    t.strictSame(afterAttempt({ retry, retries_used: 0 }, end('error')), { retried: true, retries_used: 1 })
    t.strictSame(afterAttempt({ retry, retries_used: 1 }, end('error')), { retried: true, retries_used: 2 })
    t.strictSame(afterAttempt({ retry, retries_used: 2 }, end('error')), { retried: false, retries_used: 2 })
    t.strictSame(afterAttempt({ retry, retries_used: 2 }, end('error', 'trainer_exit', 600)), {
      retried: true, retries_used: 1
    })
    t.strictSame(afterAttempt({ retry: { ...retry, max_retries: 0 }, retries_used: 0 }, end('error')), {
      retried: false, retries_used: 0
    })
    for (const status of ['stopped', 'completed', 'paused'] as const) {
      t.equal(afterAttempt({ retry, retries_used: 0 }, end(status)).retried, false, status)
    }
    for (const reason of ['loss_nan', 'dependency_failed'] as const) {
      t.equal(
        afterAttempt({ retry, retries_used: 0 }, end('error', reason)).retried, false, `${reason} would come again`
      )
    }
    const record = { retry, retries_used: 0, waiting: null, settled_attempt: 0 }
    const waiting = { for_attempt: 2, rank: 1, queued_at: '', not_before: null, resume_from: null }
    t.equal(isOver(record, end('error'), 1), false, 'it will be tried again')
    t.equal(isOver({ ...record, waiting }, end('error'), 1), false, 'it waits')
    t.equal(isOver({ ...record, waiting, settled_attempt: 2, retries_used: 2 }, end('error'), 2), true)
    t.equal(isOver(record, end('paused'), 1), false, 'it may be resumed')
    t.equal(isOver(record, end('completed'), 1), true)
    t.end()
  }
)

t.test('[Q8] every status has a word for those who poll, and only an end is final', t => {
  const words = Object.fromEntries(trainingStatusWords.map(status => [status, pollStatus(status)]))
  t.strictSame(words, {
    idle: 'idle', initialized: 'idle', queued: 'queued', starting: 'running', running: 'running', stopping: 'running',
    paused: 'paused', stopped: 'stopped', completed: 'succeeded', error: 'failed'
  })
  t.strictSame(Object.values(words).filter(isFinal).sort(), ['failed', 'stopped', 'succeeded'])
  t.end()
})

t.test(
  '[Q9] overrides are merged into a config object by object; nothing given is changed, and no key reaches a prototype',
  t => {
    t.strictSame(mergeConfig({ a: 1, b: { c: 2, d: [1] } }, { b: { d: [2], e: 3 }, f: null }), {
      a: 1, b: { c: 2, d: [2], e: 3 }, f: null
    })
    const evil = mergeConfig(
      { a: {} },
      JSON.parse('{"__proto__":{"evil":1},"a":{"__proto__":{"evil":1}},"constructor":{"prototype":{"evil":1}}}')
    )
    t.equal(Object.getPrototypeOf(evil), Object.prototype)
    t.equal(({} as Record<string, unknown>).evil, undefined)
    t.ok(Object.hasOwn(evil, '__proto__') && Object.hasOwn(evil.a as object, '__proto__'))
    fc.assert(
      fc.property(
        fc.dictionary(fc.string(), fc.jsonValue(), { noNullPrototype: true }),
        fc.dictionary(fc.string(), fc.jsonValue(), { noNullPrototype: true }),
        (config, overrides) => {
          const before = structuredClone([config, overrides])
          const merged = mergeConfig(config, overrides)
          assert.deepStrictEqual([config, overrides], before)
          assert.deepStrictEqual(mergeConfig(merged, overrides), merged, 'once more changes nothing')
          assert.deepStrictEqual(
            new Set(Object.keys(merged)),
            new Set([...Object.keys(config), ...Object.keys(overrides)])
          )
        }
      )
    )
    t.end()
  }
)

const plain = { ...exampleOf(JobShape) as JobSummary, queue: null } // as: the example of a shape fits it
const names = fc.oneof(
  fc.string({ minLength: 1, maxLength: 200 }),
  fc.constantFrom('7', '-7', '007', 'A', 'a', 'é', '\ud800', '訓'.repeat(200))
)
const listed = fc
  .array(
    fc.record({
      name: names, priority: fc.integer({ min: -2, max: 2 }), day: fc.integer({ min: 1, max: 3 }), waits: fc.boolean()
    }),
    { maxLength: 15 }
  )
  .map(drawn =>
    drawn.map(({ name, priority, day, waits }, index): JobSummary => {
      const at = `2026-01-0${day}T00:00:00.000Z`
      const queue = waits
        ? { position: index + 1, queued_at: at, not_before: null, resume_from: null, waiting_for: '' }
        : null
      return {
        ...plain,
        job_id: `id ${index}`,
        job_number: index + 1,
        name,
        priority,
        created_at: at,
        updated_at: day === 1 ? null : at,
        queue
      }
    })
  )
const sorts = fc.constantFrom<JobQuery['sort']>(
  'created_at', '-created_at', 'name', '-name', 'priority', '-priority', 'updated_at', '-updated_at', 'queue'
)

function pages (jobsAt: (page: number) => JobSummary[], query: JobQuery): JobSummary[] {
  const seen: JobSummary[] = []
  for (let page = 0, cursor: string | null | undefined; cursor !== null; page++) {
    const found = pageOfJobs(jobsAt(page), { ...query, ...(cursor === undefined ? {} : { cursor }) })!
    if (found.next_cursor !== null && found.next_cursor.length > 2000) throw new Error('longer than a request may be')
    seen.push(...found.jobs)
    cursor = found.next_cursor
  }
  return seen
}

t.test('[Q10] the pages of a list, one after the other, are the whole list, whatever it is sorted by', t => {
  fc.assert(fc.property(listed, sorts, fc.integer({ min: 1, max: 5 }), (jobs, sort, limit) => {
    const whole = pageOfJobs(jobs, { sort, limit: 500 })!
    assert.deepStrictEqual(pages(() => jobs, { sort, limit }), whole.jobs)
    assert.equal(whole.total, sort === 'queue' ? jobs.filter(job => job.queue !== null).length : jobs.length)
  }), { numRuns: 300 })
  t.end()
})

t.test('[Q11] jobs that come or go between two pages make none of the others appear twice or not at all', t => {
  fc.assert(
    fc.property(listed, sorts, fc.array(fc.tuple(fc.boolean(), fc.nat()), { maxLength: 10 }), (jobs, sort, changes) => {
      const there = new Map(jobs.map(job => [job.job_id, job]))
      const disturbed = new Set<string>()
      const jobsAt = (page: number): JobSummary[] => {
        const [add, pick] = changes[page - 1] ?? [undefined, 0]
        const one = jobs[pick % jobs.length]
        if (add !== undefined && one !== undefined) {
          const job = add ? { ...one, job_id: `new ${page}`, job_number: 100 + page } : one
          disturbed.add(job.job_id)
          if (add) there.set(job.job_id, job)
          else there.delete(job.job_id)
        }
        return [...there.values()]
      }
      const calm = (all: JobSummary[]): string[] =>
        all.filter(({ job_id }) => !disturbed.has(job_id)).map(({ job_id }) => job_id)
      const seen = pages(jobsAt, { sort, limit: 2 })
      assert.deepStrictEqual(calm(seen), calm(pageOfJobs(jobs, { sort, limit: 500 })!.jobs))
      assert.equal(new Set(seen.map(({ job_id }) => job_id)).size, seen.length)
    }),
    { numRuns: 300 }
  )
  for (const cursor of ['', 'x', '1.', '1.%', '1."a', '1.7', '99999999999999999.%22a%22', '1.null', '1.%7B%7D']) {
    t.equal(pageOfJobs([plain], { sort: 'name', limit: 1, cursor }), null, cursor)
  }
  t.equal(pageOfJobs([plain], { sort: 'priority', limit: 1, cursor: '1.%227%22' }), null, 'a cursor of another order')
  t.end()
})

t.test('[Q12] a list is filtered by status, tags, trainer, network and text, all at once', t => {
  const jobs = [
    { ...plain, job_number: 1, name: 'Cats', status: 'queued' as const, tags: ['a', 'b'], notes: '' },
    {
      ...plain,
      job_number: 2,
      name: 'dogs',
      status: 'failed' as const,
      tags: ['a'],
      notes: 'not CATS',
      trainer: 'onetrainer' as const
    },
    { ...plain, job_number: 3, name: 'birds', status: 'queued' as const, tags: [], notes: '', network_id: 'n1' }
  ].map(job => ({ ...job, job_slug: `job_${job.job_number}` }))
  const found = (query: Partial<JobQuery>) =>
    pageOfJobs(jobs, { sort: 'created_at', limit: 50, ...query })!
      .jobs.map(job => job.job_number)
      .sort()
  t.strictSame(found({ status: ['queued'] }), [1, 3])
  t.strictSame(found({ status: ['queued', 'failed'], tag: ['a'] }), [1, 2])
  t.strictSame(found({ tag: ['a', 'b'] }), [1])
  t.strictSame(found({ search: 'cats' }), [1, 2])
  t.strictSame(found({ search: 'JOB_3' }), [3])
  t.strictSame(found({ trainer: 'onetrainer' }), [2])
  t.strictSame(found({ network_id: 'n1' }), [3])
  t.end()
})

t.test('[Q3] there is a rank between any two until numbers run out, and then that is said', async t => {
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

t.test('[Q4] a job that is to have one GPU cannot count GPUs in its config', async t => {
  t.match(deviceConflict('onetrainer', { train_device: 'cuda:1' }, 'GPU-a'), /set train_device to cuda/)
  for (const [config, device] of [
    [{ train_device: 'cuda' }, 'GPU-a'], [{ train_device: 'cuda:0' }, 'GPU-a'], [{ train_device: 'cuda:1' }, 'auto'],
    [{ train_device: 'cuda:1' }, 'cpu']
  ] as const) { t.equal(deviceConflict('onetrainer', config, device), null) }
  t.equal(deviceConflict('builtin', { train_device: 'cuda:1' }, 'GPU-a'), null)
})
