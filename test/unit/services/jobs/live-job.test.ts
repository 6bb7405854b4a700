import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { newRecord } from '../../../../services/jobs/new-record.ts'
import { describeJob } from '../../../../services/jobs/describe-job.ts'
import {
  endReservation, isJobActive, latestState, newJob, reserve, stateNow, statusOf
} from '../../../../services/jobs/live-job.ts'
import { status } from '../../../helpers/journal.ts'
import { root } from '../../../helpers/tree.ts'

const record = newRecord({
  job_id: '019a4f6e-7b1c-7c3e-9d2a-5f0b8e6c1d42', job_number: 1, job_slug: 'job_aaaaaaaa', job_name: 'Training 1',
  trainer: 'builtin', created_at: '2026-01-01T00:00:00.000Z'
})
const owners = ['services/jobs/live-job.ts', 'services/attempts/ingest.ts']

/** A write to a job, or to anything reached through one. */
const writes =
  /\b(?:job|other|one|current|position)(?:\.(?:record|config|position|state|cursor|attempt|isReserved|devices|ended|pending))+\s*(?:=(?![=>])|\+\+|--|[+-]=)|\bObject\.assign\((?!\{\})/

t.test('[J15] no source but the owners writes a field of a live job or of a position', async t => {
  const sources = readdirSync(join(root, 'services'), { recursive: true, encoding: 'utf8' })
    .filter(path => path.endsWith('.ts'))
    .map(path => `services/${path}`)
  const found = sources
    .filter(path => !owners.includes(path))
    .filter(path => writes.test(readFileSync(join(root, path), 'utf8')))
  t.strictSame(found, [])
  const planted = [
    'job.isReserved = true', 'job.position.state = state', 'position.attempt++', 'one.record = record',
    'Object.assign(job, {})'
  ]
  for (const line of planted) t.match(line, writes, line)
  for (const harmless of ['job.attempt === followed', 'const next = job.record', 'job.devices => 1']) {
    t.notMatch(harmless, writes, harmless)
  }
})

t.test('[J15] the compiler refuses writes to a live job', async t => {
  const job = newJob(record, {})
  // Never called: what counts is that none of these lines compiles.
  const refused = (): void => {
    // @ts-expect-error read-only
    job.isReserved = true
    // @ts-expect-error read-only
    job.record = record
    // @ts-expect-error read-only
    job.record.priority = 1
    // @ts-expect-error read-only
    job.devices.push('cpu')
    // @ts-expect-error read-only
    job.position.attempt = 2
    // @ts-expect-error read-only
    job.position.cursor.offset = 0
  }
  t.type(refused, 'function')
  reserve(job, ['cpu'])
  t.strictSame([isJobActive(job), statusOf(job), job.devices], [true, 'starting', ['cpu']])
  endReservation(job)
  t.strictSame([isJobActive(job), statusOf(job)], [false, 'idle'])
})

t.test('[T304] what only the runner has yet is shown of a job everywhere, and an unrecorded end is none', t => {
  const job = newJob(record, {})
  const running = { ...job.position.state, status: 'running', is_training: true, seq: 5 } as const
  const end = { ...status('completed'), v: 1, timestamp: '2026-01-01T00:00:09.000Z', elapsed_ms: 9000 }
  Object.assign(job.position, { attempt: 1, state: running, unwritten: { seq: 5, code: 'ENOSPC', events: [end] } })
  t.match(latestState(job), { status: 'completed', is_training: false, seq: 5 })
  t.equal(isJobActive(job), true, 'its device is not free yet')
  t.equal(statusOf(job), 'stopping')
  const queue = { waiting: () => [], waitsFor: () => '', notBefore: () => null }
  t.match(describeJob(queue, job), { job_status: 'completed', last_seq: 5 })
  t.equal(describeJob(queue, job).end_order, null, 'an end that is not recorded yet has no place among the others')
  Object.assign(job.position, { unwritten: undefined })
  t.equal(statusOf(job), 'running')
  reserve(job, ['cpu'])
  t.equal(statusOf(job), 'starting')
  t.end()
})

t.test('[C87] the state of now has the time in it that has passed since the newest event', t => {
  const job = newJob(record, {})
  const state = { ...job.position.state, status: 'running', phase: 'training', is_training: true } as const
  Object.assign(job.position, { attempt: 1, state, state_at_ms: 4000 })
  t.equal(stateNow(job, { mono: () => 9500 }).elapsed_seconds, state.elapsed_seconds + 5.5)
  t.end()
})
