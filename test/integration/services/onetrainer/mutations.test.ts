import t from 'tap'
import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Finding } from '../../../../core/contract/errors.ts'
import { openCheckout, settings, soundConfig } from '../../../helpers/onetrainer-configs.ts'
import { stateDir } from '../../../helpers/server-process.ts'
import { testApp } from '../../../helpers/test-app.ts'

const folder = t.testdir()
const sound = soundConfig(folder)
const [concept = {}] = sound.concepts
const [sample = {}] = sound.samples

/** What is changed in a sound config, and where the mistake is. */
type Mutation = [change: Record<string, unknown>, pointer: string]

/** The change that puts a value at a path of a sound config. */
function at (path: string, value: unknown): Record<string, unknown> {
  const [, first = '', second, ...rest] = path.split('/')
  if (second === undefined) return { [first]: value }
  if (first === 'concepts' || first === 'samples') {
    return { [first]: [{ ...(first === 'concepts' ? concept : sample), ...at('/' + rest.join('/'), value) }] }
  }
  return { [first]: rest.length === 0 ? { [second]: value } : { [second]: at('/' + rest.join('/'), value) } }
}
const each = (paths: string[], values: unknown[]): Mutation[] =>
  paths.flatMap(path => values.map((value): Mutation => [at(path, value), path]))

const types: Mutation[] = [
  ...each(
    [
      '/validation', '/tensorboard', '/only_cache', '/latent_caching', '/rolling_backup', '/backup_before_save',
      '/unet/train', '/vae/gradient_checkpointing', '/optimizer/fused', '/concepts/0/enabled',
      '/concepts/0/text/enable_tag_shuffling', '/samples/0/random_seed'
    ],
    ['false', 1, null]
  ),
  ...each(
    [
      '/epochs', '/batch_size', '/gradient_accumulation_steps', '/lora_rank', '/rolling_backup_count',
      '/concepts/0/seed', '/samples/0/diffusion_steps'
    ],
    ['1', 1.5, null, true]
  ),
  ...each(
    ['/learning_rate', '/ema_decay', '/unet/offload_fraction', '/concepts/0/loss_weight', '/samples/0/cfg_scale'],
    ['fast', null, []]
  ),
  ...each(
    [
      '/model_type', '/training_method', '/output_dtype', '/ema', '/learning_rate_scheduler', '/optimizer/optimizer',
      '/unet/weight_dtype', '/concepts/0/type', '/samples/0/noise_scheduler', '/backup_after_unit'
    ],
    ['adamw', 'NO_SUCH_WORD', null, 3]
  ),
  ...each(
    [
      '/base_model_name', '/output_model_destination', '/cache_dir', '/resolution', '/layer_filter', '/train_device',
      '/concepts/0/path', '/concepts/0/text/prompt_source', '/samples/0/prompt'
    ],
    [5, null]
  ),
  ...each(['/concepts', '/samples', '/additional_embeddings'], ['none', {}]),
  ...each(['/unet', '/optimizer', '/quantization', '/cloud'], [null, 'x', []])
]
const unknown: Mutation[] = [
  '/epoch', '/learningRate', '/unet/trian', '/optimizer/beta', '/concepts/0/pth', '/concepts/0/image/flip',
  '/samples/0/promt', '/workspace', '/toString', '/quantization/rank'
].map(path => [at(path, 1), path])
const ranges: Mutation[] = (
  [
    ['/epochs', 0], ['/epochs', -1], ['/batch_size', 0], ['/gradient_accumulation_steps', 0],
    ['/dataloader_threads', 0], ['/learning_rate', -0.1], ['/learning_rate_min_factor', 1], ['/ema_decay', 0.4],
    ['/ema_decay', 1.1], ['/unmasked_probability', 1.5], ['/unmasked_weight', -0.1], ['/loss_weight_strength', 0.5],
    ['/loss_weight_strength', 21], ['/lora_rank', 0], ['/lora_alpha', -1], ['/oft_block_size', 0],
    ['/rolling_backup_count', 0], ['/tensorboard_port', 70_000], ['/min_noising_strength', 2], ['/noising_weight', -1],
    ['/clip_grad_norm', -1], ['/resolution', ''], ['/resolution', '512x'], ['/resolution', '0'],
    ['/resolution', '512;768'], ['/frames', 'many'], ['/train_device', ''], ['/base_model_name', ' '],
    ['/output_model_destination', ''], ['/concepts/0/path', ''], ['/concepts/0/balancing', -1],
    ['/concepts/0/image_variations', 0], ['/concepts/0/text/prompt_source', 'somewhere'],
    ['/concepts/0/image/resolution_override', 'big'],
    ['/samples/0/width', 0],
    ['/samples/0/height', -64],
    ['/samples/0/diffusion_steps', 0],
    ['/unet/learning_rate', -1],
    ['/unet/offload_fraction', 2],
    ['/backup_after', -1]
  ] as Array<[string, unknown]>
).map(([path, value]) => [at(path, value), path])
const fine_tune = { training_method: 'FINE_TUNE', output_model_format: 'DIFFUSERS', output_model_destination: 'model' }
const together: Mutation[] = [
  [{ output_model_format: 'SAFETENSORS' }, '/output_model_format'],
  [{ output_model_format: 'DIFFUSERS', output_model_destination: 'model' }, '/output_model_format'],
  [{ output_model_destination: 'lora.ckpt' }, '/output_model_destination'],
  [{ ...fine_tune, output_model_destination: 'model.safetensors' }, '/output_model_destination'],
  [{ model_type: 'FLUX_DEV_1', training_method: 'FINE_TUNE_VAE' }, '/training_method'],
  [{ ...fine_tune, unet: { offload_fraction: 0.5 } }, '/optimizer/fused_back_pass'],
  [{ ...fine_tune, unet: { offload_fraction: 0.5 }, optimizer: { optimizer: 'SGD' } }, '/unet/offload_fraction'],
  [{ unet: { offload_fraction: 0.5, gradient_checkpointing: false } }, '/unet/gradient_checkpointing'],
  [{ text_encoder: { offload_fraction: 0.5 }, dataloader_threads: 2 }, '/dataloader_threads'],
  [{ optimizer: { optimizer: 'ADAMW', fused: true, stochastic_rounding: true } }, '/optimizer/stochastic_rounding'],
  [{ optimizer: { optimizer: 'ADAM', foreach: true, fused_back_pass: true } }, '/optimizer/fused_back_pass'],
  [{ optimizer: { optimizer: 'ADAMW_8BIT' } }, '/optimizer/optimizer'],
  [{ model_type: 'STABLE_CASCADE_1', optimizer: { optimizer: 'SCHEDULE_FREE_ADAMW' } }, '/optimizer/optimizer'],
  [{ optimizer_defaults: { ADAMV: {} } }, '/optimizer_defaults/ADAMV'],
  [{ learning_rate_scheduler: 'CUSTOM' }, '/custom_learning_rate_scheduler'],
  [{ train_dtype: 'FLOAT_16', fallback_train_dtype: 'FLOAT_32' }, '/fallback_train_dtype'],
  [{ layer_filter: '(', layer_filter_regex: true, layer_filter_preset: 'custom' }, '/layer_filter'],
  [{ min_noising_strength: 0.9, max_noising_strength: 0.1 }, '/min_noising_strength'],
  [{ continue_last_backup: true }, '/continue_last_backup'],
  [{ cloud: { enabled: true } }, '/cloud/enabled'],
  [{ multi_gpu: true }, '/multi_gpu'],
  [{ __version: 10 }, '/__version'],
  [{ __version: 12 }, '/__version'],
  [{ __version: '11' }, '/__version']
]
const machine: Mutation[] = [
  [{ base_model_name: '/no/such/model.safetensors' }, '/base_model_name'],
  [{ base_model_name: 'owner/name', offline_mode: true }, '/base_model_name'],
  [{ lora_model_name: join(folder, 'none.safetensors') }, '/lora_model_name'],
  [{ vae: { model_name: join(folder, 'no vae') } }, '/vae/model_name'],
  [{ output_model_destination: '../model.safetensors' }, '/output_model_destination'],
  [
    { output_model_destination: join(folder, 'there.safetensors'), prevent_overwrites: true },
    '/output_model_destination'
  ],
  [{ cache_dir: '/data/cache/' }, '/cache_dir'],
  [{ train_device: 'cuda' }, '/train_device'],
  [{ concepts: [] }, '/concepts'],
  [{ concepts: null }, '/concepts'],
  [{ concepts: [{ ...concept, enabled: false }] }, '/concepts'],
  [{ concepts: [{ ...concept, type: 'VALIDATION' }] }, '/concepts'],
  [at('/concepts/0/path', join(folder, 'nowhere')), '/concepts/0/path'],
  [at('/concepts/0/path', join(folder, 'empty')), '/concepts/0/path'],
  [at('/concepts/0/path', join(folder, 'model.safetensors')), '/concepts/0/path'],
  [{ ...at('/concepts/0/path', join(folder, 'single')), batch_size: 2 }, '/batch_size'],
  [{ ...at('/concepts/0/balancing', 0.1) }, '/batch_size'],
  [
    {
      samples: [
        { ...sample, sample_inpainting: true, base_image_path: join(folder, 'images/0.png'), mask_image_path: 'no' }
      ]
    },
    '/samples/0/mask_image_path'
  ],
  [{ concepts: null, concept_file_name: join(folder, 'broken.json') }, '/concept_file_name']
]

