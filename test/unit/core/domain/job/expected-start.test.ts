import t from 'tap'
import { expectedStarts } from '../../../../../core/domain/job/expected-start.ts'
import type { Expected, Moment } from '../../../../../core/domain/job/expected-start.ts'

const at = (seconds: number | null, why = 'why not'): Moment => seconds === null
  ? { seconds, why }
  : { seconds, why: null }

const job = (job_id: string, seconds: number | null, more: Partial<Expected> = {}): Expected => ({
  job_id, title: job_id, device_sets: [['cpu']], after: [], delay_seconds: 0, waits_for: `${job_id} waits`,
  length: at(seconds, 'none like it'), ...more
})

function starts (devices: Record<string, Moment>, waiting: Expected[], ends: Record<string, Moment> = {}) {
  const at_work = { devices: new Map(Object.entries(devices)), ends: new Map(Object.entries(ends)) }
  const found = expectedStarts(at_work, waiting)
  return waiting.map(({ job_id }) => {
    const { seconds, why } = found.get(job_id)!
    return seconds ?? why
  })
}

t.test('[Q363] each job starts when what is at work, and those before it on the device, have ended', async t => {
  t.strictSame(starts({ cpu: at(120) }, [job('a', 2040), job('b', 60), job('c', null)]), [120, 2160, 2220])
  t.strictSame(starts({ cpu: at(0) }, [job('a', null)]), [0], 'at once; its own length does not matter')
})

t.test('[Q363] what follows from a moment that is not known is not known either, and says why', async t => {
  t.strictSame(starts({ cpu: at(null, 'x is paused') }, [job('a', 10), job('b', 10)]), ['x is paused', 'x is paused'])
  const why = 'how long a takes is not known: none like it'
  t.strictSame(starts({ cpu: at(5) }, [job('a', null), job('b', 10), job('c', 10)]), [5, why, why])
  const none = job('a', 1, { device_sets: [] })
  t.strictSame(starts({ cpu: at(5) }, [none, job('b', 1)]), ['no device of this machine fits its config', 5])
})

t.test('[Q363] of several GPUs a job gets the one that is free first, as far as all of them are known', async t => {
  const any = { device_sets: [['A'], ['B']] }
  const three = [job('a', 100, any), job('b', 100, any), job('c', 100, any)]
  t.strictSame(starts({ A: at(50), B: at(20) }, three), [20, 50, 120])
  t.strictSame(starts({ A: at(null, 'A?'), B: at(20) }, three), ['A?', 'A?', 'A?'])
  t.strictSame(starts({ A: at(null, 'A?'), B: at(0) }, three), [0, 'A?', 'A?'], 'nothing is free sooner than now')
  const both = job('a', 100, { device_sets: [['A', 'B']] })
  t.strictSame(starts({ A: at(50), B: at(20) }, [both, job('b', 1, { device_sets: [['B']] })]), [50, 150])
})

t.test('[Q363] a job that follows another one starts by its turn when that one has ended by then', async t => {
  const chain = [job('a', 100), job('b', 100, { after: ['a'] }), job('c', 100, { after: ['b', 'r'] })]
  t.strictSame(starts({ cpu: at(10) }, chain, { r: at(60) }), [10, 110, 210])
})

t.test('[Q363] one that is not ready by its turn is overtaken; what then starts after it is not known', async t => {
  const rival = 'a may be ready by then and go first'
  const retry = job('a', 10, { delay_seconds: 300 })
  const others = ['b', 'c', 'd'].map(name => job(name, 200))
  t.strictSame(starts({ cpu: at(0) }, [retry, ...others]), ['a waits', 0, 200, rival])
  t.strictSame(starts({ cpu: at(400) }, [retry, ...others]), [400, 410, 610, 810], 'it is ready by its turn')
  const follows = (id: string) => job('a', 10, { after: [id] })
  t.strictSame(starts({ cpu: at(0) }, [follows('r'), ...others], { r: at(null) }), ['a waits', 0, rival, rival])
  t.strictSame(starts({ cpu: at(0) }, [follows('gone'), ...others]), ['a waits', 0, 200, 400],
    'a stopped job does not end by itself')
})

t.test('[Q363] a thousand jobs are looked through once', async t => {
  let read = 0
  const devices = new Map([['cpu', at(1)]])
  const many = Array.from({ length: 1000 }, (_, index) => ({
    ...job(`j${index}`, 1), get device_sets () { read++; return [['cpu']] }
  }))
  const found = expectedStarts({ devices, ends: new Map() }, many)
  t.equal(found.get('j999')?.seconds, 1000)
  t.ok(read <= 3000, `${read} looks`)
})
