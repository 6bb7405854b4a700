import { createServer } from 'node:net'
import type { Socket } from 'node:net'
import { createInterface } from 'node:readline'
import t from 'tap'
import type { Test } from 'tap'
import type { SentCommand } from '../../../../core/contract/commands.ts'
import type { ControlRequest } from '../../../../core/contract/journal.ts'
import { machineClock } from '../../../../core/machine-clock.ts'
import { newJobState } from '../../../../core/domain/job/state.ts'
import { followAttempt } from '../../../../services/attempts/follow.ts'
import { job_id, specOf } from '../../../helpers/journal.ts'
import { createSeen } from '../../../helpers/seen.ts'
import { stateDir } from '../../../helpers/server-process.ts'

/** A runner that answers a command when it is asked to. */
async function listen (t: Test, path: string) {
  const { all, add, until } = createSeen<string>()
  let connection: Socket | null = null
  const server = createServer(socket => {
    connection = socket
    createInterface(socket).on('line', line => {
      const request = JSON.parse(line) as ControlRequest // as: the client's own type
      if (request.op === 'hello') {
        const runner = { pid: process.pid, start_ticks: 1 }
        socket.write(JSON.stringify({ op: 'hello', v: 1, seq: 0, runner, trainer: null }) + '\n')
      } else if (request.op === 'command') add(request.id)
    })
  })
  await new Promise<void>(resolve => { server.listen(path, resolve) })
  t.teardown(() => { connection?.destroy(); server.close() })
  const accept = (id: string): void => {
    connection?.write(JSON.stringify({ op: 'accepted', id, duplicate: false }) + '\n')
  }
  return { all, until, accept }
}

t.test('[Q200] a command waits until the runner has accepted those that were given before it', async t => {
  const attempt_dir = stateDir(t) // short: the path of a socket has 107 bytes at most
  const spec = specOf(attempt_dir, attempt_dir)
  const runner = await listen(t, spec.socket)
  const command = (id: string): SentCommand => ({ id, command: 'backup', args: {} })
  const job = { job_id, job_number: 1, job_slug: 'job', job_name: 'Training 1', trainer: 'builtin' } as const
  const never = async (): Promise<never> => await new Promise(() => {})
  const nothing = async (): Promise<void> => {}
  const attempt = followAttempt({
    on: {
      spec, attempt_dir,
      position: {
        job_id, job_number: 1, attempt: 1, cursor: { segment: 1, offset: 0 }, state: newJobState(job),
        ended: false, pending: []
      }
    },
    ingest: {
      accept: nothing, beginAttempt: nothing, restore () {}, updateJob: nothing, lookAhead: nothing, show () {},
      flush: nothing
    },
    runner: { launch: never, processes: { list: () => [], end: async () => true, awaitGone: async () => true } },
    clock: machineClock,
    unsent: { list: async () => [command('first'), command('second')], refuse: nothing },
    exit_file: { read: async () => null, writeFailure: nothing, record: nothing },
    onProblem (problem, error) { t.fail(problem, { error }) }
  })
  t.teardown(attempt.release)
  await runner.until(id => id === 'first')
  const sent = attempt.send({ id: 'third', command: 'stop', args: {} })
  for (const id of ['first', 'second', 'third']) {
    await runner.until(received => received === id)
    runner.accept(id)
  }
  t.match(await sent, { outcome: 'accepted' })
  t.strictSame(runner.all, ['first', 'second', 'third'])
})
