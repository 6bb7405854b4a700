import { cpSync, existsSync, readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { fileOf, unsentLines, startBridge } from '../../helpers/bridge-process.ts'
import { attemptOf, endless, oneTrainer, run, smallRun, trainedWith } from '../../helpers/onetrainer.ts'
import { patience } from '../../helpers/patience.ts'

t.setTimeout(patience(900_000))

t.test('a whole run: two epochs with caching, sampling, validation, accumulation, backup and save', async t => {
  const job = t.testdir()
  const config = smallRun(job)
  const bridge = run(t, job, config)
  t.equal(await bridge.exit, 0, bridge.output.stderr)
  const training = bridge.all('scalars').filter(line => 'loss/train_step' in line.values)

  t.test(
    '[O1] from any working folder the checkout is entered first, so that its model families are found',
    async t => {
      t.match(bridge.all('ready')[0], {
        trainer: 'onetrainer', trainer_version: /^[0-9a-f]{7,}$|unknown/, device: 'cpu', resumed_from: null
      })
      t.match(bridge.all('end')[0], { outcome: 'completed', reason: 'finished', one_step_trained: true, error: null })
    }
  )

  t.test('[O2] what OneTrainer prints, even while it is imported, is log text; the lines are lines only', async t => {
    t.match(bridge.output.stdout, /nvCOMP/)
    t.match(bridge.output.stderr, /caching/)
    t.equal(bridge.lines.at(-1)?.type, 'end')
  })

  t.test(
    "[O6] OneTrainer trains with the settings of config.json, all of them and nothing else; only folders are the job's",
    async t => {
      const ours = new Set([
        'workspace_dir', 'cache_dir', 'debug_dir', 'output_model_destination', 'tensorboard', 'continue_last_backup'
      ])
      const held = trainedWith(job)
      // what match() compares
      for (const [name, value] of Object.entries(config)) {
        if (!ours.has(name)) t.match(held[name], value as object, name)
      }
      t.equal(held.workspace_dir, job)
      t.equal(held.cache_dir, join(job, 'cache'))
      t.equal(held.output_model_destination, join(job, 'final.safetensors'))
    }
  )

  t.test(
    '[O12] progress is copied at its step and counts every step; max_step is that of one epoch; figures stand under the step progress shows',
    async t => {
      const progress = bridge.all('progress').map(line => [line.epoch, line.epoch_step, line.global_step])
      t.strictSame(progress, [
        [0, 1, 1], [0, 2, 2], [0, 3, 3], [0, 4, 4], [1, 0, 4], [1, 1, 5], [1, 2, 6], [1, 3, 7], [1, 4, 8], [2, 0, 8]
      ])
      t.ok(bridge.all('progress').every(line => line.max_step === 4 && line.max_epoch === 2))
      t.strictSame(
        training.map(line => [line.step, line.epoch]),
        [
          [2, 0], [4, 0], [6, 1], [8, 1]
        ],
        'one for each update'
      )
      const last = training.at(-1)?.values ?? {}
      t.match(bridge.all('progress').at(-1), {
        loss: last['loss/train_step'], smooth_loss: last['smooth_loss/train_step'], learning_rate: last['lr/unet_lora']
      })
      t.ok(
        training.every(
          line => typeof line.values['lr/unet_lora'] === 'number' && typeof line.values['loss/train_step'] === 'number'
        )
      )
    }
  )

  t.test(
    '[O35] each epoch is told once, after its last step, with the mean of its losses, the seconds it took, and no accuracy',
    async t => {
      t.match(
        bridge.all('epoch'),
        [1, 2].map(epoch => ({ epoch, max_epoch: 2, step: epoch * 4, accuracy: null }))
      )
      for (const line of bridge.all('epoch')) {
        const losses = training
          .filter(one => one.epoch === line.epoch - 1)
          .map(one => one.values['loss/train_step'] ?? NaN)
        t.ok(Math.abs((line.loss ?? NaN) - (losses[0]! + losses[1]!) / 2) < 1e-9)
        t.ok(line.elapsed_seconds > 0)
        t.equal(
          bridge.lines
            .slice(0, bridge.lines.indexOf(line))
            .filter(one => one.type === 'progress')
            .at(-1)?.epoch_step,
          0
        )
      }
    }
  )

  t.test('[O16] validation is told by concept, with its loss, at the step of its epoch', async t => {
    t.match(bridge.all('validation'), [
      { step: 1, epoch: 0, concept: 'valid' }, { step: 5, epoch: 1, concept: 'valid' }
    ])
    t.ok(bridge.all('validation').every(line => (line.validation_loss ?? 0) > 0))
  })

  t.test(
    '[O17] samples are told with path, prompt, seed, size and step, as they are on disk, and each denoising step',
    async t => {
      t.match(
        bridge.all('sample'),
        [0, 4].map(step => ({
          step, sample_type: 'default', sample_index: 0, prompt: 'a plain square', seed: 1, width: 64, height: 64,
          command_id: null
        }))
      )
      for (const { file } of bridge.all('sample')) {
        t.strictSame(fileOf(job, file.path), file)
        t.match(file.path, /^samples\/0 - a plain square\/[\d_-]+-training-sample-\d-\d-0\.jpg$/)
      }
      t.strictSame(
        bridge.all('sample_progress').map(line => [line.step, line.max_step]),
        [
          [1, 2], [2, 2], [1, 2], [2, 2]
        ]
      )
    }
  )

  t.test('[O18] phases follow the status texts, and caching is counted', async t => {
    const phases = bridge.all('status').map(line => line.phase)
    const others = phases.filter(phase => phase !== 'validating' && phase !== 'caching')
    t.strictSame(
      others.filter((phase, at) => phase !== others[at - 1]),
      ['loading', 'sampling', 'training', 'sampling', 'training', 'backing_up', 'saving']
    )
    t.ok(phases.includes('validating'))
    t.ok(bridge.all('status').some(line => line.phase === 'caching' && line.message === 'caching 4 of 4'))
  })

  t.test(
    '[O19] the end backs up, then saves; both are announced when they are verified, with what is on disk',
    async t => {
      t.match(bridge.all('backup'), [{ step: 8, epoch: 2, epoch_step: 0, command_id: null }])
      t.match(bridge.all('save'), [{ final: true, step: 8, file: { path: 'final.safetensors' } }])
      for (const { file } of [...bridge.all('backup'), ...bridge.all('save')]) {
        t.strictSame(fileOf(job, file.path), file)
      }
      t.ok(existsSync(join(job, bridge.all('backup')[0]?.file.path ?? '', 'meta.json')))
    }
  )

  t.test('[O15] no TensorBoard is started', async t => {
    t.equal(trainedWith(job).tensorboard, false)
    t.strictSame(
      readdirSync(job).filter(name => name.startsWith('tensorboard-')),
      []
    )
  })

  t.test('[O14] a finished run is not resumed: it would train nothing and say nothing', async t => {
    const second = run(t, job, config, { resume_from: bridge.all('backup')[0]?.file.path ?? null, attempt: 2 })
    t.equal(await second.exit, 1)
    t.match(second.all('end')[0], {
      outcome: 'error', reason: 'start_failed', message: /2 epochs are trained.*raise epochs/
    })
  })
})

t.test('one long run that is asked for everything', async t => {
  const job = t.testdir()
  const bridge = run(t, job, smallRun(job, endless))
  await bridge.until('progress')

  t.test(
    '[O20] commands are carried out at an optimizer update and end in done with the file as it is on disk',
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
    "[O21] a custom sample takes the model's defaults for what it leaves out; two in one second have two files; a random seed is told",
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

  t.test('[O10] what is asked for together with a stop is done before it: nothing is dropped', async t => {
    const [backups, saves] = [bridge.all('backup').length, bridge.all('save').length]
    const asked = [
      ['b2', 'backup'], ['v2', 'save'], ['d2', 'sample_default'], ['s', 'stop']
    ]
    bridge.child.stdin?.write(asked.map(([id, command]) => JSON.stringify({ id, command, args: {} }) + '\n').join(''))
    t.equal(await bridge.exit, 0, bridge.output.stderr)
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

t.test(
  '[O23] release backs up and ends without a final model; resume goes on at exactly that step, whatever newer folders there are',
  async t => {
    const job = t.testdir()
    const config = smallRun(job, { ...endless, backup_before_save: false })
    const first = run(t, job, config)
    await first.until('progress', line => line.global_step >= 2)
    t.match(await first.ask('b', 'backup'), { status: 'done' })
    await first.until('progress', line => line.global_step > (first.all('backup')[0]?.step ?? Infinity) + 4)
    const released = await first.ask('r', 'pause', { mode: 'release' })
    t.equal(await first.exit, 0, first.output.stderr)
    t.match(first.all('end')[0], { outcome: 'released', reason: 'released' })
    t.strictSame(released.file && fileOf(job, released.file.path), released.file)
    t.notOk(existsSync(join(job, 'final.safetensors')))

    const { step, file } = first.all('backup')[0] ?? { step: -1, file: { path: '' } }
    cpSync(join(job, released.file?.path ?? ''), join(job, 'backup', '2099-01-01_00-00-00-backup-99-24-3'), {
      recursive: true
    })
    const second = run(
      t, job,
      { ...config, epochs: Math.floor(step / 4) + 1, clear_cache_before_training: true },
      { resume_from: file.path, attempt: 2 }
    )
    t.equal(await second.exit, 0, second.output.stderr)
    t.match(second.all('ready')[0], { resumed_from: file.path })
    t.equal(second.all('progress')[0]?.global_step, step + 1, 'the oldest of three backups, as asked')
    t.notOk(
      second.all('status').some(line => line.message.startsWith('caching 1 of')),
      'the cache is kept'
    )
    t.match(second.all('end')[0], { outcome: 'completed', reason: 'finished' })
  }
)

t.test('[O15] SIGTERM saves what was learned, and no backup where the config wants none', async t => {
  const job = t.testdir()
  const bridge = run(t, job, smallRun(job, { ...endless, backup_before_save: false }))
  await bridge.until('progress', line => line.global_step >= 2)
  bridge.child.kill('SIGTERM')
  t.equal(await bridge.exit, 0)
  t.match(bridge.all('end')[0], { outcome: 'stopped', reason: 'user_stop', message: /signal/ })
  t.match(bridge.all('save'), [{ final: true, file: fileOf(job, 'final.safetensors') }])
  t.equal(bridge.all('backup').length, 0)
})

t.test('[O10] "back up, then stop" has its backup, verified, though the config wants none', async t => {
  const job = t.testdir()
  const bridge = run(t, job, smallRun(job, { ...endless, backup_before_save: false }))
  await bridge.until('progress', line => line.global_step >= 2)
  bridge.send('s', 'stop', { backup: true })
  t.equal(await bridge.exit, 0)
  const [backup] = bridge.all('backup')
  t.equal(backup?.step, bridge.all('progress').at(-1)?.global_step)
  t.strictSame(backup && fileOf(job, backup.file.path), backup?.file)
  t.match(bridge.all('command').at(-1), { id: 's', status: 'done', file: backup?.file })
})

t.test(
  '[O3] when every pipe dies with the runner nothing is raised into training: it backs up, saves and writes its lines to the file of unsent lines',
  async t => {
    const job = t.testdir()
    const attempt = attemptOf(
      job,
      smallRun(job, { ...endless, save_every: 2, save_every_unit: 'STEP', backup_before_save: false })
    )
    const bridge = startBridge(t, attempt, 'pipe', oneTrainer())
    await bridge.until('progress', line => line.global_step >= 2)
    for (const pipe of bridge.child.stdio) pipe?.destroy()
    t.equal(await bridge.exit, 3)
    const lines = unsentLines(attempt)
    t.match(lines.at(-1), { type: 'end', outcome: 'stopped', reason: 'supervisor_lost', one_step_trained: true })
    const kept = lines.filter(line => line.type === 'backup' || line.type === 'save').slice(-2)
    t.match(kept, [{ type: 'backup' }, { type: 'save', final: true }])
    for (const line of kept) {
      if (line.type === 'backup' || line.type === 'save') t.strictSame(fileOf(job, line.file.path), line.file)
    }
    t.match(readFileSync(join(attempt, 'orphan.log'), 'utf8'), /Saving/)
  }
)
