import t from 'tap'
import { Value } from '@sinclair/typebox/value'
import { AttemptReport } from '../../../../../core/contract/attempts.ts'
import type { AttemptSpec, ExitFile, JournalEventOf } from '../../../../../core/contract/journal.ts'
import { attemptReport, damagedAttemptReport } from '../../../../../core/domain/job/attempt-report.ts'

t.test('[M14] a report holds what is known of the attempt and null where nothing is', async t => {
  // as: these are all that count
  const spec = {
    attempt: 2, trainer: 'onetrainer', resume_from: 'backup/x', first_seq: 40, created_at: '2026-01-01T00:00:00.000Z'
  } as AttemptSpec
  const exit = { code: 1, signal: null, forced: false, requested_by: null, leftovers: 0, peak_rss_bytes: null }
  const ended: ExitFile = {
    v: 1, status: 'error', reason: 'launch_failed', error: 'no python', exit, last_seq: 39,
    ended_at: '2026-01-01T00:01:00.000Z'
  }
  const nothing = { trainer_version: null, python_version: null, device: null, devices: [], ready_at: null }
  t.match(attemptReport({ spec, config: {}, ready: null, status: null, ended: null }), {
    ...nothing,
    status: null,
    reason: null,
    exit: null,
    last_seq: null,
    ended_at: null
  })
  t.match(
    attemptReport({ spec, config: {}, ready: null, status: null, ended }),
    {
      ...nothing,
      status: 'error',
      reason: 'launch_failed',
      error: 'no python',
      exit,
      last_seq: null,
      ended_at: ended.ended_at
    },
    'it never had an event'
  )
  t.match(
    attemptReport({
      spec: { ...spec, devices: ['GPU-1'] }, config: { a: 1 }, ready: null, status: null,
      ended: { ...ended, last_seq: 41 }
    }),
    { devices: ['GPU-1'], last_seq: 41, config: { a: 1 } }
  )
  // as: these are all that count
  const queued = { status: 'queued', reason: null, error: null, exit: null } as JournalEventOf<'training_status'>
  t.equal(
    attemptReport({ spec, config: {}, ready: null, status: queued, ended }).status,
    'error',
    'what comes after the end is not of this attempt'
  )
  const report = attemptReport({
    spec: { ...spec, env: { HF_TOKEN: 'hf_secret' }, cookie: 'secret', argv: ['secret'] },
    config: {},
    ready: null,
    status: null,
    ended: null
  })
  t.notMatch(JSON.stringify(report), /secret/, 'neither the environment nor the cookie of the run is told')
})

t.test('[M14] what the trainer reported when it was ready stands in the report', async t => {
  // as: these are all that count
  const spec = {
    attempt: 1, trainer: 'builtin', resume_from: null, first_seq: 1, created_at: '2026-01-01T00:00:00.000Z'
  } as AttemptSpec
  const ready = {
    trainer_version: '1.2', python_version: '3.12.1', device: 'cuda:0', timestamp: '2026-01-01T00:00:09.000Z'
  } as JournalEventOf<'trainer_ready'>
  const running = { status: 'running', reason: null, error: null, exit: null } as JournalEventOf<'training_status'>
  const report = attemptReport({ spec, config: { epochs: 3 }, ready, status: running, ended: null })
  t.same(report, {
    attempt: 1, trainer: 'builtin', trainer_version: '1.2', python_version: '3.12.1', device: 'cuda:0', devices: [],
    resume_from: null, first_seq: 1, last_seq: null, created_at: spec.created_at, ready_at: ready.timestamp,
    ended_at: null, status: 'running', reason: null, error: null, exit: null, config: { epochs: 3 }
  })
  t.ok(Value.Check(AttemptReport, report))
})

t.test('[M14] the report on an attempt with damaged records holds the reason and matches the contract', async t => {
  const known = { attempt: 2, trainer: 'builtin' as const, first_seq: 40, created_at: '2026-01-01T00:00:00.000Z' }
  const report = damagedAttemptReport({ ...known, reason: 'spec.json: is not JSON' })
  t.match(report, { ...known, status: 'error', reason: 'record_damaged', error: 'spec.json: is not JSON' })
  t.same([...Value.Errors(AttemptReport, report)], [])
})
