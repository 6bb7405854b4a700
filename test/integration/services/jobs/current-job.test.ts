import t from 'tap'
import { ended, jobsOf, onCall, running } from '../../../helpers/jobs.ts'
import { testApp } from '../../../helpers/test-app.ts'

t.test('[J19] after an end, status, resume and every refusal mean the job that ended, not one that waits', async t => {
  const app = await testApp(t, onCall)
  const client = await app.stream()
  const jobs = jobsOf(app, client, app.state_dir)
  const old = await jobs.create()
  await jobs.until(old.job_id, running)
  await jobs.hold(true)
  const newer = await jobs.create()
  t.match((await app.ask('/api/training/backup', { body: {} })).body, { job_id: old.job_id })
  await jobs.until(old.job_id, frame => frame.type === 'backup_created')
  await app.ask('/api/training/stop', { body: {} })
  await jobs.until(old.job_id, ended)

  for (const path of ['status', 'progress']) {
    t.match((await app.ask(`/api/training/${path}`)).body, { status: 'stopped', job_id: old.job_id }, path)
  }
  t.match(await app.ask('/api/training/resume'), { status: 200, body: { job_id: old.job_id } })
  t.match(await app.ask('/api/training/stop', { body: {} }), {
    status: 409, body: { code: 'not_running', message: /^Training 1 is stopped .*\?job=/, jobs: [{ job_id: old.job_id }] }
  })
  t.match((await app.ask(`/api/training/status?job=${newer.job_id}`)).body, { status: 'queued', job_id: newer.job_id })
  t.match(await app.ask('/api/training/resume', { body: {} }), { status: 202, body: { job_id: old.job_id } })
})
