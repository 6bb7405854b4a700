import t from 'tap'
import { chmodSync, cpSync, mkdirSync, readFileSync, readdirSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pythonOf } from '../../../../services/onetrainer/find-checkout.ts'
import { completeOneTrainer } from '../../../../core/domain/onetrainer/complete-config.ts'
import { presetName } from '../../../../core/domain/onetrainer/preset-name.ts'
import { reportOneTrainer } from '../../../../core/domain/onetrainer/trainer-report.ts'
import type { JsonObject, JsonSchema } from '../../../../core/domain/schema/json-schema.ts'
import { checkout, isReal, openCheckout, openLibrary } from '../../../helpers/onetrainer-configs.ts'
import { stateDir } from '../../../helpers/server-process.ts'

const standInOnly = { skip: isReal && 'the checkout is changed for this test, so it runs on the stand-in' }
const leaves = ({ properties = {} }: JsonSchema): number =>
  Object.entries(properties).reduce(
    (sum, [name, one]) => sum + (name === '__version' ? 0 : one.properties === undefined ? 1 : leaves(one)),
    0
  )

/** The fields of a config that the schema has: presets carry some that OneTrainer has forgotten. */
const known = ({ properties = {} }: JsonSchema, config: JsonObject): JsonObject =>
  Object.fromEntries(
    Object.entries(config).flatMap(([name, value]) => {
      const one = properties[name]
      // as: the schema says that it is an object
      return one === undefined ? [] : [[name, one.properties === undefined ? value : known(one, value as JsonObject)]]
    })
  )

/** A copy of the stand-in that a test may change. */
function copied (folder: string): string {
  const dir = join(folder, 'onetrainer')
  cpSync(checkout, dir, { recursive: true })
  return dir
}

t.test(
  '[P1] the installed TrainConfig is described completely: every leaf with its enum, whether it may be null, and its default at that place',
  async t => {
    const { schema, models, optimizers, problems, presets, device } = await openCheckout(t).describer.ready()
    t.same(problems, [])
    t.same(
      [Object.keys(schema.properties ?? {}).length - 1, leaves(schema), presets.length],
      isReal ? [161, 480, 60] : [104, 201, 5]
    )
    t.match(schema.properties, {
      __version: { const: 11 }, epochs: { type: 'integer', default: 100 },
      model_type: { enum: ['STABLE_DIFFUSION_15', /./], default: 'STABLE_DIFFUSION_15' },
      learning_rate: { anyOf: [{ type: 'number' }, { enum: ['inf', '-inf'] }] },
      concepts: { anyOf: [{ type: 'array', items: { properties: { path: { type: 'string' } } } }, { type: 'null' }] },
      unet: { properties: { stop_training_after: { default: 0 } } },
      text_encoder: {
        properties: { stop_training_after: { default: 30 }, stop_training_after_unit: { default: 'EPOCH' } }
      },
      secrets: { properties: { huggingface_token: { writeOnly: true } } }
    })
    t.notOk(
      'default' in (schema.properties?.embedding?.properties?.uuid ?? {}),
      'what is drawn at random has no default'
    )
    t.match(models.STABLE_DIFFUSION_15, {
      methods: ['FINE_TUNE', 'LORA', 'EMBEDDING'], parts: ['unet', 'text_encoder', 'vae'],
      layer_presets: { LORA: { full: { patterns: [], regex: false } } },
      sample: { width: 512, noise_scheduler: 'EULER_A' }
    })
    t.equal(optimizers.ADAFACTOR?.defaults.decay_rate, -0.8)
    t.ok(optimizers.ADAMW_8BIT?.missing_packages.includes('bitsandbytes'))
    t.equal(device.type, 'cpu')
  }
)

