import t from 'tap'
import type { TObject, TSchema } from '@sinclair/typebox'
import { KindGuard } from '@sinclair/typebox'
import { Value } from '@sinclair/typebox/value'
import * as attempts from '../../../../core/contract/attempts.ts'
import * as bridge from '../../../../core/contract/bridge.ts'
import * as commands from '../../../../core/contract/commands.ts'
import * as configs from '../../../../core/contract/configs.ts'
import * as drain from '../../../../core/contract/drain.ts'
import * as errors from '../../../../core/contract/errors.ts'
import * as health from '../../../../core/contract/health.ts'
import * as history from '../../../../core/contract/history.ts'
import * as jobViews from '../../../../core/contract/job-views.ts'
import * as jobs from '../../../../core/contract/jobs.ts'
import * as models from '../../../../core/contract/models.ts'
import * as networks from '../../../../core/contract/networks.ts'
import * as samples from '../../../../core/contract/samples.ts'
import * as system from '../../../../core/contract/system.ts'
import * as training from '../../../../core/contract/training.ts'
import { exampleOf } from '../../../../core/domain/schema/schema-example.ts'

const modules = [
  attempts, bridge, commands, configs, drain, errors, health, history, jobViews, jobs, models, networks, samples,
  system, training
]
const isShape = (value: unknown): value is TObject => KindGuard.IsObject(value) && value.title !== undefined
const shapes: TObject[] = modules.flatMap(module => Object.values<unknown>(module)).filter(isShape)

const problems = (schema: TSchema, value: unknown): string[] => [...Value.Errors(schema, value)].map(({ path }) => path)

t.test('[H3] a named object of the contract refuses a field that it does not know', async t => {
  t.ok(shapes.length > 60)
  const isOpen = ({ additionalProperties }: TObject): boolean => additionalProperties !== false
  t.same(shapes.filter(isOpen).map(({ title }) => title), ['KeptEvent'], 'its fields depend on its type')
  for (const schema of shapes.filter(schema => !isOpen(schema))) {
    // as: the example of an object
    const found = problems(schema, { ...exampleOf(schema) as object, unknown_field: 1 })
    t.ok(found.includes('/unknown_field'), schema.title!)
  }
})

t.test('[H3] a quoted number is no number, in any named object of the contract', async t => {
  let numbers = 0
  for (const schema of shapes) {
    for (const [name, property] of Object.entries(schema.properties)) {
      if (!KindGuard.IsInteger(property) && !KindGuard.IsNumber(property)) continue
      numbers++
      // as: the example of an object
      const found = problems(schema, { ...exampleOf(schema) as object, [name]: '1' })
      t.ok(found.includes(`/${name}`), `${schema.title} ${name}`)
    }
  }
  t.ok(numbers > 60)
})

t.test('[H1] every named object of the contract has its own name and a description', async t => {
  const titles = shapes.map(({ title }) => title)
  t.same(titles.filter((title, at) => titles.indexOf(title) !== at), [])
  for (const { title, description } of shapes) t.ok(description, title!)
})

t.test('[I11] a training of a network has 10 epochs, mini batch 10 and learning rate 3.0 by default', async t => {
  const { NetworkTraining } = networks
  const parameters = Value.Default(NetworkTraining, {})
  t.same(parameters, { epochs: 10, mini_batch_size: 10, learning_rate: 3 })
  t.ok(Value.Check(NetworkTraining, parameters))
  for (const [name, value] of Object.entries({ epochs: 0, mini_batch_size: 0, learning_rate: -1, eta: 3 })) {
    t.same([...new Set(problems(NetworkTraining, { ...parameters as object, [name]: value }))], [`/${name}`])
  }
})

t.test('[M1] models are filtered by one of three kinds, at most 200 a page and 50 by default', async t => {
  const { ModelQuery, modelKinds } = models
  t.same(Value.Default(ModelQuery, {}), { limit: 50 })
  for (const kind of modelKinds) t.same(problems(ModelQuery, { kind, limit: 200 }), [])
  for (const query of [{ kind: 'checkpoint', limit: 1 }, { limit: 0 }, { limit: 201 }, { limit: 1.5 }]) {
    t.not(problems(ModelQuery, query).length, 0, JSON.stringify(query))
  }
})

t.test('[K3] the drain state is none, draining or drained, and names each training that has not ended', async t => {
  const job_id = '019a4f6e-7b1c-7c3e-9d2a-5f0b8e6c1d42'
  const waiting = { job_id, job_number: 1, job_name: 'Mine', status: 'stopping' }
  const draining = { state: 'draining', since: null, waiting_for: [waiting] }
  const state = (more: object): string[] => problems(drain.Drain, { ...draining, ...more })
  for (const word of drain.drainStates) t.same(state({ state: word }), [])
  t.same(state({ state: 'ended' }), ['/state'])
  t.same(state({ waiting_for: [{ ...waiting, job_number: 0 }] }), ['/waiting_for/0/job_number'])
  t.same(state({ since: '2026-01-01T00:00:00.000Z' }), [])
  t.same(state({ since: '2026-01-01 00:00' }), ['/since'])
})

t.test('[H7] the health of the server is `ok` and nothing else', async t => {
  t.same(problems(health.Health, { status: 'ok' }), [])
  t.same(problems(health.Health, { status: 'bad' }), ['/status'])
})
