import t from 'tap'
import { mkdirSync, readFileSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { builtinConfigs } from '../../../helpers/builtin-configs.ts'
import { presets } from '../../../../services/configs/builtin-presets.ts'

t.test('[C8] the presets are sound, and none has an effect-less field', async t => {
  const library = builtinConfigs(t.testdir())
  for (const { name } of presets) {
    const { config } = await library.load(name)
    t.match(library.validate(config), { valid: true, errors: [] }, name)
    t.same(library.validate(presets.find(preset => preset.name === name)?.config).warnings, [])
  }
  t.match(await library.list(), {
    configs: [{ name: 'default', source: 'preset', modified_at: null }, { name: 'quick' }, { name: 'long' }]
  })
})

t.test('[C9] saved configs are found by name in a listing; a path finds nothing', async t => {
  const state_dir = t.testdir({
    'secret.json': '{"epochs": 3}',
    configs: {
      'mine v1.2.json': '{"epochs": 5}', 'quick.json': '{"epochs": 77}', 'notes.txt': 'no', '.hidden.json': '{}',
      'a..b.json': '{}', 'odd [v2] (größer), #3.json': '{"epochs": 6}'
    }
  })
  const library = builtinConfigs(state_dir)
  t.match(await library.load('mine v1.2'), {
    name: 'mine v1.2', trainer: 'builtin', config: { epochs: 5, batch_size: 10 }
  })
  t.match(await library.load('quick'), { config: { epochs: 77 } }, 'a saved config hides the preset of its name')
  for (const name of [
    '../secret', '..\\secret', 'mine v1.2.json', '.hidden', 'a..b', '', '\0', 'constructor', '__proto__', '/etc/passwd',
    'configs/quick'
  ]) {
    await t.rejects(library.load(name), { code: 'config_not_found', statusCode: 404 }, JSON.stringify(name))
  }
  const { configs } = await library.list()
  t.same(
    configs.map(({ name, source }) => [name, source]),
    [
      ['default', 'preset'], ['long', 'preset'], ['mine v1.2', 'saved'], ['odd [v2] (größer), #3', 'saved'],
      ['quick', 'saved']
    ]
  )
  t.match(configs[2], { description: 'Saved config, 5 epochs', modified_at: /Z$/ })
})

t.test('[C10] a saved config that cannot be used is listed with the reason, and loading it is refused', async t => {
  const state_dir = t.testdir({
    configs: {
      'broken.json': '{"epochs": ', 'wrong.json': '{"epochs": 0, "x": 1}', 'list.json': '[]',
      'huge.json': `{"x": "${'y'.repeat(1024 * 1024)}"}`
    }
  })
  const folder = join(state_dir, 'configs')
  symlinkSync('/etc/passwd', join(folder, 'link.json'))
  mkdirSync(join(folder, 'folder.json'))
  execFileSync('mkfifo', [join(folder, 'pipe.json')])
  const library = builtinConfigs(state_dir)
  const { configs } = await library.list()
  t.same(
    configs
      .filter(({ source }) => source === 'saved')
      .map(({ name, description }) => `${name}: ${description.slice(0, 37)}`),
    [
      'broken: Cannot be used: it is not JSON: Unexp', 'huge: Cannot be used: it is larger than 104',
      'list: Cannot be used: it has 1 error(s)', 'wrong: Cannot be used: it has 2 error(s)'
    ]
  )
  for (const name of ['broken', 'wrong', 'list', 'huge']) {
    await t.rejects(library.load(name), { code: 'config_invalid', statusCode: 422 }, name)
  }
  for (const name of ['link', 'folder', 'pipe']) await t.rejects(library.load(name), { code: 'config_not_found' }, name)
  await library.load('wrong').catch((error: { details: unknown }) => {
    t.match(error.details, [{ pointer: '/epochs' }, { pointer: '/x' }])
  })
})

t.test('[C11] the active config survives a restart of the server; loading never changes it', async t => {
  const state_dir = t.testdir()
  const library = builtinConfigs(state_dir)
  t.equal(library.active(), null)
  t.match(library.current(), { source: 'defaults', name: null, config: { epochs: 10 } })
  t.match(await library.activate({ name: 'quick' }), { name: 'quick', config: { epochs: 3 } })
  await library.load('long')
  t.match(library.current(), { source: 'active', name: 'quick' })
  t.match(await library.activate({ config: { epochs: 9 } }), { name: null, config: { epochs: 9, batch_size: 10 } })
  t.same(builtinConfigs(state_dir).current(), library.current())
  await t.rejects(library.activate({ config: { epochs: 0 } }), { code: 'config_invalid' })
  await t.rejects(library.activate({ name: 'nobody' }), { code: 'config_not_found' })
  t.match(library.current(), { config: { epochs: 9 } })
  t.same(readdirSync(join(state_dir, 'configs')), ['.current.json'], 'nothing half-written lies about')
  t.notOk((await library.list()).configs.some(({ source }) => source === 'saved'))
})

t.test('[C11] two concurrent activations leave one whole config', async t => {
  const state_dir = t.testdir()
  const library = builtinConfigs(state_dir)
  await Promise.all(
    Array.from({ length: 20 }, async (_, index) => await library.activate({ config: { epochs: index + 1 } }))
  )
  t.match(library.current(), { config: { epochs: 20 } })
  t.match(JSON.parse(readFileSync(join(state_dir, 'configs', '.current.json'), 'utf8')), { config: { epochs: 20 } })
})

t.test('an active config that cannot be read is reported, and no config is active', async t => {
  for (const text of ['{', '[]', '{"name": 5, "config": {}}']) {
    const reports: string[] = []
    const library = builtinConfigs(t.testdir({ configs: { '.current.json': text } }), message => {
      reports.push(message)
    })
    t.equal(library.active(), null)
    t.equal(reports.length, 1)
  }
})

t.test('an active config that cannot be kept is not made active', async t => {
  const library = builtinConfigs(t.testdir({ configs: 'a file where the folder should be' }))
  await t.rejects(library.activate({ name: 'quick' }), { code: 'ENOTDIR' })
  t.equal(library.active(), null)
})

t.test('a config folder that is a file is an error, not an empty list', async t => {
  const state_dir = t.testdir()
  writeFileSync(join(state_dir, 'configs'), '')
  const reports: string[] = []
  await t.rejects(builtinConfigs(state_dir, message => { reports.push(message) }).list(), { code: 'ENOTDIR' })
  t.equal(reports.length, 1)
})
