import t from 'tap'
import { Value } from '@sinclair/typebox/value'
import { ModelList } from '../../../core/contract/models.ts'
import { createModelFixture, modelFiles, sha256 } from '../../helpers/model-fixture.ts'

t.test(
  '[M1] the models of a job are listed newest first, page by page and by kind, with whether each is still on disk',
  async t => {
    const { app, put, record } = await createModelFixture(t)
    for (const [name, bytes] of Object.entries(modelFiles)) put(`backup/b1/${name}`, bytes)
    put('save/s.safetensors', modelFiles['model.safetensors'])
    put('model.safetensors', modelFiles['model.safetensors'])
    await record('backup', 'backup/b1')
    await record('save', 'save/s.safetensors')
    await record('final', 'model.safetensors')
    await record('save', 'save/gone.safetensors', {
      file: { path: 'save/gone.safetensors', bytes: 5, sha256: sha256('x') }
    })
    await record('final', 'model.safetensors', { job_number: 2 })
    const list = (await app.inject('/api/v1/training-jobs/job_k3f9a2c1/models')).json<ModelList>()
    t.same([...Value.Errors(ModelList, list)], [])
    t.match(list, {
      total: 4, next_cursor: null,
      models: [
        { model_id: 'm1-4', kind: 'save', available: false, folder: null, files: null },
        {
          model_id: 'm1-3', kind: 'final', available: true, folder: false, files: 1, name: 'model.safetensors', step: 30
        },
        { model_id: 'm1-2', kind: 'save', available: true, sha256: sha256(modelFiles['model.safetensors']) },
        {
          model_id: 'm1-1', kind: 'backup', available: true, folder: true, files: 4,
          download_path: '/api/v1/models/m1-1/download'
        }
      ]
    })
    for (const [kind, ids] of [
      ['backup', ['m1-1']], ['save', ['m1-4', 'm1-2']], ['final', ['m1-3']]
    ] as const) {
      const page = (await app.inject(`/api/v1/training-jobs/1/models?kind=${kind}`)).json<ModelList>()
      t.same([page.models.map(({ model_id }) => model_id), page.total], [ids, ids.length], kind)
    }
    const first = (await app.inject('/api/v1/training-jobs/1/models?limit=3')).json<ModelList>()
    const rest = (
      await app.inject(`/api/v1/training-jobs/1/models?limit=3&cursor=${first.next_cursor ?? ''}`)
    ).json<ModelList>()
    t.same([...first.models, ...rest.models], list.models)
    t.equal(rest.next_cursor, null)
    t.match((await app.inject('/api/v1/training-jobs/1/models?cursor=x')).json(), { code: 'invalid_cursor' })
    t.match((await app.inject('/api/v1/training-jobs/9/models')).json(), { statusCode: 404, code: 'job_not_found' })
    for (const id of ['m1-99', 'm2-5', 'm9-9', '9', 'x', '../x']) {
      t.match(
        (await app.inject(`/api/v1/models/${encodeURIComponent(id)}`)).json(),
        { statusCode: 404, code: 'model_not_found' },
        id
      )
    }
  }
)

t.test('[M2] a plain job number names the newest final model of that job, else its newest save', async t => {
  const { app, put, record } = await createModelFixture(t)
  put('a', 'save')
  put('b', 'final')
  await record('backup', 'a')
  t.match((await app.inject('/api/v1/models/1')).json(), { code: 'model_not_found' })
  await record('save', 'a')
  t.match((await app.inject('/api/v1/models/1')).json(), { model_id: 'm1-2', kind: 'save' })
  await record('final', 'b')
  await record('save', 'a')
  t.match((await app.inject('/api/v1/models/1')).json(), { model_id: 'm1-3', kind: 'final' })
  t.equal((await app.inject('/api/v1/models/1/download')).body, 'final')
})
