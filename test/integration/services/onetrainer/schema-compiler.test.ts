import { join } from 'node:path'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import t from 'tap'
import type { JsonSchema } from '../../../../core/domain/schema/json-schema.ts'
import { compileSchema } from '../../../../services/configs/compile-schema.ts'
import { packageRoot } from '../../../../services/files/package-root.ts'
import { createSchemaCompiler } from '../../../../services/onetrainer/schema-compiler.ts'

const program = join(packageRoot(), 'dist/services/onetrainer/compile-worker.js')
const field: JsonSchema = { anyOf: [{ type: 'number' }, { type: 'string', enum: ['inf', '-inf'] }, { type: 'null' }] }
const part = (count: number): JsonSchema => {
  const properties = Object.fromEntries(Array.from({ length: count }, (_, index) => [`field_${index}`, field]))
  return { type: 'object', additionalProperties: false, properties }
}
/** As many fields as OneTrainer's config has. */
const schema: JsonSchema = {
  type: 'object',
  additionalProperties: false,
  properties: {
    name: { type: 'string', maxLength: 5 },
    ...Object.fromEntries(Array.from({ length: 24 }, (_, index) => [`part_${index}`, part(20)]))
  }
}

/** The longest time in milliseconds for which the event loop was held while `act` ran. */
async function longestHold (act: () => Promise<unknown>): Promise<number> {
  const delay = monitorEventLoopDelay({ resolution: 5 })
  delay.enable()
  const nextSample = async (count = delay.count): Promise<void> => {
    while (delay.count === count) await new Promise(resolve => { setImmediate(resolve) })
  }
  await nextSample()
  await act()
  await nextSample()
  delay.disable()
  return delay.max / 1e6
}

t.test(
  '[C14] compiling a schema in a worker thread does not hold the event loop, and its validator reports what Ajv reports',
  async t => {
    const compiler = createSchemaCompiler(program)
    const direct = compileSchema({ ...schema })
    const held = await longestHold(async () => {
      direct({})
    })
    let validate = direct
    const free = await longestHold(async () => {
      validate = await compiler.compile(schema)
    })
    t.comment(
      `held for ${held.toFixed(0)} ms by a compilation in place, for ${free.toFixed(0)} ms beside one in a worker`
    )
    t.ok(free < held / 2, `${free.toFixed(0)} ms of ${held.toFixed(0)} ms`)
    for (const value of [
      {},
      { name: 'longer', x: 1, part_3: { field_0: 'x', field_1: 'inf', field_2: null } },
      [],
      { part_0: { y: 1 } }
    ]) {
      t.same(validate(value), direct(value))
    }
  }
)

t.test('[C14] a compilation that fails, or is cancelled, rejects', async t => {
  const compiler = createSchemaCompiler(program)
  await t.rejects(compiler.compile({ type: 'wonder' }), { message: /schema is invalid/ })
  const cancelled = compiler.compile(schema)
  compiler.close()
  await t.rejects(cancelled, { message: /compilation of the config schema ended/ })
})
