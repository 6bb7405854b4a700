import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { seedOf } from '../../../../core/domain/onetrainer/complete-config.ts'
import { isReal, openLibrary, soundConfig } from '../../../helpers/onetrainer-configs.ts'
import { stateDir } from '../../../helpers/server-process.ts'

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

t.test(
  '[P11] OneTrainer itself migrates an exported config of any version; what it would drop is refused',
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
