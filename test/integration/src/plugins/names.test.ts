import t from 'tap'
import { testApp } from '../../../helpers/test-app.ts'
import { onCall } from '../../../helpers/jobs.ts'

/** None of these is a name. */
const nameless = [
  '', ' ', '\t', '\u00a0', '\u200b', '\u2800', '\ufeff', 'a\nb', 'a\u001b[31mb', 'a\u0000', 'a\u0085', 'a\u2028b',
  'a\u202eb', 'a\u2066b', 'a\u200fb', 'a\u061cb', '\u2061', '\u034f\u180e', '\u17b4', '\udb40\udc41', 'a\ud800'
]

t.test('[S220] a name that nobody could read is refused with a pointer; spaces around one are removed', async t => {
  const { ask } = await testApp(t, onCall)
  const jobs = '/api/v1/training-jobs'
  const name = '  Löwe 🦁👩‍👩‍👧 سلام\u200c  '
  const job = (await ask(jobs, { body: { name, tags: ['a b', ' c ', 'c'] } })).body
  t.equal(job.name, 'Löwe 🦁👩‍👩‍👧 سلام\u200c')
  t.strictSame(job.tags, ['a b', 'c'])
  const path = `${jobs}/${job.job_id}`
  for (const name of nameless) {
    for (const [url, method, body, pointer] of [
      [jobs, 'POST', { name }, '/name'],
      [path, 'PATCH', { name }, '/name'],
      [path, 'PATCH', { tags: ['a', name] }, '/tags/1'],
      ['/api/training/start', 'POST', { name }, '/name'],
      ['/api/networks', 'POST', { name }, '/name']
    ] as const) {
      t.match(await ask(url, { method, body }), {
        status: 400, body: { code: 'invalid_request', details: [{ pointer }] }
      }, `${method} ${url} ${Buffer.from(name, 'utf16le').toString('hex')}`)
    }
  }
  t.equal((await ask(path, { method: 'PATCH', body: { name: ' Bär ' } })).body.name, 'Bär')
  t.equal((await ask('/api/networks', { body: { name: ' Net ' } })).body.name, 'Net')
})

t.test('[S221] a message calls a job by its name, not by its id', async t => {
  const { ask } = await testApp(t, onCall)
  const started = (await ask('/api/training/start', { body: {} })).body
  const path = `/api/v1/training-jobs/${started.job_id}`
  const waiting = (await ask('/api/v1/training-jobs', { body: {} })).body
  for (const [title, change] of [['Training 1', {}], ['"Bär" (job 1)', { name: 'Bär' }]] as const) {
    if ('name' in change) await ask(path, { method: 'PATCH', body: change })
    for (const [url, method] of [
      ['/api/training/start', 'POST'], ['/api/training/resume', 'POST'], [path, 'DELETE']
    ] as const) {
      const { status, body } = await ask(url, { method, ...(method === 'POST' ? { body: {} } : {}) })
      t.equal(status, 409)
      t.ok(body.message.startsWith(`${title} is `), body.message)
      t.notMatch(body.message, started.job_id)
    }
    const { queue } = (await ask(`/api/v1/training-jobs/${waiting.job_id}`)).body
    t.equal(queue.waiting_for, `cpu is taken by ${title}`)
  }
  t.match(await ask('/api/training/stop?job=2', { body: {} }), {
    status: 409, body: { code: 'not_running', message: /^Training 2 is queued/ }
  })
})
