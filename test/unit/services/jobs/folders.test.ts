import { existsSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { createJobFolders } from '../../../../services/jobs/folders.ts'
import { newRecord } from '../../../../services/jobs/new-record.ts'
import { specOf } from '../../../helpers/journal.ts'

const job_id = '019a4f6e-7b1c-7c3e-9d2a-5f0b8e6c1d42'
const record = newRecord({
  job_id, job_number: 1, job_slug: 'job_a', job_name: 'a', trainer: 'builtin', created_at: '2026-01-01T00:00:00.000Z'
})
const noProblem = (path: string, problem: string): void => { throw new Error(`${path}: ${problem}`) }

t.test('[J41] an attempt that is taken back leaves nothing of its own and all that is not its own', async t => {
  const folders = createJobFolders(t.testdir(), noProblem)
  await folders.createJob(record, {})
  t.equal(await folders.reserveAttempt(job_id, 1), 1)
  t.equal(await folders.reserveAttempt(job_id, 1), 2, 'a folder that is there is never given again')
  const spec = { ...specOf(folders.attemptDir(job_id, 2), folders.jobDir(job_id)), job_id, attempt: 2 }
  await folders.writeAttempt({ spec, config: {} })
  writeFileSync(join(folders.attemptDir(job_id, 2), 'mine.txt'), '')
  await folders.withdrawAttempt(job_id, 2)
  t.strictSame(readdirSync(folders.attemptDir(job_id, 2)), ['mine.txt'])
  await folders.withdrawAttempt(job_id, 1)
  t.notOk(existsSync(folders.attemptDir(job_id, 1)))
  t.strictSame(readdirSync(folders.jobDir(job_id)).sort(), ['a2', 'config.json', 'job.json'])
})

t.test('[J41] a job is never made in a folder that is there; one taken back keeps what others put there', async t => {
  const folders = createJobFolders(t.testdir(), noProblem)
  await folders.createJob(record, { epochs: 1 })
  await t.rejects(folders.createJob({ ...record, job_number: 2 }, {}), /exists already/)
  t.match(await folders.read(job_id), { record: { job_number: 1 }, config: { epochs: 1 } }, 'it is as it was')
  writeFileSync(join(folders.jobDir(job_id), 'mine.txt'), '')
  await folders.withdrawJob(job_id)
  t.strictSame(readdirSync(folders.jobDir(job_id)), ['mine.txt'])
})

t.test('[J41] the end of an attempt that could not be launched never replaces an exit.json', async t => {
  const folders = createJobFolders(t.testdir(), noProblem)
  await folders.createJob(record, {})
  await folders.reserveAttempt(job_id, 1)
  writeFileSync(join(folders.attemptDir(job_id, 1), 'exit.json'), '{')
  const exit = { code: null, signal: null, forced: false, requested_by: null, leftovers: 0, peak_rss_bytes: null }
  const ended_at = '2026-01-01T00:00:00.000Z'
  await folders.createExit(job_id, 1, {
    v: 1, status: 'error', reason: 'launch_failed', error: null, exit, last_seq: 0, ended_at
  })
  await t.rejects(folders.readExit(job_id, 1), { message: 'a1/exit.json: is not JSON' })
})
