import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { stateDir } from '../../helpers/server-process.ts'
import { testApp } from '../../helpers/test-app.ts'

interface Operation {
  operationId: string
  parameters?: Array<{ in: string, name: string }>
  responses: Record<string, unknown>
}

/** The operations of the API, with their method and path. */
type Called = Operation & { method: string, path: string }

/** What operations need besides the job. */
const needed: Record<string, { body?: unknown, query?: string }> = {
  changeJob: { body: { notes: 'x' } },
  reorderJob: { body: { before: null } },
  drawCustomSample: { body: { prompt: '7' } },
  pruneModels: { body: { kind: 'backup' } },
  compareMetrics: { query: 'tags=loss' }
}
/** It shows a damaged job, with the reason. */
const shows_damaged = 'getJob'

function urlOf ({ path, parameters = [], operationId }: Called, job: string): string {
  const query = parameters.find(one => one.in === 'query' && /^jobs?$/.test(one.name))
  const parts = [query === undefined ? '' : `${query.name}=${job}`, needed[operationId]?.query ?? ''].filter(Boolean)
  return path.replace('{job}', job).replace('{attempt}', '1') + (parts.length === 0 ? '' : `?${parts.join('&')}`)
}

t.test('[H70] every route that names a job refuses an impossible, an unknown and a damaged one, and declares so', async t => {
  const STATE_DIR = stateDir(t)
  const first = await testApp(t, { STATE_DIR })
  const { body: { job_id } } = await first.ask('/api/v1/training-jobs', { body: { queue: false } })
  await first.app.close()
  writeFileSync(join(STATE_DIR, 'runs', job_id, 'job.json'), '{')
  const { ask } = await testApp(t, { STATE_DIR })
  const { paths } = (await ask('/openapi.json')).body as { paths: Record<string, Record<string, Operation>> }
  const operations = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ ...operation, method, path })))
  const ofJobs = operations.filter(({ parameters = [], responses }) =>
    parameters.some(({ name }) => /^jobs?$/.test(name)) && responses['426'] === undefined) // 426: sockets
  t.ok(ofJobs.length > 25)
  // By its number: its id would delete it.
  const { body: { jobs: [{ job_number }] } } = await ask('/api/v1/training-jobs')
  for (const operation of ofJobs) {
    const { method, operationId, responses } = operation
    const impossible = urlOf(operation, '').includes('jobs=') ? '' : 'x'.repeat(65)
    const expected = { [String(job_number)]: operationId === shows_damaged ? 200 : 409, 999: 404, [impossible]: 400 }
    for (const [job, status] of Object.entries(expected)) {
      const reply = await ask(urlOf(operation, job), {
        method: method.toUpperCase(), ...(method === 'get' ? {} : { body: needed[operationId]?.body ?? {} })
      })
      const what = `${operationId} ${job.slice(0, 9)}`
      t.equal(reply.status, status, `${what}: ${JSON.stringify(reply.body).slice(0, 200)}`)
      t.ok(String(status) in responses, `${what}: ${status} is declared`)
    }
  }
})

t.test('[H70] every route with a parameter in its path declares 400 and 404', async t => {
  const { ask } = await testApp(t)
  const { paths } = (await ask('/openapi.json')).body as { paths: Record<string, Record<string, Operation>> }
  const creates = ['saveConfig']
  const lacking = Object.entries(paths).filter(([path]) => path.includes('{')).flatMap(([path, methods]) =>
    Object.values(methods)
      .filter(({ operationId, responses }) => responses['426'] === undefined && !creates.includes(operationId))
      .flatMap(({ operationId, responses }) =>
        ['400', '404'].filter(status => !(status in responses)).map(status => `${operationId} ${path} ${status}`)))
  t.strictSame(lacking, [])
})
