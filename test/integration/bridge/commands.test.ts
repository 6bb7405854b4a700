import { existsSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { Value } from '@sinclair/typebox/value'
import { SampleConfig } from '../../../core/contract/builtin-config.ts'
import { fileOf, smallConfig, startBridge, writeAttempt } from '../../helpers/bridge-process.ts'
import { patience } from '../../helpers/patience.ts'

t.setTimeout(patience(120_000))

const endless = { epochs: 100_000, validation: false }
const sampleOf = (prompt: string): SampleConfig => ({ ...Value.Create(SampleConfig), prompt, diffusion_steps: 2 })

t.test('one long run that receives every command', async t => {
  const job = t.testdir()
  const bridge = startBridge(t, writeAttempt(job, smallConfig({ ...endless, samples: [sampleOf('1'), sampleOf('2')] })))
  await bridge.until('progress')

  t.test(
    '[B9] backup, save and samples end in done with the file as it is on disk, and the resulting line names the command',
    async t => {
      const backup = await bridge.ask('b', 'backup')
      const save = await bridge.ask('v', 'save')
      const custom = await bridge.ask('c', 'sample_custom', {
        prompt: 'the digit 5', width: 16, height: 16, diffusion_steps: 3
      })
      const samples = await bridge.ask('d', 'sample_default')
      for (const { status, file, id } of [backup, save, custom, samples]) {
        t.equal(status, 'done', id)
        t.strictSame(file && fileOf(job, file.path), file)
      }
      t.equal(bridge.all('backup')[0]?.command_id, 'b')
      t.match(bridge.all('save')[0], { command_id: 'v', final: false })
      t.match(bridge.all('sample')[0], { command_id: 'c', sample_type: 'custom', sample_index: 0, width: 16, seed: 42 })
      t.strictSame(
        bridge
          .all('sample')
          .slice(1)
          .map(line => [line.command_id, line.sample_type, line.sample_index]),
        [
          ['d', 'default', 0], ['d', 'default', 1]
        ]
      )
      t.match(samples.message, /^2 /)
      t.match(save.file?.path, /^save\/[\d_-]+-save-\d+-\d+-\d+\.json$/)
      t.match(custom.file?.path, /^samples\/custom\//)
    }
  )

  t.test('[B10] a command sent twice is executed once and answered again', async t => {
    const first = await bridge.ask('twice', 'backup')
    bridge.send('twice', 'backup')
    bridge.send('after', 'resume')
    await bridge.until('command', line => line.id === 'after')
    t.strictSame(
      bridge.all('command').filter(line => line.id === 'twice' && line.status !== 'running'),
      [first, first]
    )
    t.equal(bridge.all('backup').filter(line => line.command_id === 'twice').length, 1)
  })

  t.test(
    '[B11] a prompt without a digit, an unknown command and a resume without a pause fail with a reason; a line that is no command is ignored',
    async t => {
      t.match(await bridge.ask('nd', 'sample_custom', { prompt: 'a cat' }), {
        status: 'failed', message: /no digit.*the digit 7/
      })
      t.match(await bridge.ask('np', 'sample_custom', {}), { status: 'failed', message: /prompt/ })
      t.match(await bridge.ask('nt', 'sample_custom', { prompt: '1', width: 'wide' }), { status: 'failed' })
      t.match(await bridge.ask('nr', 'resume'), { status: 'failed', message: /not paused/ })
      bridge.child.stdin?.write('garbage\n[]\n{"id":"x"}\n\n{"id":"u","command":"fly","args":{}}\n')
      t.match(await bridge.until('command', line => line.id === 'u'), { status: 'failed', message: /unknown.*stop/ })
    }
  )

  t.test('[B12] two samples drawn in one second have two files', async t => {
    const asked = ['t1', 't2', 't3', 't4'].map(id =>
      bridge.ask(id, 'sample_custom', { prompt: '8', diffusion_steps: 1, width: 16, height: 16 })
    )
    const paths = (await Promise.all(asked)).map(line => line.file?.path)
    t.equal(new Set(paths).size, 4)
    t.ok(paths.every(path => path !== undefined && existsSync(join(job, path))))
  })

  t.test('[B13] while training is held not a step is taken, and samples, backups and saves are still made', async t => {
    t.match(await bridge.ask('h', 'pause', { mode: 'hold' }), { status: 'done' })
    const held = bridge.all('progress').at(-1)
    t.match(bridge.all('status').at(-1), { paused: true, phase: 'training' })
    t.match(await bridge.ask('hs', 'sample_custom', { prompt: '3' }), { status: 'done' })
    t.match(await bridge.ask('hb', 'backup'), { status: 'done' })
    t.match(await bridge.ask('hv', 'save'), { status: 'done' })
    t.match(bridge.all('status').at(-1), { paused: true, phase: 'training' })
    t.strictSame(bridge.all('progress').at(-1), held)
    t.match(await bridge.ask('hr', 'resume'), { status: 'done' })
    t.equal(bridge.all('status').at(-1)?.paused, false)
    await bridge.until('progress', line => line.global_step > (held?.global_step ?? Infinity))
  })

  t.test('[B14] a command whose output cannot be written fails, and training continues', async t => {
    rmSync(join(job, 'save'), { recursive: true })
    writeFileSync(join(job, 'save'), 'in the way')
    const { status, message } = await bridge.ask('w', 'save')
    t.match({ status, message }, { status: 'failed', message: /save/ })
    const { global_step } = bridge.all('progress').at(-1) ?? { global_step: Infinity }
    await bridge.until('progress', line => line.global_step > global_step)
  })

  t.test('[B15] stop saves what was learned; the stop and all waiting commands end before the end line', async t => {
    bridge.child.stdin?.write(
      '{"id":"s","command":"stop","args":{"backup":true}}\n{"id":"late","command":"sample_default","args":{}}\n'
    )
    await bridge.finish()
    t.match(bridge.all('end')[0], { outcome: 'stopped', reason: 'user_stop', one_step_trained: true })
    const endings = bridge.lines.slice(-3).map(line => (line.type === 'command' ? [line.id, line.status] : [line.type]))
    t.strictSame(endings, [['s', 'done'], ['late', 'failed'], ['end']])
    t.match(bridge.all('save').at(-1), { final: true, file: fileOf(job, 'model.json') })
    t.equal(
      bridge.all('backup').at(-1)?.step, bridge.all('progress').at(-1)?.global_step, 'the backup that was asked for'
    )
    const ids = new Set(
      bridge
        .all('command')
        .filter(line => line.id !== 'twice')
        .map(line => line.id)
    )
    for (const id of ids) {
      t.equal(bridge.all('command').filter(line => line.id === id && line.status !== 'running').length, 1, id)
    }
  })
})

t.test('[B16] a stop before the first step ends the run without a model, and the end reports that', async t => {
  const job = t.testdir()
  const bridge = startBridge(t, writeAttempt(job, smallConfig({ backup_before_save: true })))
  bridge.send('s', 'stop')
  await bridge.finish()
  t.match(bridge.all('end')[0], {
    outcome: 'stopped', reason: 'user_stop', one_step_trained: false, message: /nothing was trained/
  })
  t.strictSame([bridge.all('progress').length, bridge.all('save').length, bridge.all('backup').length], [0, 0, 0])
  t.match(bridge.all('command').at(-1), { id: 's', status: 'done' })
  t.strictSame(readdirSync(job), ['a1'])
})

t.test('[B17] without samples in the config sample_default fails, and a save before the first step too', async t => {
  const bridge = startBridge(t, writeAttempt(t.testdir(), smallConfig(endless)))
  bridge.send('v', 'save')
  bridge.send('h', 'pause', {})
  t.match(await bridge.ask('d', 'sample_default'), { status: 'failed', message: /no samples in the config/ })
  t.match(bridge.all('command')[0], { id: 'v', status: 'failed', message: /nothing is trained/ })
  t.equal(bridge.all('progress').length, 0)
  bridge.send('s', 'stop')
  await bridge.finish()
})

t.test('[B18] release backs up, ends with that file and exits 0 without a final model', async t => {
  const job = t.testdir()
  const bridge = startBridge(t, writeAttempt(job, smallConfig(endless)))
  await bridge.until('progress')
  const { status, file } = await bridge.ask('r', 'pause', { mode: 'release' })
  await bridge.finish()
  t.equal(status, 'done')
  t.strictSame(file && fileOf(job, file.path), file)
  t.match(bridge.all('end')[0], { outcome: 'released', reason: 'released', one_step_trained: true })
  t.notOk(existsSync(join(job, 'model.json')))
})
