import assert from 'node:assert/strict'
import fc from 'fast-check'
import t from 'tap'
import { fieldFindings } from '../../../../../core/domain/onetrainer/field-rules.ts'
import type { JsonObject, JsonSchema } from '../../../../../core/domain/schema/json-schema.ts'
import { completed, described } from '../../../../helpers/description.ts'

/** A schema and a config that hold one field, at a pattern like `/concepts/*\/path`. */
function holding (pattern: string, leaf: JsonSchema, value: unknown): { schema: JsonSchema, config: unknown } {
  return pattern.split('/').slice(1).reduceRight<{ schema: JsonSchema, config: unknown }>(
    ({ schema, config }, key) => key === '*'
      ? { schema: { type: 'array', items: schema }, config: [config] }
      : { schema: { type: 'object', properties: { [key]: schema } }, config: { [key]: config } },
    { schema: leaf, config: value }
  )
}

/** Findings for a value that stands alone at a pattern. */
function found (pattern: string, value: unknown, leaf: JsonSchema = { type: typeof value }) {
  const { schema, config } = holding(pattern, leaf, value)
  return fieldFindings({ ...described, schema }, config as JsonObject, () => true) // as: a pattern begins in an object
}
const pointerOf = (pattern: string): string => pattern.replaceAll('*', '0')
const isRefused = (pattern: string, value: unknown): boolean => {
  const findings = found(pattern, value)
  assert.ok(findings.every(({ pointer, severity }) => pointer === pointerOf(pattern) && severity === 'error'))
  return findings.length === 1
}

const limits: Array<[pattern: string, least: number, most: number]> = [
  ['/learning_rate_min_factor', 0, 0.99], ['/unmasked_probability', 0, 1], ['/unmasked_weight', 0, 1],
  ['/masked_prior_preservation_weight', 0, 1], ['/loss_weight_strength', 1, 20], ['/ema_decay', 0.5, 1],
  ['/min_noising_strength', 0, 1], ['/max_noising_strength', 0, 1], ['/dropout_probability', 0, 1],
  ['/tensorboard_port', 0, 65535], ['/concepts/*/text/tag_dropout_probability', 0, 1],
  ...[
    '/lora_rank', '/oft_block_size', '/epochs', '/batch_size', '/gradient_accumulation_steps', '/dataloader_threads',
    '/ema_update_step_interval', '/rolling_backup_count', '/concepts/*/image_variations',
    '/concepts/*/text_variations', '/samples/*/frames', '/samples/*/diffusion_steps'
  ].map((pattern): [string, number, number] => [pattern, 1, Infinity]),
  ...[
    '/validate_after', '/sample_after', '/sample_skip_first', '/backup_after', '/save_every', '/save_skip_first',
    '/text_encoder_layer_skip', '/concepts/*/balancing'
  ].map((pattern): [string, number, number] => [pattern, 0, Infinity]),
  ['/samples/*/width', 8, Infinity], ['/samples/*/height', 8, Infinity]
]

t.test('[P7] a number outside the limits the desktop has for its field is refused, and no other', async t => {
  const number = fc.oneof(fc.integer({ min: -3, max: 70_000 }), fc.double({ min: -2, max: 22, noNaN: true }))
  for (const [pattern, least, most] of limits) {
    const edges = [least - 0.01, least, Math.min(most, 1e6), most === Infinity ? 1e9 : most + 0.01]
    fc.assert(
      fc.property(number, value => isRefused(pattern, value) === (value < least || value > most)),
      { numRuns: 30, examples: edges.map((edge): [number] => [edge]) }
    )
  }
  t.match(found('/ema_decay', 2), [{ message: 'must be from 0.5 to 1, not 2' }])
  t.match(found('/epochs', 0), [{ message: 'must be at least 1, not 0' }])
})

t.test('[P7] a number without limits of its own must not be negative, except where that has a meaning', async t => {
  for (const pattern of ['/lora_alpha', '/unet/learning_rate', '/concepts/*/loss_weight']) {
    t.match(found(pattern, -1), [{ pointer: pointerOf(pattern), message: 'must not be negative, not -1' }])
    t.same(found(pattern, 0), [])
    t.same(found(pattern, -1, { type: 'integer' }), [], 'a whole number may count from the end')
  }
  for (const pattern of ['/optimizer/beta', '/optimizer_defaults/ADAMW/beta', '/concepts/*/seed', '/cloud/x']) {
    t.same(found(pattern, -1), [], pattern)
  }
  t.match(found('/lora_alpha', -1, { anyOf: [{ type: 'null' }, { type: 'number' }] }), [{ pointer: '/lora_alpha' }])
})

