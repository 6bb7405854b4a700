import t from 'tap'
import { apiDocument } from '../../../helpers/api-document.ts'
import { ended, jobsOf } from '../../../helpers/jobs.ts'
import { patience } from '../../../helpers/patience.ts'
import type { Frame } from '../../../helpers/stream-client.ts'
import { testApp } from '../../../helpers/test-app.ts'

t.setTimeout(patience(120_000))

const document = apiDocument()
const is = (status: string) => (frame: Frame): boolean =>
  frame.type === 'training_status' && frame.status === status && frame.phase !== 'loading'

/** Operations in an order in which each works, from an empty state directory. */
const before = [
  'validateConfig', 'importConfig', 'activateConfig', 'getCurrentConfig', 'loadConfig', 'saveConfig', 'renameConfig',
  'saveConfig', 'deleteConfig', 'createNetwork', 'changeQueue'
]
const during = ['backupTraining', 'saveModel', 'drawDefaultSamples', 'drawCustomSample', 'dumpStacks', 'pauseTraining']
const after = [
  'getJob', 'changeJob', 'listAttempts', 'getAttempt', 'listEvents', 'listLogs', 'downloadLogs', 'downloadRecord',
  'getJobMetrics', 'listTags', 'listTagsOfJobs', 'compareMetrics', 'compareConfigs', 'getSampleGrid', 'listModels',
  'pruneModels', 'getModel', 'downloadModel', 'downloadModelFile'
]
const held = [
  'retryJob', 'reorderJob', 'startJob', 'stopJob', 'resumeJob', 'killJob', 'createJob', 'deleteJob', 'purgeDeletedJob'
]

t.test('[D206] each example works as it stands when tried, from an empty state directory', async t => {
  const app = await testApp(t)
  const jobs = jobsOf(app, await app.stream(), app.state_dir)
  const tried = new Set<string>()

  /** Sends what Swagger UI has filled in. */
  async function tryOut (id: string): Promise<any> { // any: a reply of whatever operation
    const { method, url, parameters, example } = document.operation(id)
    const of = (part: string) => parameters.filter(one => one.in === part && one.example !== undefined)
    const path = url.replaceAll(/\{(\w+)\}/g, (_, name: string) =>
      encodeURIComponent(String(parameters.find(one => one.name === name)?.example)))
    const filled = (part: string): Record<string, string> =>
      Object.fromEntries(of(part).map(({ name, example: value }) => [name, String(value)]))
    const { status, headers, body } = await app.ask(`${path}?${new URLSearchParams(filled('query')).toString()}`, {
      method: method.toUpperCase(), ...(example === undefined ? {} : { body: example }),
      headers: filled('header')
    })
    tried.add(id)
    t.ok(status < 300, `${id}: ${status} ${JSON.stringify(body).slice(0, 300)}`)
    const content_type = headers.get('content-type') ?? ''
    t.strictSame(document.problemsOf(id, { status, content_type, body }), [], id)
    return body
  }

  for (const id of before) await tryOut(id)
  const { job_id } = await tryOut('startTraining')
  await jobs.until(job_id, is('running'))
  for (const id of during) await tryOut(id)
  await jobs.until(job_id, is('paused'))
  await tryOut('pauseJob')
  await tryOut('stopTraining')
  await jobs.until(job_id, ended)
  for (const id of after) await tryOut(id)
  const { samples: [sample] } = (await app.ask('/api/samples/list')).body
  const mark = { method: 'PATCH', body: document.operation('markSample').example }
  t.match(await app.ask(`/api/samples/${sample.sample_id}/mark`, mark), { status: 200, body: { starred: true } })
  await tryOut('resumeTraining')
  await jobs.until(job_id, is('running'), 2)
  await tryOut('killTraining')
  await jobs.until(job_id, ended, 2)
  await jobs.hold(true)
  for (const id of held) await tryOut(id)

  const untried = document.ids.filter(id => document.operation(id).example !== undefined && !tried.has(id))
  const others = ['setSecrets', 'markSample', 'trainNetwork', 'markModel', 'chooseCheckout']
  t.strictSame(untried, others, 'these need OneTrainer, and the ids of a sample, a model and a network')
  const { networks: [network] } = (await app.ask('/api/networks')).body
  const body = document.operation('trainNetwork').example
  t.match(await app.ask(`/api/networks/${network.network_id}/train`, { body }), { status: 202 })
})

t.test('[D206] every body has an example, and every parameter a description', async t => {
  for (const id of document.ids) {
    const { parameters, fields, example } = document.operation(id)
    if (fields !== null) t.type(example, 'object', id)
    for (const { name, description } of parameters) t.type(description, 'string', `${id} ${name}`)
  }
})

t.test('[D207] an error names the page of its code, and the server has it', async t => {
  const { ask } = await testApp(t)
  const { body, status, headers } = await ask('/docs/errors.md')
  t.equal(status, 200)
  t.match(headers.get('content-type'), 'text/plain')
  t.match(body, /^\| `already_running` \| 409 \|/m)
  const { components } = (await ask('/openapi.json')).body
  t.match(components.schemas.ErrorBody.properties.code.description, '/docs/errors.md')
})

t.test('[D208] the stream document names the server that it was asked of', async t => {
  const { ask, host } = await testApp(t)
  t.match((await ask('/asyncapi.json')).body, { servers: { local: { host, protocol: 'ws' } } })
  t.match((await ask('/openapi.json')).body, { servers: [{ url: '/' }] })
})