t.test(
  '[P7] [P8] each of two hundred mistakes in a config is refused at the start with the pointer to it, and none reaches Python',
  async t => {
    writeFileSync(join(folder, 'there.safetensors'), '')
    writeFileSync(join(folder, 'broken.json'), '{')
    const state_dir = stateDir(t)
    await openCheckout(t, { state_dir }).describer.ready()
    const app = await testApp(t, { ...settings, STATE_DIR: state_dir })
    const all = [...types, ...unknown, ...ranges, ...together, ...machine]
    t.ok(all.length >= 200, `${all.length} mistakes`)
    const { body: checked } = await app.ask('/api/config/validate', { body: sound })
    t.same([checked.errors, checked.valid], [[], true])
    for (const [change, pointer] of all) {
      const { status, body } = await app.ask('/api/training/start', { body: { config: { ...sound, ...change } } })
      const pointers = (body.details ?? []).map((finding: Finding) => finding.pointer)
      t.ok(
        status === 422 && body.code === 'config_invalid' && pointers.includes(`/config${pointer}`),
        `${JSON.stringify(change).slice(0, 80)}: ${status} ${body.code} ${pointers.join(' ')}`
      )
      t.ok(pointers.length <= 3, `${pointers.length} findings for one mistake: ${pointers.join(' ')}`)
    }
    const runs = join(app.state_dir, 'runs')
    mkdirSync(runs, { recursive: true })
    t.same(readdirSync(runs), [], 'no job was made')
    t.notOk(existsSync(join(app.state_dir, 'configs')), 'and nothing kept')
    t.match((await app.ask('/api/training/status')).body, { status: 'idle' })
  }
)