t.test('[P7] a resolution is a size, several sizes, or a width and a height', async t => {
  const size = fc.integer({ min: 1, max: 4096 })
  const sizes = fc.oneof(
    fc.array(size, { minLength: 1, maxLength: 4 }).map(list => list.join(', ')),
    fc.tuple(size, size).map(pair => pair.join('x'))
  )
  for (const pattern of ['/resolution', '/concepts/*/image/resolution_override']) {
    fc.assert(fc.property(sizes, text => !isRefused(pattern, text)), { numRuns: 30 })
    for (const text of ['', '0', '512x', '1x2x3', '512;768', '-512', '512x768,512', 'big', '5.5']) {
      t.match(found(pattern, text), [{ pointer: pointerOf(pattern), message: /^must be like "512"/ }], text)
    }
  }
  t.ok((found('/resolution', 'x'.repeat(10_000))[0]?.message.length ?? 1000) < 200, 'a long one is quoted in part')
})

t.test('[P7] frames are whole numbers above zero', async t => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.integer({ min: -2, max: 99 }).map(String)), text =>
      isRefused('/frames', text) === !text.split(',').every(one => /^\s*\d+\s*$/.test(one) && Number(one) > 0))
  )
  t.same(found('/frames', '25,49'), [])
})

t.test('[P7] a name that is needed must not be blank', async t => {
  const needed = ['/train_device', '/temp_device', '/base_model_name', '/output_model_destination', '/concepts/*/path']
  for (const pattern of needed) {
    fc.assert(fc.property(fc.stringMatching(/^[ \t]{0,4}$/), blank => isRefused(pattern, blank)), { numRuns: 10 })
    t.match(found(pattern, ' '), [{ message: 'must not be empty' }])
    t.same(found(pattern, 'something'), [])
  }
  t.same(found('/lora_model_name', ''), [], 'one that is not needed may be')
})

t.test('[P7] a path has no control characters, no slash at its end and leads to no parent folder', async t => {
  const path = fc.stringMatching(/^[a-z./]{0,8}[a-z]$/)
  const paths = ['/base_model_name', '/lora_model_name', '/cache_dir', '/concepts/*/path', '/unet/model_name']
  for (const pattern of paths) {
    fc.assert(
      fc.property(path, fc.constantFrom('', '/', '\\', '/ ', '\n', '\u0000x'), (path, end) =>
        isRefused(pattern, path + end) === (end !== '')),
      { numRuns: 30 }
    )
  }
  t.same(found('/cache_dir', '/'), [], 'the root is a folder')
  t.match(found('/cache_dir', 'a/'), [{ message: 'must not end with a slash' }])
  t.match(found('/cache_dir', 'a\tb'), [{ message: /control characters/ }])
  t.match(found('/output_model_destination', 'a/../../b'), [{ message: /^must not lead out of the job's folder/ }])
  t.same(found('/output_model_destination', 'a..b/c'), [])
  t.same(found('/prompt', 'any text/'), [], 'only paths are read as paths')
})

t.test('[P7] a word that OneTrainer compares is one of those it knows', async t => {
  const known: Record<string, string[]> = {
    '/concepts/*/text/prompt_source': ['sample', 'concept', 'filename'],
    '/concepts/*/text/tag_dropout_mode': ['FULL', 'RANDOM', 'RANDOM WEIGHTED'],
    '/concepts/*/text/tag_dropout_special_tags_mode': ['NONE', 'BLACKLIST', 'WHITELIST']
  }
  for (const [pattern, words] of Object.entries(known)) {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.constantFrom(...words)), word =>
        isRefused(pattern, word) === !words.includes(word))
    )
    t.match(found(pattern, 'x'), [{ message: `must be one of ${words.join(', ')}, not "x"` }])
  }
})

t.test('[P7] a value that is no text and no number is left to the schema, and so is one that is wrong', async t => {
  for (const [pattern] of limits) t.same(found(pattern, 'text'), [])
  for (const pattern of ['/resolution', '/frames', '/train_device', '/output_model_destination', '/cache_dir']) {
    for (const value of [null, true]) t.same(found(pattern, value), [], pattern)
  }
  const config = completed({ epochs: 0, batch_size: 0, samples: [{ width: 1 }, { height: 0 }] })
  const pointers = (isSound: (pointer: string) => boolean) =>
    fieldFindings(described, config, isSound).map(({ pointer }) => pointer).sort()
  t.same(pointers(() => true), ['/batch_size', '/epochs', '/samples/0/width', '/samples/1/height'])
  t.same(pointers(pointer => pointer !== '/epochs'), ['/batch_size', '/samples/0/width', '/samples/1/height'])
})
