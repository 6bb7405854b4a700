import t from 'tap'
import type { Test } from 'tap'
import { patience } from '../helpers/patience.ts'
import { driveQueue, toModel } from '../helpers/queue-driver.ts'
import type { Detailed, QueueDriver, Seen } from '../helpers/queue-driver.ts'
import { createQueueModel } from '../helpers/queue-model.ts'
import type { Act, ModelJob, QueueModel } from '../helpers/queue-model.ts'

/**
 * `QUEUE_SEED=7 npx tap test/kill/queue-model.test.ts` does one sequence again; `QUEUE_SEEDS=100` does a hundred of
 * them.
 */
const { QUEUE_SEED, QUEUE_SEEDS = '2' } = process.env
const seeds =
  QUEUE_SEED === undefined ? Array.from({ length: Number(QUEUE_SEEDS) }, (_, index) => index + 1) : [Number(QUEUE_SEED)]
const ACTS = 22
const VOLLEYS = 5

type Draw = (below: number) => number
/** A generator of whole numbers, the same for the same seed. */
function draws (seed: number): Draw {
  let state = seed * 2654435761 % 4294967296
  return below => {
    state = (state * 1664525 + 1013904223) % 4294967296
    return Math.floor(state / 4294967296 * below)
  }
}

const toOne = [
  'start', 'stop', 'kill', 'backup', 'hold_job', 'release', 'resume', 'retry', 'retry_from_start', 'delete',
  'delete_files'
] as const
const toActive = [
  'finish', 'finish', 'fail', 'kill_trainer', 'kill_runner', 'backup', 'stop', 'release', 'hold_job'
] as const

function drawAct (draw: Draw, model: QueueModel): Act {
  const jobs = model.all()
  const pick = <T>(from: readonly T[]): T => from[draw(from.length)]!
  const one = (): number => pick(jobs).number
  const lined = (): number => pick(model.line().length > 1 ? model.line() : jobs).number
  const active = model.active()
  const create = (): Act => ({
    do: 'create', priority: draw(3) - 1, queue: draw(5) > 0, max_retries: draw(3),
    after: jobs.length > 0 && draw(4) === 0 ? [one()] : []
  })
  const toAny = (): Act => ({ do: pick(toOne), n: one() })
  if (jobs.length === 0) return create()
  const kinds: Array<[number, () => Act]> = [
    [5, create],
    [1, () => ({ do: 'start_now' })],
    [1, () => ({ do: 'restart' })],
    [1, () => ({ do: 'hold', held: !model.held() })],
    [1, () => ({ do: 'priority', n: one(), priority: draw(3) - 1 })],
    [2, () => ({ do: 'reorder', n: lined(), m: draw(3) === 0 ? null : lined() })],
    [5, () => active === undefined ? toAny() : { do: pick(toActive), n: active.number }],
    [4, toAny]
  ]
  return pick(kinds.flatMap(([weight, make]) => Array.from({ length: weight }, () => make)))()
}

const shown = ({ number, status, priority, attempt, has_backup, max_retries, retries_used }: ModelJob): unknown => ({
  number, status, priority, attempt, has_backup, max_retries, retries_used
})
const expected = (model: QueueModel) => ({
  held: model.held(), jobs: model.all().map(shown),
  line: model.line().map(({ number }) => number)
})
const found = ({ jobs, queue }: Seen, numbers: Map<string, number>) => ({
  held: queue.held,
  jobs: jobs.map(job => shown(toModel(job, numbers))),
  line: queue.waiting.map(({ job_number }) => job_number)
})
const isMoving = ({ state, job_status, queue }: Detailed): boolean =>
  (job_status === 'queued' && queue === null) ||
  job_status === 'starting' ||
  job_status === 'stopping' ||
  (job_status === 'running' && state.trainer_pid === null) ||
  state.pending_commands.length > 0
/** It has failed, and that it is tried again is yet to be said. */
const isUnanswered = ({ job_status, reason, retry, retries_used }: Detailed): boolean =>
  job_status === 'error' && reason !== 'dependency_failed' && retries_used < retry.max_retries
const isQuiet = ({ jobs }: Seen): boolean => !jobs.some(job => isMoving(job) || isUnanswered(job))

/** Waits until the server stands where the model does. */
async function meet (driver: QueueDriver, model: QueueModel): Promise<void> {
  const wanted = JSON.stringify(expected(model))
  driver.check(
    await driver.until(
      seen => isQuiet(seen) && JSON.stringify(found(seen, driver.numbers)) === wanted,
      () => expected(model)
    )
  )
}

