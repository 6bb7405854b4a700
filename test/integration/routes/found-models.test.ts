import t from 'tap'
import { Value } from '@sinclair/typebox/value'
import { FoundModels } from '../../../core/contract/models.ts'
import { createModelFixture, facts, modelFiles } from '../../helpers/model-fixture.ts'

/** Models of two jobs that trained at once, in the order in which a rebuilt store has them: job after job. */
async function twoJobs (t: Parameters<typeof createModelFixture>[0]) {
  const fixture = await createModelFixture(t)
  const { app, jobs, put, record } = fixture
  jobs.splice(0, 1, { ...facts, job_name: 'Café Noir' }, {
    ...facts, job_id: facts.job_id.replace('019', '01a'), job_number: 2, job_slug: 'job_two', job_name: 'day'
  })
  put('backup/b1/model.safetensors', modelFiles['model.safetensors'])
  put('save/lora.safetensors', modelFiles['model.safetensors'])
  const at = (second: number, job_number: number) => ({ job_number, timestamp: `2026-01-01T00:00:0${second}.000Z` })
  await record('backup', 'backup/b1', at(1, 1))
  await record('save', 'save/lora.safetensors', at(3, 1))
  await record('final', 'save/lora.safetensors', at(5, 1))
  await record('backup', 'backup/b1', at(2, 2))
  await record('save', 'save/lora.safetensors', at(3, 2))
  await record('backup', 'backup/b1', at(9, 3)) // of a job that was deleted
  const find = async (query = '') => (await app.inject(`/api/v1/models?${query}`)).json<FoundModels>()
  const ids = async (query: string) => (await find(query)).models.map(({ model_id }) => model_id)
  return { ...fixture, find, ids }
}

t.test('[M23] the models of all jobs that are there are listed newest first, each with its job', async t => {
  const { app, find, ids } = await twoJobs(t)
  const all = await find()
  t.same([...Value.Errors(FoundModels, all)], [])
  t.match(all, {
    total: 5, next_cursor: null,
    models: [
      { model_id: 'm1-3', kind: 'final', job_number: 1, job_name: 'Café Noir', job_slug: 'job_k3f9a2c1' },
      { model_id: 'm2-5', kind: 'save', name: 'lora.safetensors', job_number: 2, job_name: 'day', job_slug: 'job_two' },
      { model_id: 'm1-2', kind: 'save', available: true }, { model_id: 'm2-4', kind: 'backup', folder: true },
      { model_id: 'm1-1' }
    ]
  })
  t.strictSame(await ids('kind=backup'), ['m2-4', 'm1-1'])
  t.strictSame(await ids('kind=save'), ['m2-5', 'm1-2'])
  t.strictSame(await ids('kind=final'), ['m1-3'])
  for (const limit of [1, 2, 3]) {
    const seen: string[] = []
    for (let cursor: string | null = ''; cursor !== null;) {
      const page: FoundModels = await find(`limit=${limit}${cursor === '' ? '' : `&cursor=${cursor}`}`)
      t.equal(page.total, 5)
      seen.push(...page.models.map(({ model_id }) => model_id))
      cursor = page.next_cursor
    }
    t.strictSame(seen, all.models.map(({ model_id }) => model_id), `${limit} at once`)
  }
  for (const cursor of ['x', '5', '2026-01-01T00:00:03.000Z', '2026-01-01T00:00:03.000Z_1_x']) {
    t.match((await app.inject(`/api/v1/models?cursor=${cursor}`)).json(), { code: 'invalid_cursor' }, cursor)
  }
})

t.test('[M24] models are found by their name or that of their job, in capitals or not', async t => {
  const { find, ids } = await twoJobs(t)
  t.strictSame(await ids('search=LORA'), ['m1-3', 'm2-5', 'm1-2'])
  t.strictSame(await ids(`search=${encodeURIComponent('CAFÉ noir')}`), ['m1-3', 'm1-2', 'm1-1'])
  t.strictSame(await ids('search=DAY&kind=backup'), ['m2-4'])
  t.strictSame(await ids('search=safetensors&limit=1'), ['m1-3'])
  t.strictSame(await ids('search=save'), [], 'the name of a model has no folder')
  t.match(await find('search=none'), { models: [], total: 0, next_cursor: null })
})

t.test('[M24] more models than are read at once are searched', async t => {
  const { find, record } = await twoJobs(t)
  const file = { path: 'backup/other', bytes: 1, sha256: '' }
  for (let count = 0; count < 1001; count++) await record('backup', '', { file })
  const found = await find('search=other&limit=1')
  t.strictSame([found.total, found.models.length], [1001, 1])
})
