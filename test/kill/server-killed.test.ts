import { join } from 'node:path'
import t from 'tap'
import { compare, journalOf, kept } from '../helpers/journals.ts'
import { patience } from '../helpers/patience.ts'
import { startServer, stateDir } from '../helpers/server-process.ts'
import type { ServerProcess } from '../helpers/server-process.ts'
import { connectStream } from '../helpers/stream-client.ts'
import type { Frame } from '../helpers/stream-client.ts'
import { root } from '../helpers/tree.ts'

/** `KILLS=30 npx tap test/kill/server-killed.test.ts` kills it more often. */
const KILLS = Number(process.env.KILLS ?? 12)
const STEPS = 10_000 // of two events each
const env = { ONETRAINER_PYTHON: join(root, 'test/fixtures/trainers/marathon') }

/** A small generator of numbers below 1, the same for the same seed. */
function numbers (seed: number): () => number {
  let state = seed
  return () => {
    state = (state * 1664525 + 1013904223) % 4294967296
    return state / 4294967296
  }
}

/** The trainer a message tells of. */
function pidIn (frame: Frame): number | undefined {
  const state = frame.type === 'connected' ? frame.state as { trainer_pid: number | null } : frame
  return (state.trainer_pid ?? frame.pid ?? undefined) as number | undefined
}

t.test(
  '[K1] a server killed at random moments of a run of 20,000 events loses, doubles and reorders nothing',
  { timeout: patience(100_000 + KILLS * 5000) },
  async t => {
    const state_dir = stateDir(t)
    const seed = 20_261_121
    t.comment(`seed ${seed}`)
    const random = numbers(seed)
    const seen = new Map<string, Frame>()
    let server: ServerProcess = await startServer(t, state_dir, env)
    const early = await connectStream(`${server.url}/ws`)
    let since = (await early.until(frame => frame.type === 'connected')).last_event_id as string
    await early.close()
    const started = await server.ask('/api/training/start', { body: { config: { epochs: 100 } } })
    t.equal(started.status, 202)
    let trainer_pid: unknown

    for (let kill = 0; kill <= KILLS; kill++) {
      const client = await connectStream(`${server.url}/ws?since=${since}`)
      const pid = pidIn(await client.until(frame => pidIn(frame) !== undefined))
      trainer_pid ??= pid
      t.equal(pid, trainer_pid, 'the trainer is the same process')
      const target = client.frames.length + 1 + Math.floor(random() * 120)
      if (kill < KILLS) await client.until(() => client.frames.length >= target)
      else await client.until(frame => frame.type === 'training_progress' && (frame.global_step as number) >= STEPS)
      const last = kill === KILLS
      if (last) {
        const stop = await server.ask('/api/training/stop', { body: {} })
        t.equal(stop.status, 202)
        await client.until(frame => frame.type === 'training_status' && frame.exit !== null)
      }
      for (const frame of client.frames) {
        if (typeof frame.id === 'string' && frame.type !== 'sample_default') {
          seen.set(frame.id, frame)
          since = frame.id
        }
      }
      await client.close()
      if (last) break
      await server.kill()
      server = await startServer(t, state_dir, env)
    }

    const { body: state } = await server.ask('/api/training/status')
    t.match(state, {
      status: 'stopped', reason: 'user_stop', exit: { code: 0, signal: null, forced: false }, attempt: 1
    })
    await server.kill()
    const journal = journalOf(state_dir)
    t.strictSame(
      [...seen.values()].map(frame => frame.seq),
      journal.filter(kept).map(event => event.seq),
      'the client was told everything, once and in order'
    )
    t.ok((await compare(t, state_dir)) >= 20_000)
  }
)

t.test(
  '[K2] a server killed at any named point of a start or a command leaves one run, which goes on and can be stopped',
  { timeout: patience(200_000) },
  async t => {
    for (const point of ['after-spec', 'after-rows', 'after-launch', 'after-command-row', 'after-command-sent']) {
      const state_dir = stateDir(t)
      const doomed = await startServer(t, state_dir, { ...env, OT_CRASH: point })
      // it may die before it answers
      await doomed.ask('/api/training/start', { body: { config: { epochs: 1 } } }).catch(() => undefined)
      if (point.startsWith('after-command')) {
        await doomed.ask('/api/training/backup', { body: {} }).catch(() => undefined)
      }
      await doomed.exited
      const server = await startServer(t, state_dir, env)
      const client = await connectStream(`${server.url}/ws`)
      await client.until(
        frame =>
          frame.type === 'training_progress' ||
          (frame.type === 'connected' &&
            (frame.state as { progress: { global_step: number } }).progress.global_step > 0)
      )
      t.match(
        await server.ask('/api/training/start', { body: {} }),
        { status: 409, body: { code: 'already_running' } },
        point
      )
      t.match(await server.ask('/api/training/stop', { body: {} }), { status: 202 }, point)
      await client.until(frame => frame.type === 'training_status' && frame.exit !== null)
      await client.close()
      await server.kill()
      const journal = journalOf(state_dir)
      t.equal(
        journal.filter(event => event.type === 'training_status' && event.status === 'starting').length,
        1,
        `${point}: it was started once`
      )
      const results = journal.flatMap(event =>
        event.type === 'command_result' ? [`${event.command} ${event.status}`] : []
      )
      t.strictSame(
        results,
        [
          ...(point.startsWith('after-command') ? ['backup accepted', 'backup done'] : []),
          'stop accepted',
          'stop done'
        ],
        `${point}: each command was carried out once`
      )
      await compare(t, state_dir)
    }
  }
)
