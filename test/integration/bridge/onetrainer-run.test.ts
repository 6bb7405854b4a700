import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { fileOf } from '../../helpers/bridge-process.ts'
import { run, smallRun, trainedWith } from '../../helpers/onetrainer.ts'
import { patience } from '../../helpers/patience.ts'

t.setTimeout(patience(900_000))

t.test('a whole run: two epochs with caching, sampling, validation, accumulation, backup and save', async t => {
  const job = t.testdir()
  const config = smallRun(job)
  const bridge = run(t, job, config)
  await bridge.finish()
  const training = bridge.all('scalars').filter(line => 'loss/train_step' in line.values)

  t.test(
    '[O1] the bridge changes into the checkout first, from any working folder, so that its model families are found',
    async t => {
      t.match(bridge.all('ready')[0], {
        trainer: 'onetrainer', trainer_version: /^[0-9a-f]{7,}$|unknown/, device: 'cpu', resumed_from: null
      })
      t.match(bridge.all('end')[0], { outcome: 'completed', reason: 'finished', one_step_trained: true, error: null })
    }
  )

  t.test('[O2] output of OneTrainer is log text from its import on; descriptor 3 carries protocol lines', async t => {
    t.match(bridge.output.stdout, /nvCOMP/)
    t.match(bridge.output.stderr, /caching/)
    t.equal(bridge.lines.at(-1)?.type, 'end')
  })

  t.test(
    "[O6] OneTrainer trains with exactly the settings of config.json, except that the folders are the job's",
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
    '[O12] progress is a snapshot of its step and counts every step; max_step counts one epoch; metrics carry the step that progress shows',
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
    '[O35] each epoch is reported once, after its last step, with its mean loss, its duration and no accuracy',
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

  t.test('[O16] validation is reported per concept, with its loss, at the step of its epoch', async t => {
    t.match(bridge.all('validation'), [
      { step: 1, epoch: 0, concept: 'valid' }, { step: 5, epoch: 1, concept: 'valid' }
    ])
    t.ok(bridge.all('validation').every(line => (line.validation_loss ?? 0) > 0))
  })

  t.test(
    '[O17] samples are reported with path, prompt, seed, size and step, as they are on disk, and so is each denoising step',
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

  t.test('[O18] phases follow the status texts, and caching reports its progress', async t => {
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
    '[O19] a run ends with a backup, then a save; both are announced once they are verified, with what is on disk',
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

  t.test('[O14] a finished run is not resumed, because it would silently train nothing', async t => {
    const second = run(t, job, config, { resume_from: bridge.all('backup')[0]?.file.path ?? null, attempt: 2 })
    t.equal(await second.exit, 1)
    t.match(second.all('end')[0], {
      outcome: 'error', reason: 'start_failed', message: /2 epochs are trained.*raise epochs/
    })
  })
})
