import { readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { createSecretStore } from '../../../../services/onetrainer/secrets.ts'
import { createHold } from '../../../../services/queue/hold.ts'
import { small, testApp } from '../../../helpers/test-app.ts'

const ROUNDS = 50
const noReport = (message: string): void => { throw new Error(message) }

/** The statuses and codes that an act on a saved config may end in when others act on it at the same time. */
const named = /^(20[0-4]|404 config_not_found|409 config_exists)$/
const outcome = ({ status, body }: { status: number, body: any }): string => // any: a reply
  status < 300 ? String(status) : `${status} ${body.code as string}`

t.test('[T6] saves, a rename and a deletion of one config at once: each is answered, and the file is whole', async t => {
  const app = await testApp(t)
  const folder = join(app.state_dir, 'configs')
  const url = '/api/config/saved/x'
  // Of different lengths, so that one written over the other would show.
  const put = async (epochs: number) => await app.ask(url, {
    method: 'PUT',
    body: { epochs, samples: Array.from({ length: epochs }, () => ({ prompt: '7' })) }
  })
  for (let round = 0; round < ROUNDS; round++) {
    const replies = await Promise.all([
      put(1), put(9), app.ask(`${url}/rename`, { body: { name: 'y' } }), app.ask(url, { method: 'DELETE' }), put(1),
      app.ask('/api/config/load/x')
    ])
    for (const reply of replies) t.match(outcome(reply), named, `round ${round}`)
    for (const name of readdirSync(folder)) {
      t.match(name, /^[xy]\.json$/, 'no draft is left')
      const kept = JSON.parse(readFileSync(join(folder, name), 'utf8')) as { epochs: number, samples: unknown[] }
      t.ok([1, 9].includes(kept.epochs) && kept.samples.length === kept.epochs, `${name} is one of the two`)
    }
    if (round % 2 === 0) await app.ask('/api/config/saved/y', { method: 'DELETE' })
  }
})

t.test('[T6] a network is deleted once, however many ask for it at the same time', async t => {
  const app = await testApp(t)
  for (let round = 0; round < ROUNDS; round++) {
    const { body: { network_id } } = await app.ask('/api/networks', { body: {} })
    const url = `/api/networks/${network_id as string}`
    const [shown, ...replies] = await Promise.all([
      app.ask(url), ...[1, 2, 3].map(async () => await app.ask(url, { method: 'DELETE' })), app.ask('/api/networks')
    ])
    t.match(outcome(shown), /^(200|404 network_not_found)$/)
    t.equal(replies.pop()!.status, 200, 'the list')
    t.strictSame(replies.map(outcome).sort(), ['204', '404 network_not_found', '404 network_not_found'])
  }
  t.strictSame(readdirSync(join(app.state_dir, 'networks')), [])
})

t.test('[T6] a sample is deleted once, however many ask for it and look at it at the same time', async t => {
  const app = await testApp(t)
  const stream = await app.stream()
  await app.ask('/api/training/start', { body: { config: { ...small, epochs: 3 } } })
  await stream.until(({ type, status }) => type === 'training_status' && status === 'completed')
  const { body: { samples } } = await app.ask('/api/samples/list')
  t.ok(samples.length >= 3)
  for (const { sample_id } of samples) {
    const url = `/api/samples/${sample_id as string}`
    const [image, thumbnail, ...replies] = await Promise.all([
      app.ask(`${url}/image`), app.ask(`${url}/thumbnail`),
      ...[1, 2, 3].map(async () => await app.ask(url, { method: 'DELETE' }))
    ])
    for (const shown of [image, thumbnail]) t.match(outcome(shown), /^(200|404 file_gone)$/)
    t.strictSame(replies.map(outcome).sort(), ['204', '404 file_gone', '404 file_gone'])
  }
})

t.test('[T6] a job is deleted whole while its samples and models are being deleted', async t => {
  const app = await testApp(t)
  for (let round = 0; round < 3; round++) {
    const stream = await app.stream()
    const { body: { job_id } } = await app.ask('/api/training/start', { body: { config: small } })
    await stream.until(message => message.type === 'training_status' && message.status === 'completed')
    const { body: { samples } } = await app.ask('/api/samples/list')
    const { body: { models } } = await app.ask(`/api/v1/training-jobs/${job_id as string}/models`)
    t.ok(samples.length > 0 && models.length > 0)
    const urls = [
      ...samples.map(({ sample_id }: { sample_id: string }) => `/api/samples/${sample_id}`),
      ...models.map(({ model_id }: { model_id: string }) => `/api/v1/models/${model_id}`),
      `/api/v1/training-jobs/${job_id as string}?files=true`
    ]
    const replies = await Promise.all(urls.map(async url => await app.ask(url, { method: 'DELETE' })))
    for (const reply of replies) t.match(outcome(reply), /^(20\d|404 (file_gone|sample_not_found|model_not_found))$/)
  }
})

t.test('[T6] a job is deleted once and its files are purged once, however many ask at the same time', async t => {
  const first = await testApp(t)
  const { state_dir } = first
  const create = async (): Promise<string> =>
    (await first.ask('/api/v1/training-jobs', { body: { config: small, queue: false } })).body.job_id
  const [whole, damaged] = [await create(), await create()]
  await first.app.close()
  writeFileSync(join(state_dir, 'runs', damaged, 'job.json'), '{')

  const app = await testApp(t, { STATE_DIR: state_dir })
  const deleteByThree = async (url: string): Promise<string[]> => {
    const replies = await Promise.all([1, 2, 3].map(async () => await app.ask(url, { method: 'DELETE' })))
    return replies.map(outcome).sort()
  }
  for (const job of [whole, damaged]) {
    const url = `/api/v1/training-jobs/${job}`
    t.strictSame(await deleteByThree(url), ['204', '404 job_not_found', '404 job_not_found'], url)
  }
  t.strictSame(
    await deleteByThree(`/api/v1/deleted-jobs/${whole}`),
    ['204', '404 deleted_job_not_found', '404 deleted_job_not_found']
  )
})

t.test('[T6] the active config and the hold of many changes at once are those of one, on the disk too', async t => {
  const app = await testApp(t)
  const kept = (name: string): any => // any: a record file
    JSON.parse(readFileSync(join(app.state_dir, name), 'utf8'))
  for (let round = 0; round < ROUNDS; round++) {
    const replies = await Promise.all([2, 3, 4].flatMap(epochs => [
      app.ask('/api/config/current', { method: 'PUT', body: { config: { epochs } } }),
      app.ask('/api/v1/queue', { method: 'PATCH', body: { held: epochs % 2 === round % 2 } })
    ]))
    t.strictSame(replies.map(({ status }) => status), Array(6).fill(200), `round ${round}`)
    const { body: { config } } = await app.ask('/api/config/current')
    t.strictSame(kept('configs/.current.json').config, config)
    t.equal(kept('queue.json').held, (await app.ask('/api/v1/queue')).body.held)
  }
})

t.test('[T6] secrets and the hold: the last of many changes at once wins, over a restart too', async t => {
  const dir = t.testdir()
  const [secrets, hold] = [createSecretStore(dir, noReport), createHold(dir, noReport)]
  for (let round = 0; round < ROUNDS; round++) {
    await Promise.all(['a', '', `token-${round}`].map(async huggingface_token => {
      await secrets.keep({ huggingface_token })
    }))
    await Promise.all([true, false, round % 2 === 0].map(async held => { await hold.set(held) }))
    t.strictSame(secrets.env(), { HF_TOKEN: `token-${round}` })
    t.strictSame(createSecretStore(dir, noReport).env(), secrets.env())
    t.equal(createHold(dir, noReport).held(), round % 2 === 0)
  }
  t.strictSame(readdirSync(dir).sort(), ['queue.json', 'secrets.json'])
})
