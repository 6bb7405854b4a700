import t from 'tap'
import { mkdirSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { MachineProbe } from '../../../../core/domain/onetrainer/machine-facts.ts'
import { preflight } from '../../../../core/domain/onetrainer/preflight.ts'
import { seedOf } from '../../../../core/domain/onetrainer/complete-config.ts'
import type { JsonObject } from '../../../../core/domain/config/json-schema.ts'
import { isReal, openCheckout, openLibrary, settings, soundConfig } from '../../../helpers/onetrainer-configs.ts'
import { stateDir } from '../../../helpers/server-process.ts'
import { small, testApp } from '../../../helpers/test-app.ts'

const token = 'hf_a_token_nobody_may_see'

t.test(
  '[P9] presets, configs of the desktop and our own are listed under names, and each is loaded complete',
  async t => {
    const state_dir = stateDir(t)
    const library = await openLibrary(t, state_dir)
    mkdirSync(join(state_dir, 'configs'))
    writeFileSync(join(state_dir, 'configs', 'broken.json'), '{')
    await library.save('mine', { epochs: 7 })
    const { configs } = await library.list()
    t.match(
      configs.find(({ name }) => name === 'SD1.5 - sd 1.5 LoRA'),
      { source: 'preset', description: 'Preset SD1.5/#sd 1.5 LoRA.json, STABLE_DIFFUSION_15, LORA' }
    )
    t.match(
      configs.find(({ name }) => name === 'mine'),
      { source: 'saved', modified_at: /Z$/ }
    )
    t.match(
      configs.find(({ name }) => name === 'broken'),
      { description: /^Cannot be used: it is not JSON/ }
    )
    for (const { name, source } of configs) {
      if (source === 'preset') t.match((await library.load(name)).config, { __version: 11 }, name)
    }
    const { config } = await library.load('SD1.5 - sd 1.5 LoRA')
    t.match(config, {
      layer_filter: 'attentions', output_model_format: 'KOHYA_LORA', batch_size: 4, concepts: [],
      optimizer: { optimizer: 'ADAMW' }
    })
    t.match((await library.load('mine')).config, { epochs: 7, __version: 11 })
    await t.rejects(library.load('broken'), { code: 'config_invalid' })
    await t.rejects(library.load('../mine'), { code: 'config_not_found' })
    if (isReal) return
    t.match(
      configs.find(({ name }) => name === 'my old LoRA'),
      { source: 'checkout' }
    )
    const old = await library.load('my old LoRA')
    // As the desktop: the optimizer's own defaults stand over what the file says, and the format of version 10 has its
    // new name.
    t.match(old.config, {
      __version: 11, output_model_format: 'LEGACY_LORA', epochs: 7, optimizer: { optimizer: 'SGD', momentum: 0 }
    })
  }
)

t.test('[P10] our configs are kept, renamed and forgotten, and no name is taken from another', async t => {
  const state_dir = stateDir(t)
  const app = await testApp(t, { STATE_DIR: state_dir })
  const ask = async (method: string, path: string, body?: unknown) =>
    await app.ask(`/api/config/saved/${path}`, { method, ...(body === undefined ? {} : { body }) })
  t.match(await ask('PUT', 'one', { epochs: 3 }), {
    status: 200,
    body: { name: 'one', config: { epochs: 3, batch_size: 10 } }
  })
  t.match(await ask('PUT', 'two', { epochs: 4 }), { status: 200 })
  t.match(await ask('PUT', 'bad', { epochs: 0 }), { status: 422, body: { details: [{ pointer: '/epochs' }] } })
  t.match(await ask('PUT', '..%2fbad', {}), { status: 400 })
  t.match(await ask('POST', 'one/rename', { name: 'two' }), { status: 409, body: { code: 'config_exists' } })
  t.match(await ask('POST', 'none/rename', { name: 'x' }), { status: 404 })
  t.match(await ask('POST', 'one/rename', { name: 'three' }), { status: 204 })
  t.match(await ask('DELETE', 'one'), { status: 404, body: { code: 'config_not_found' } })
  t.match(await app.ask('/api/config/load/three'), { body: { config: { epochs: 3 } } })
  t.match(await ask('DELETE', 'two'), { status: 204 })
  writeFileSync(join(state_dir, 'configs', 'odd [v2] (größer).json'), '{"epochs": 6}')
  const odd = encodeURIComponent('odd [v2] (größer)')
  t.match(await app.ask(`/api/config/load/${odd}`), { status: 200, body: { config: { epochs: 6 } } })
  t.match(
    await ask('PUT', odd, {}),
    { status: 400, body: { details: [{ pointer: '/name' }] } },
    'we give no such names'
  )
  t.match(await ask('DELETE', odd), { status: 204 })
  t.same(readdirSync(join(state_dir, 'configs')), ['three.json'])
  t.match(await app.ask('/api/config/import', { body: { config: { epochs: 9 }, name: 'taken in' } }), {
    status: 200, body: { name: 'taken in' }
  })
  t.match((await app.ask('/api/config/diff?name=three')).body, {
    name: 'three', trainer: 'builtin',
    changes: [{ pointer: '/epochs', value: 3, default: 10 }]
  })
  t.match(await app.ask('/api/config/diff'), { status: 409, body: { code: 'no_active_config' } })
  t.match(await app.ask('/api/config/secrets', { method: 'PUT', body: { huggingface_token: 'x' } }), {
    status: 400, body: { message: /no secrets/ }
  })
})

t.test(
  '[P11] an exported config of any version is brought up to date by OneTrainer itself; what it would not take is refused',
  async t => {
    const library = await openLibrary(t, stateDir(t))
    const exported = { ...library.defaults().config, epochs: 12 }
    t.match(await library.importConfig({ config: exported, name: 'taken in' }), {
      name: 'taken in', config: { epochs: 12 }
    })
    t.match((await library.load('taken in')).config, { epochs: 12 })
    const older = {
      ...exported,
      __version: 10,
      training_method: 'LORA',
      output_model_format: 'SAFETENSORS',
      output_model_destination: 'x.safetensors'
    }
    t.match((await library.importConfig({ config: older })).config, {
      __version: 11, output_model_format: 'LEGACY_LORA'
    })
    await t.rejects(library.importConfig({ config: { ...older, epochs: 'many' } }), {
      code: 'config_invalid', details: [{ message: /Could not set epochs/ }]
    })
    await t.rejects(library.importConfig({ config: { __version: 9, epochs: 1 } }), {
      code: 'config_invalid',
      details: [{ message: /lacks the field 'weight_dtype'|lacks the field/ }]
    })
    t.match(library.validate(older).errors, [{ pointer: '/__version', hint: /import/ }])
  }
)

t.test(
  '[P12] secrets are taken and never shown: no reply, no file but their own, which only the user may read',
  async t => {
    const state_dir = stateDir(t)
    const library = await openLibrary(t, state_dir)
    const secrets = { huggingface_token: token }
    const shown = [
      await library.activate({ config: { secrets } }),
      await library.save('mine', { secrets }),
      await library.importConfig({ config: { ...library.defaults().config, secrets } }),
      library.current(),
      await library.load('mine'),
      library.validate({ secrets }),
      library.validate({ secrets: { huggingface_token: [token] } }),
      library.validate({ secrets: token }),
      library.schema(),
      await library.diff()
    ]
    t.notMatch(JSON.stringify(shown), token)
    t.same(
      library.validate({ secrets: { huggingface_token: 5 } }).errors.map(({ pointer, message }) => [pointer, message]),
      [['/secrets/huggingface_token', 'must be text']]
    )
    t.equal(statSync(join(state_dir, 'secrets.json')).mode & 0o777, 0o600)
    for (const name of readdirSync(join(state_dir, 'configs'))) {
      t.notMatch(readFileSync(join(state_dir, 'configs', name), 'utf8'), token, name)
    }
    t.same(library.onetrainer.trainer.secret_env?.(), { HF_TOKEN: token })
    t.same(openCheckout(t, { state_dir }).secrets.env(), { HF_TOKEN: token }, 'it outlives the server')
    await library.activate({ config: { secrets: { huggingface_token: '' } } })
    t.same(library.onetrainer.secrets.env(), { HF_TOKEN: token }, 'an empty one in a config forgets nothing')
    await library.setSecrets({ huggingface_token: '' })
    t.same(library.onetrainer.secrets.env(), {})
  }
)

t.test(
  '[P13] a training is started with its concepts and samples in its config, with seeds and ids that stay',
  async t => {
    const folder = t.testdir()
    const library = await openLibrary(t, stateDir(t))
    const { concepts, samples, ...config } = soundConfig(folder)
    writeFileSync(join(folder, 'concepts.json'), JSON.stringify(concepts))
    writeFileSync(join(folder, 'samples.json'), JSON.stringify(samples))
    const files = {
      ...config,
      concept_file_name: join(folder, 'concepts.json'),
      sample_definition_file_name: join(folder, 'samples.json')
    }
    const { config: first } = await library.prepare(files)
    const { config: repeated } = await library.prepare(files)
    t.same(first, repeated)
    t.match(first, {
      concepts: [{ path: concepts[0]?.path, seed: seedOf(String(concepts[0]?.path)) }],
      samples: [{ prompt: 'a cat', seed: 42, cfg_scale: 7.5 }],
      embedding: { uuid: 'a-fixed-uuid' }
    })
    t.equal(seedOf('123456789'), 0xcbf43926 & 0x3fffffff)
    t.match(
      (await library.prepare({ ...config, concepts })).config,
      { samples: [] },
      'a file that is not there is an empty list'
    )
  }
)

t.test(
  '[P18] a custom sample is checked as one in the config of its training would be, and takes the defaults of its model',
  async t => {
    const folder = t.testdir({ 'base.png': '' })
    const library = await openLibrary(t, stateDir(t))
    const check = async (sample: JsonObject, model_type = 'STABLE_DIFFUSION_15') =>
      await library.checkSample(library.complete({ ...soundConfig(folder), model_type }), {
        prompt: 'a cat',
        ...sample
      })
    const wrong = async (sample: JsonObject) =>
      (await check(sample)).errors.map(({ pointer, message, hint }) => `${pointer} ${message} ${hint}`)
    const full = {
      prompt: 'a cat', negative_prompt: 'a dog', height: 64, width: 128, frames: 2, length: 1.5, seed: 7,
      random_seed: false, diffusion_steps: 3, cfg_scale: 2.5, noise_scheduler: 'DDIM', text_encoder_1_layer_skip: 1,
      sample_inpainting: false, base_image_path: '', mask_image_path: ''
    }
    t.match(await check({ ...full, enabled: false }), { errors: [], sample: { ...full, enabled: true } })
    t.match((await check({})).sample, { width: 512, noise_scheduler: 'EULER_A' })
    t.match((await check({ seed: 1 }, 'FLUX_DEV_1')).sample, { width: 1024, seed: 1, noise_scheduler: 'DDIM' })
    t.match(await wrong({ cfgscale: 2 }), [/^\/cfgscale is unknown did you mean "cfg_scale"/])
    t.match(await wrong({ noise_scheduler: 'EULERA', diffusion_steps: 0 }), [
      /^\/noise_scheduler must be one of.*"EULER_A"/, /^\/diffusion_steps must be at least 1/
    ])
    t.match(
      await wrong({
        sample_inpainting: true, base_image_path: join(folder, 'base.png'), mask_image_path: '/no/mask.png'
      }),
      [/^\/mask_image_path there is no picture/]
    )
    const schema = library.sampleSchema(library.complete({ model_type: 'FLUX_DEV_1' }))
    t.match(schema, {
      $schema: /2020-12/, required: ['prompt'],
      properties: { width: { type: 'integer', default: 1024 }, base_image_path: { type: 'string', default: '' } }
    })
    // as: a schema of an object has them
    t.same(Object.keys(schema.properties as JsonObject), Object.keys((await check({})).sample), 'every field there is')
  }
)

t.test(
  '[P19] `GET /api/samples/custom` says what may be asked of a custom sample; a wrong one is refused by its pointer in what was sent',
  async t => {
    const app = await testApp(t)
    t.match(await app.ask('/api/samples/custom'), {
      status: 200,
      body: { required: ['prompt'], properties: { width: { default: 192, maximum: 1024 }, prompt: { minLength: 1 } } }
    })
    t.match(await app.ask('/api/samples/custom', { body: {} }), {
      status: 400, body: { details: [{ pointer: '/prompt' }] }
    })
    t.match(await app.ask('/api/samples/custom', { body: { prompt: '7' } }), {
      status: 409, body: { code: 'not_running' }
    })
    const client = await app.stream()
    await app.ask('/api/training/start', { body: { config: { ...small, epochs: 200 } } })
    client.send({ type: 'command', command: 'sample_custom', args: { prompt: '7', sed: 1 } })
    t.match(await client.until(frame => frame.type === 'error'), {
      statusCode: 422, code: 'sample_invalid',
      details: [{ pointer: '/args/sed', hint: /"seed"/ }]
    })
    client.send({ type: 'command', command: 'sample_custom', args: { seed: 1 } })
    t.match(await client.until(frame => frame.type === 'error' && frame.statusCode === 400), {
      details: [{ pointer: '/args/prompt' }]
    })
    await app.ask('/api/training/stop', { body: {} })
  }
)

/** A machine where all is well, with what a test changes. */
const machine = (change: Partial<MachineProbe> = {}): MachineProbe => ({
  kindOf: async () => 'folder',
  content: async () => ({ images: 10, captions: 10, more: false }),
  bytesOf: async () => 2 ** 30,
  freeBytes: async () => 100 * 2 ** 30,
  hasProgram: async () => true,
  others: () => [],
  ...change
})

t.test(
  '[P14] what would fail on this machine is found before the start: disk, git, packages, caches, images',
  async t => {
    const library = await openLibrary(t, stateDir(t))
    const description = library.onetrainer.describer.description()
    const config = library.complete({ ...soundConfig(t.testdir()), prevent_overwrites: false })
    const found = async (change: Partial<MachineProbe>, more: JsonObject = {}, about = description) =>
      (await preflight(about, { ...config, ...more }, machine(change))).map(
        ({ severity, pointer, message }) => `${severity} ${pointer}: ${message}`
      )
    t.same(await found({}), [])
    t.match(await found({ hasProgram: async () => false }), [/^error : git is not on the PATH/])
    t.match(await found({}, {}, { ...description, versions: { ...description.versions, torch: null } }), [
      /^error : OneTrainer's Python lacks torch/
    ])
    t.match(await found({}, {}, { ...description, problems: ['modules.util.create cannot be loaded'] }), [
      /^error : modules\.util\.create/
    ])
    t.match(await found({ freeBytes: async () => 2 ** 20 }), [/^error : 0\.0 GiB are free/])
    const fine_tune = { training_method: 'FINE_TUNE', backup_after: 1, backup_after_unit: 'EPOCH', epochs: 100 }
    t.match(await found({}, fine_tune), [/^warning \/backup_after: 100\.0 GiB are free.* 101 backups/])
    t.same(await found({}, { ...fine_tune, rolling_backup: true }), [])
    t.match(
      await found({ others: () => [{ job_name: 'cats', config: { cache_dir: '/cache' } }] }, { cache_dir: '/cache' }),
      [/^error \/cache_dir: is in use by the training "cats"/]
    )
    t.same(await found({ others: () => [{ job_name: 'cats', config }] }), [], "the default cache is the job's own")
    t.match(await found({ content: async () => ({ images: 10, captions: 0, more: false }) }), [
      /^warning \/concepts\/0\/text\/prompt_source/
    ])
    t.match(await found({}, { output_model_destination: '/models/cat.safetensors' }), [
      /^warning \/output_model_destination: .*overwritten/
    ])
    // as: a complete config has a list
    t.match(
      await found(
        { kindOf: async path => (path === 'owner/name' ? null : 'folder') },
        { concepts: [{ ...(config.concepts as JsonObject[])[0], path: 'owner/name' }] }
      ),
      [/^warning \/concepts\/0\/path: .*Hugging Face/]
    )
    t.match(await found({}, { validation: true }), [/^warning \/validation: has nothing to measure/])
    t.match(await found({ content: async () => ({ images: 3, captions: 3, more: false }) }, { batch_size: 2 }), [
      /^warning \/batch_size: is 2 for 3 images/
    ])
  }
)

t.test(
  '[P15] without a checkout the built-in trainer serves and the API says so; a checkout that is none serves nothing',
  async t => {
    const builtin = await testApp(t)
    t.match((await builtin.ask('/api/system/info')).body.trainer, {
      kind: 'builtin', message: /ONETRAINER_DIR is not set/
    })
    const none = await testApp(t, { ONETRAINER_DIR: join(t.testdir(), 'none') })
    t.match((await none.ask('/api/system/info')).body.trainer, {
      kind: 'onetrainer', available: false,
      checks: [{ name: 'checkout', status: 'missing', hint: /ONETRAINER_DIR/ }]
    })
    t.match(await none.ask('/api/config/schema'), { status: 409, body: { code: 'trainer_missing' } })
    t.match(await none.ask('/api/training/start', { body: {} }), { status: 409, body: { code: 'trainer_missing' } })
    const state_dir = stateDir(t)
    await openCheckout(t, { state_dir }).describer.ready()
    const app = await testApp(t, { ...settings, STATE_DIR: state_dir })
    t.match((await app.ask('/api/system/info')).body.trainer, { kind: 'onetrainer', available: true, device: 'cpu' })
    t.match((await app.ask('/api/config/schema')).body, {
      $schema: /2020-12/, properties: { epochs: { type: 'integer' } }
    })
    t.match(await app.ask('/api/config/secrets', { method: 'PUT', body: { huggingface_token: token } }), {
      status: 204, body: ''
    })
    t.match(await app.ask('/api/config/current', { method: 'PUT', body: { name: 'SD1.5 - sd 1.5 LoRA' } }), {
      status: 200,
      body: { trainer: 'onetrainer', config: { batch_size: 4 } }
    })
    t.match((await app.ask('/api/training/status')).body, { status: 'initialized' })
    t.match(await app.ask('/api/training/start', { body: {} }), {
      status: 422, body: { details: [{ pointer: '/concepts' }] }
    })
    t.match(
      (await app.ask('/api/config/diff')).body.changes.find(
        ({ pointer }: { pointer: string }) => pointer === '/batch_size'
      ),
      { value: 4, default: 1 }
    )
  }
)