t.test(
  "[P2] presets are as the desktop loads them: the optimizer's own settings, the layers of the preset, a format that can be saved",
  async t => {
    const { describer } = openCheckout(t)
    const description = await describer.ready()
    t.same(
      description.presets.filter(({ config }) => config === undefined),
      []
    )
    t.equal(
      new Set(description.presets.map(({ path }) => presetName(path))).size,
      description.presets.length,
      'no two have one name'
    )
    for (const { path, config = {} } of description.presets) {
      const model = description.models[String(config.model_type)]
      const method = String(config.training_method)
      t.ok(
        model?.formats[method]?.includes(String(config.output_model_format)),
        `${path}: ${String(config.output_model_format)}`
      )
      const layers = model?.layer_presets[method]?.[String(config.layer_filter_preset)]
      if (config.layer_filter_preset !== 'custom') {
        t.same([config.layer_filter, config.layer_filter_regex], [layers?.patterns.join(','), layers?.regex], path)
      }
      // as: a preset is an object
      const raw = JSON.parse(readFileSync(join(checkout, 'training_presets', path), 'utf8')) as JsonObject
      // What is completed here must be what OneTrainer's own functions make of it; words that nobody offers are the
      // desktop's alone.
      const { layer_filter_preset, loss_weight_fn, quantization, output_model_format } = config
      t.same(
        completeOneTrainer(description, {
          ...known(description.schema, raw),
          layer_filter: undefined,
          layer_filter_regex: undefined,
          layer_filter_preset,
          loss_weight_fn,
          quantization,
          output_model_format
        }),
        config,
        path
      )
    }
    const names = description.presets.map(({ path }) => presetName(path))
    t.ok(names.includes('SD1.5 - sd 1.5 LoRA'))
  }
)

t.test(
  '[P3] a description is kept for the checkout as it is, and made again when its config classes or its packages change',
  standInOnly,
  async t => {
    const state_dir = stateDir(t)
    const dir = copied(state_dir)
    const first = openCheckout(t, { dir, state_dir })
    t.match(first.describer.state(), { state: 'describing' })
    await first.describer.ready()
    const [name = ''] = readdirSync(join(state_dir, 'cache'))
    t.match(name, /^onetrainer-unversioned-[0-9a-f]{12}\.json$/)
    t.equal(statSync(join(state_dir, 'cache', name)).mode & 0o777, 0o600)
    const next = openCheckout(t, { dir, state_dir }).describer
    t.same(next.state(), { state: 'describing', doing: 'compiling its config schema' }, 'the next server asks nobody')
    t.same((await next.ready()).schema, (await first.describer.ready()).schema)
    utimesSync(join(dir, 'modules/util/config/TrainConfig.py'), 1, 1)
    const later = openCheckout(t, { dir, state_dir })
    t.match(later.describer.state(), { state: 'describing' })
    await later.describer.ready()
    t.equal(readdirSync(join(state_dir, 'cache')).length, 1, 'the old one is forgotten')
    writeFileSync(join(state_dir, 'cache', readdirSync(join(state_dir, 'cache'))[0] ?? ''), '{"format":')
    await openCheckout(t, { dir, state_dir }).describer.ready()
  }
)