/** The queue is let go, and whatever trains finishes: nothing may wait for ever. */
async function drain (t: Test, driver: QueueDriver, model: QueueModel): Promise<void> {
  const act = async (act: Act): Promise<void> => { await driver.act(act); model.act(act); await meet(driver, model) }
  await act({ do: 'hold', held: false })
  for (let active = model.active(); active !== undefined; active = model.active()) {
    await act({ do: 'finish', n: active.number })
  }
  for (const job of model.line()) {
    t.ok(
      job.after.some(n =>
        model
          .all()
          .some(
            ({ number, status }) => number === n && ['idle', 'released', 'queued', 'stopped'].includes(status)
          )
      ),
      `job ${job.number} waits only for what waits for a person`
    )
  }
}

for (const seed of seeds) {
  t.test(
    `[Q13] seed ${seed}: after any sequence of calls the queue equals its reference model; no job is lost or stuck and no device has two trainers`,
    { timeout: patience(300_000) },
    async t => {
      const draw = draws(seed)
      const model = createQueueModel()
      const driver = await driveQueue(t)
      const done: string[] = []
      try {
        for (let step = 0; step < ACTS; step++) {
          const act = drawAct(draw, model)
          done.push(JSON.stringify(act))
          const status = await driver.act(act)
          t.equal(status, model.act(act), JSON.stringify(act))
          await meet(driver, model)
        }
        await drain(t, driver, model)
      } catch (error) {
        t.comment(done.join('\n'))
        throw error
      }
    }
  )

  t.test(
    `[Q14] seed ${seed}: concurrent calls with a server killed among them leave a state that the same calls leave in some order`,
    { timeout: patience(300_000) },
    async t => {
      const draw = draws(seed + 1_000_000)
      const model = createQueueModel()
      const driver = await driveQueue(t)
      const done: string[] = []
      try {
        for (let volley = 0; volley < VOLLEYS; volley++) {
          const acts = Array.from({ length: 2 + draw(5) }, () => drawAct(draw, model)).filter(
            act => act.do !== 'restart'
          )
          const killed = draw(2) === 0
          done.push(`${JSON.stringify(acts)}${killed ? ' and SIGKILL' : ''}`)
          const before = await driver.look()
          const made = acts.filter(act => act.do === 'create' || act.do === 'start_now').length
          // whoever asks a killed server hears nothing
          const replies = acts.map(async act => {
            const status = await driver.act(act).catch(() => 0)
            return { act, status }
          })
          if (killed) {
            await Promise.race([...replies, driver.look().catch(() => undefined)])
            await driver.restart()
          }
          const answered = await Promise.all(replies)
          t.strictSame(
            answered.filter(({ status }) => status >= 500),
            [],
            'nobody is told that something went wrong'
          )
          const numbers = new Map(driver.numbers)
          const seen = await driver.until(
            seen => {
              if (!isQuiet(seen)) return false
              const guess = createQueueModel()
              const now = seen.jobs.map(job => toModel(job, driver.numbers))
              guess.adopt(now, seen.queue.held)
              const wanted = JSON.stringify(expected(guess))
              guess.act({ do: 'restart' }) // nothing but what follows by itself
              return JSON.stringify(expected(guess)) === wanted
            },
            () => 'a queue at rest'
          )
          driver.check(seen)
          const there = new Set(seen.jobs.map(({ job_number }) => job_number))
          const deleting = new Set(
            acts.flatMap(act => (act.do === 'delete' || act.do === 'delete_files' ? [act.n] : []))
          )
          t.strictSame(
            before.jobs.filter(({ job_number }) => !there.has(job_number) && !deleting.has(job_number)),
            [],
            'no job is lost'
          )
          const fresh = seen.jobs.filter(
            ({ job_id }) => !numbers.has(job_id) || !before.jobs.some(job => job.job_id === job_id)
          )
          const promised = answered.filter(
            ({ act, status }) => (act.do === 'create' && status === 201) || (act.do === 'start_now' && status === 202)
          ).length
          t.ok(
            fresh.length >= promised && fresh.length <= made,
            'every job that was promised is there, and none that nobody asked for'
          )
          t.ok(
            fresh.every(({ job_number }) => job_number > model.last()),
            'no number is given twice'
          )
          model.adopt(
            seen.jobs.map(job => toModel(job, driver.numbers)),
            seen.queue.held
          )
        }
        await drain(t, driver, model)
      } catch (error) {
        t.comment(done.join('\n'))
        throw error
      }
    }
  )
}
