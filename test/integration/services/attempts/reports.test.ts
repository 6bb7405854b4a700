import t from 'tap'
import { readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { Value } from '@sinclair/typebox/value'
import { AttemptReport } from '../../../../core/contract/attempts.ts'
import type { AttemptList } from '../../../../core/contract/attempts.ts'
import type { ExitFile } from '../../../../core/contract/journal.ts'
import { small, testApp } from '../../../helpers/test-app.ts'

t.test('[M13] each attempt has a report that never changes once it has ended', async t => {
  const { ask, stream, state_dir } = await testApp(t)
  const client = await stream()
  const {
    body: { job_id, job_slug }
  } = await ask('/api/training/start', { body: { config: { ...small, epochs: 200 } } })
  await client.until(frame => frame.type === 'backup_created')
  const [running] = (await ask('/api/v1/training-jobs/1/attempts')).body.attempts as AttemptReport[]
  t.match(running, {
    attempt: 1, status: 'running', ended_at: null, exit: null, reason: null, last_seq: null, ready_at: String,
    python_version: /^3\./
  })
  await ask('/api/training/stop', { method: 'POST' })
  await client.until(frame => frame.type === 'training_status' && frame.exit !== null)
  const first = (await ask(`/api/v1/training-jobs/${job_id}/attempts/1`)).body as AttemptReport
  t.same([...Value.Errors(AttemptReport, first)], [])
  const exit = JSON.parse(readFileSync(join(state_dir, 'runs', job_id, 'a1/exit.json'), 'utf8')) as ExitFile
  t.match(first, {
    attempt: 1, trainer: 'builtin', trainer_version: String, device: String, resume_from: null, first_seq: 1,
    status: 'stopped', reason: 'user_stop', error: null, exit: { code: 0 }, last_seq: exit.last_seq,
    ended_at: exit.ended_at, config: { epochs: 200, training_set_size: 60 }
  })
  t.ok(first.created_at <= first.ready_at! && first.ready_at! <= first.ended_at!)
  const seen = client.frames.length
  await ask('/api/training/resume', { method: 'POST' })
  await client.until(
    frame => client.frames.indexOf(frame) >= seen && frame.type === 'training_status' && frame.status === 'running'
  )
  await ask('/api/training/stop', { method: 'POST' })
  await client.until(
    frame => client.frames.indexOf(frame) >= seen && frame.type === 'training_status' && frame.exit !== null
  )
  const { attempts } = (await ask(`/api/v1/training-jobs/${job_slug}/attempts`)).body as AttemptList
  t.same(attempts[0], first)
  t.match(attempts, [{ attempt: 1 }, { attempt: 2, resume_from: /^backup\//, status: 'stopped' }])
  t.ok(attempts[1]!.first_seq > first.last_seq!)
  for (const [path, code] of [
    ['9/attempts', 'job_not_found'], ['1/attempts/3', 'attempt_not_found']
  ]) { t.match((await ask(`/api/v1/training-jobs/${path}`)).body, { statusCode: 404, code }) }
  for (const bad of ['0', '-1', '1.0', 'a1', '..%2fa1', '99999999999']) {
    t.match(
      (await ask(`/api/v1/training-jobs/1/attempts/${bad}`)).body,
      { statusCode: 400, code: 'invalid_request' },
      bad
    )
  }
  rmSync(join(state_dir, 'runs', job_id, 'a2/spec.json'))
  t.match(
    (await ask('/api/v1/training-jobs/1/attempts')).body.attempts,
    [{ attempt: 1, status: 'stopped' }, { attempt: 2, reason: 'record_damaged' }],
    'an attempt without its spec.json is shown as damaged'
  )
})