t.test(
  '[P4] a request for configs is answered with the current activity while OneTrainer is described, and with the error after a failure',
  standInOnly,
  async t => {
    const state_dir = stateDir(t)
    const dir = copied(state_dir)
    writeFileSync(join(dir, 'modules/util/torch_util.py'), 'import a_package_nobody_has\n')
    const { describer } = openCheckout(t, { dir, state_dir })
    t.throws(() => describer.description(), {
      code: 'trainer_describing', statusCode: 503,
      message: /config is being described \(/
    })
    await t.rejects(describer.ready(), {
      code: 'trainer_undescribed', statusCode: 503,
      message: /ModuleNotFoundError: No module named 'a_package_nobody_has'.*npm run doctor/
    })
    t.match(describer.state(), { state: 'failed' })
    writeFileSync(join(dir, 'venv/bin/python'), '#!/bin/sh\necho nonsense; echo why >&2; exit 3\n')
    await t.rejects(openCheckout(t, { dir, state_dir }).describer.ready(), { message: /ended with code 3: why/ })
    await t.rejects(openCheckout(t, { dir, state_dir, python: '/no/such/python' }).describer.ready(), {
      code: 'trainer_undescribed', message: /ENOENT/
    })
    await t.rejects(openCheckout(t, { dir: '/no/such/folder', state_dir }).describer.ready(), {
      code: 'trainer_missing', message: /ONETRAINER_DIR/
    })
  }
)

t.test(
  "[P5] OneTrainer's Python is the configured one, otherwise that of its own environment, in the order its scripts create them",
  t => {
    const dir = t.testdir()
    const made = (...path: string[]): string => {
      mkdirSync(join(dir, ...path.slice(0, -1)), { recursive: true })
      writeFileSync(join(dir, ...path), '')
      return join(dir, ...path)
    }
    t.equal(pythonOf(dir, {}), null)
    const active = made('elsewhere', 'bin', 'python3')
    t.equal(pythonOf(dir, { VIRTUAL_ENV: join(dir, 'elsewhere') }), active)
    const conda = made('conda_env', 'python.exe')
    t.equal(pythonOf(dir, { VIRTUAL_ENV: join(dir, 'elsewhere') }), conda)
    const hidden = made('.venv', 'bin', 'python')
    t.equal(pythonOf(dir, {}), hidden)
    const windows = made('venv', 'Scripts', 'python.exe')
    t.equal(pythonOf(dir, {}), windows)
    const posix = made('venv', 'bin', 'python')
    t.equal(pythonOf(dir, {}), posix)
    const named = made('mine', 'bin', 'python')
    t.equal(pythonOf(dir, { OT_PYTHON_VENV: 'mine' }), named)
    t.equal(pythonOf(dir, { OT_PYTHON_VENV: join(dir, 'mine') }), named)
    t.end()
  }
)

t.test(
  '[P6] the doctor and the API report from one source what was found, what is missing and what to do about it',
  async t => {
    const state_dir = stateDir(t)
    const { onetrainer } = await openLibrary(t, state_dir)
    const found = await onetrainer.look()
    const check = (name: string, change: Partial<typeof found>) =>
      reportOneTrainer({ ...found, ...change }).checks?.find(one => one.name === name)
    t.equal(check('checkout', {})?.status, 'ok')
    t.match(check('checkout', { is_checkout: false }), { status: 'missing', hint: /ONETRAINER_DIR/ })
    t.match(check('python', { python: null }), {
      status: 'missing', message: /looked in .*venv/, hint: /install script/
    })
    t.match(check('python', { python_version: '3.9.1' }), { status: 'missing', hint: /3\.10 to 3\.13/ })
    t.match(check('python', { python_version: '3.11.0' }), { status: 'missing' })
    t.match(check('git', { has_git: false }), { status: 'missing', hint: 'install git' })
    t.match(check('disk', { free_bytes: 2 ** 30 }), { status: 'warning', message: /1\.0 GiB/ })
    t.match(check('device', {}), { status: 'warning', message: /no GPU/ })
    const description = onetrainer.describer.description()
    t.match(
      check('packages', {
        description: {
          state: 'ready',
          description: { ...description, versions: { ...description.versions, torch: null } }
        }
      }),
      { status: 'missing', message: /lacks torch/ }
    )
    t.match(check('config', { description: { state: 'failed', problem: 'ImportError: x' } }), {
      status: 'missing', message: /ImportError: x/
    })
    t.match(reportOneTrainer({ ...found, description: { state: 'describing', doing: 'reading' } }), {
      available: false, message: /as soon as.*reading/
    })
    if (isReal) {
      t.match(reportOneTrainer(found), {
        kind: 'onetrainer', available: true, version: /^[0-9a-f]{12}$/, device: 'cpu'
      })
    }
  }
)

t.test('a Python that may not be run is reported', standInOnly, async t => {
  const state_dir = stateDir(t)
  const dir = copied(state_dir)
  chmodSync(join(dir, 'venv/bin/python'), 0o600)
  const { describer } = openCheckout(t, { dir, state_dir })
  await t.rejects(describer.ready(), { code: 'trainer_undescribed' })
  await t.rejects(describer.load([]), { code: 'trainer_undescribed' })
})
