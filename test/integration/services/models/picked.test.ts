import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import type { Model, ModelList } from '../../../../core/contract/models.ts'
import { applyKeepRule } from '../../../../core/domain/keep-rule.ts'
import { createPickedModels } from '../../../../services/models/picked-models.ts'
import { createModelFixture, safetensors } from '../../../helpers/model-fixture.ts'

t.test('[M21] one model of a job is chosen at most, and the choice is on the disk before the reply', async t => {
  const { app, job, put, record } = await createModelFixture(t)
  put('save/one.safetensors', safetensors({}, 0))
  put('save/two.safetensors', safetensors({}, 1))
  const one = await record('save', 'save/one.safetensors')
  const two = await record('save', 'save/two.safetensors')
  const mark = async (id: string, picked: boolean) =>
    (await app.inject({ method: 'PATCH', url: `/api/v1/models/${id}/mark`, payload: { picked } })).json<Model>()
  const picked = async () => (await app.inject('/api/v1/training-jobs/1/models')).json<ModelList>().models
    .filter(model => model.picked).map(({ model_id }) => model_id)
  t.strictSame(await picked(), [])
  t.match(await mark(one, true), { model_id: one, picked: true })
  t.match(await mark(two, true), { model_id: two, picked: true })
  t.strictSame(await picked(), [two])
  t.equal(createPickedModels({ job_dir: () => job, report: t.fail }).of('any'), two, 'a next server knows it')
  t.match(await mark(one, false), { picked: false })
  t.strictSame(await picked(), [two], 'another one that is not chosen changes nothing')
  await mark(two, false)
  t.strictSame(await picked(), [])
  const unknown = { method: 'PATCH', url: '/api/v1/models/m1-999/mark', payload: { picked: true } } as const
  t.equal((await app.inject(unknown)).statusCode, 404)
})

t.test('[M21] a prune keeps the chosen one whatever its rule says', async t => {
  const models = [5, 4, 3, 2, 1].map(step => ({ step, picked: step === 2 }))
  const { kept, rest } = applyKeepRule(models, { keep_last: 1 }, ({ picked }) => picked)
  t.strictSame(kept.map(({ step }) => step), [5, 2])
  t.strictSame(rest.map(({ step }) => step), [4, 3, 1])
})

t.test('[M21] a damaged choice is reported, and none is chosen', async t => {
  const job = t.testdir()
  writeFileSync(join(job, 'model-marks.json'), '{')
  const problems: string[] = []
  const picks = createPickedModels({ job_dir: () => job, report: problem => { problems.push(problem) } })
  t.equal(picks.of('j'), null)
  t.match(problems, [/^j\/model-marks\.json/])
})
