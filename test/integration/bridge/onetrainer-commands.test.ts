import t from 'tap'
import { fileOf } from '../../helpers/bridge-process.ts'
import { endless, run, smallRun } from '../../helpers/onetrainer.ts'
import { patience } from '../../helpers/patience.ts'

t.setTimeout(patience(900_000))

t.test('one long run that receives every command', async t => {
  const job = t.testdir()
  const bridge = run(t, job, smallRun(job, endless))
  await bridge.until('progress')

  t.test(
    '[O20] commands are executed at an optimizer update and end in done with the file as it is on disk',
    async t => {
      for (const [id, command] of [
        ['b', 'backup'], ['v', 'save'], ['d', 'sample_default']
      ] as const) {
        const { status, file, message } = await bridge.ask(id, command)
        t.equal(status, 'done', message)
        t.strictSame(file && fileOf(job, file.path), file)
      }
      t.match(bridge.all('backup')[0], { command_id: 'b' })
      t.match(bridge.all('save')[0], { command_id: 'v', final: false, file: { path: /^save\// } })
      t.match(bridge.all('sample')[0], { command_id: 'd', sample_type: 'default' })
      for (const line of [...bridge.all('backup'), ...bridge.all('save'), ...bridge.all('sample')]) {
        t.equal(line.step % 2, 0, 'between two updates gradients are pending')
      }
    }
  )

  t.test(
    "[O21] a custom sample takes the model's defaults for what it leaves out; two in one second have two files; a random seed is reported",
    async t => {
      const ask = (id: string, args: object) =>
        bridge.ask(id, 'sample_custom', { prompt: 'a cat', width: 64, height: 60, diffusion_steps: 1, ...args })
      const [one, two] = await Promise.all([ask('c1', { seed: 5 }), ask('c2', { random_seed: true })])
      t.strictSame([one.status, two.status], ['done', 'done'], one.message + two.message)
      t.not(one.file?.path, two.file?.path)
      const [first, second] = bridge.all('sample').filter(line => line.sample_type === 'custom')
      t.match(first, {
        command_id: 'c1', seed: 5, prompt: 'a cat', width: 64, height: first?.height === 56 ? 56 : 64,
        file: { path: /^samples\/custom\// }
      })
      t.not(second?.seed, 42, 'the default is not what was drawn')
      t.match(await bridge.ask('ck', 'sample_custom', { prompt: 'a cat', widht: 8 }), {
        status: 'failed', message: /\/widht is not a setting/
      })
      t.match(await bridge.ask('cp', 'sample_custom', {}), { status: 'failed', message: /prompt is missing/ })
    }
  )

  t.test('[O22] while training is held not a step is taken, and samples, backups and saves are still made', async t => {
    t.match(await bridge.ask('h', 'pause', { mode: 'hold' }), { status: 'done' })
    const held = bridge.all('progress').at(-1)
    t.match(bridge.all('status').at(-1), { paused: true, phase: 'training' })
    t.match(await bridge.ask('hs', 'sample_default'), { status: 'done' })
    t.match(await bridge.ask('hb', 'backup'), { status: 'done' })
    t.match(await bridge.ask('hv', 'save'), { status: 'done' })
    t.match(bridge.all('status').at(-1), { paused: true, phase: 'training' })
    t.strictSame(bridge.all('progress').at(-1), held)
    t.equal((held?.global_step ?? 1) % 2, 0, 'held at an update')
    t.match(await bridge.ask('hr', 'resume'), { status: 'done' })
    await bridge.until('progress', line => line.global_step > (held?.global_step ?? Infinity))
  })

  t.test('[O10] commands sent together with a stop are executed before it, and none is dropped', async t => {
    const [backups, saves] = [bridge.all('backup').length, bridge.all('save').length]
    const asked = [
      ['b2', 'backup'], ['v2', 'save'], ['d2', 'sample_default'], ['s', 'stop']
    ]
    bridge.child.stdin?.write(asked.map(([id, command]) => JSON.stringify({ id, command, args: {} }) + '\n').join(''))
    await bridge.finish()
    for (const [id] of asked) {
      t.match(
        bridge.all('command').filter(line => line.id === id && line.status !== 'running'),
        [{ status: 'done' }],
        `${id}`
      )
    }
    t.match(bridge.all('backup')[backups], { command_id: 'b2' })
    t.match(bridge.all('save')[saves], { command_id: 'v2', final: false })
    t.match(bridge.all('save').at(-1), { final: true, file: fileOf(job, 'final.safetensors') })
    t.match(bridge.all('end')[0], { outcome: 'stopped', reason: 'user_stop', one_step_trained: true })
  })
})
