import { existsSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import type { Unwritten } from '../../../../core/contract/journal.ts'
import { newJobState } from '../../../../core/domain/job/state.ts'
import { machineClock } from '../../../../core/machine-clock.ts'
import { followAttempt } from '../../../../services/attempts/follow.ts'
import { job_id, specOf } from '../../../helpers/journal.ts'
import { stateDir } from '../../../helpers/server-process.ts'

t.test('[T301] an attempt without processes is shown as ended while no runner can start in its folder', async t => {
  const attempt_dir = join(stateDir(t), 'a1')
  mkdirSync(attempt_dir)
  const spec = specOf(attempt_dir, attempt_dir)
  const nothing = async (): Promise<void> => {}
  const job = { job_id, job_number: 1, job_slug: 'job', job_name: 'Training 1', trainer: 'builtin' } as const
  const state = { ...newJobState(job), seq: spec.first_seq, attempt: 1 }
  const shown: Array<Unwritten | null> = []
  const attempt = await new Promise<ReturnType<typeof followAttempt>>(resolve => {
    const followed = followAttempt({
      on: {
        spec, attempt_dir,
        position: {
          job_id, job_number: 1, attempt: 1, cursor: { segment: 1, offset: 0 }, state, ended: false, pending: []
        }
      },
      ingest: {
        accept: nothing, beginAttempt: nothing, restore () {}, updateJob: nothing, lookAhead: nothing,
        flush: nothing,
        show (_, unwritten) {
          shown.push(unwritten)
          resolve(followed)
        }
      },
      runner: {
        launch: async () => { throw Object.assign(new Error('full'), { code: 'ENOSPC', syscall: 'open' }) },
        processes: { list: () => [], end: async () => true, awaitGone: async () => true }
      },
      clock: machineClock,
      unsent: { list: async () => [], refuse: nothing },
      exit_file: { read: async () => null, writeFailure: nothing, record: nothing },
      onProblem () {}
    })
  })
  t.teardown(attempt.release)
  t.notOk(existsSync(spec.socket))
  const end = { type: 'training_status', status: 'error', reason: 'supervisor_lost' }
  t.match(shown, [{ code: 'ENOSPC', events: [end] }])
})
