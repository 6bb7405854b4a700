import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { inflateSync } from 'node:zlib'
import t from 'tap'
import { Value } from '@sinclair/typebox/value'
import { SampleConfig, TrainConfig } from '../../../core/contract/builtin-config.ts'
import { fileOf, smallConfig, startBridge, writeAttempt } from '../../helpers/bridge-process.ts'
import { patience } from '../../helpers/patience.ts'
import { root } from '../../helpers/tree.ts'

t.setTimeout(patience(180_000))

const sampleOf = (prompt: string, changes: Partial<SampleConfig> = {}): SampleConfig => ({
  ...Value.Create(SampleConfig),
  prompt,
  ...changes
})
const mean = (values: number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length

/** Width, height and grey rows of a PNG as the bridge writes them: one IDAT, filter 0. */
function readPng (path: string): { width: number, height: number, pixels: Buffer } {
  const data = readFileSync(path)
  const [width, height, length] = [data.readUInt32BE(16), data.readUInt32BE(20), data.readUInt32BE(33)]
  return { width, height, pixels: inflateSync(data.subarray(41, 41 + length)) }
}

t.test('a whole run at learning rate 3.0', async t => {
  const job = t.testdir()
  const samples = [
    sampleOf('the digit 7'), sampleOf('not drawn', { enabled: false }), sampleOf('4 and 2', { width: 100, height: 40 })
  ]
  const config = smallConfig({
    epochs: 6, batch_size: 10, learning_rate: 3, training_set_size: 400, validation_set_size: 100, samples,
    backup_before_save: true
  })
  const bridge = startBridge(t, writeAttempt(job, config))
  const code = await bridge.exit

  t.test(
    '[B1] every line of a run fits the contract, ready comes before the first step and end is the last line',
    async t => {
      const types = bridge.lines.map(line => line.type)
      t.equal(code, 0)
      t.ok(types.indexOf('ready') < types.indexOf('progress'))
      t.equal(types.indexOf('end'), types.length - 1)
      t.match(bridge.all('end')[0], { outcome: 'completed', reason: 'finished', one_step_trained: true, error: null })
      t.ok(bridge.all('heartbeat').length > 1)
    }
  )

  t.test(
    '[B2] every step has one progress and one scalars line; after the last step of an epoch one more progress opens the next',
    async t => {
      const steps = Array.from({ length: 240 }, (_, step) => step + 1)
      const scalars = bridge.all('scalars').filter(line => 'loss/train_step' in line.values)
      t.strictSame(
        scalars.map(line => [line.step, line.epoch]),
        steps.map(step => [step, Math.floor((step - 1) / 40)])
      )
      const inEpoch = bridge.all('progress').filter(line => line.epoch_step > 0)
      t.strictSame(
        inEpoch.map(line => line.global_step),
        steps
      )
      t.ok(
        inEpoch.every(
          line =>
            line.epoch_step === ((line.global_step - 1) % 40) + 1 &&
            line.epoch_sample === line.epoch_step * 10 &&
            line.max_step === 40 &&
            line.max_epoch === 6
        )
      )
      const opening = bridge.all('progress').filter(line => line.epoch_step === 0)
      t.strictSame(
        opening.map(line => [line.epoch, line.epoch_sample, line.global_step]),
        [1, 2, 3, 4, 5, 6].map(epoch => [epoch, 0, epoch * 40])
      )
      t.strictSame(Object.keys(scalars[0]?.values ?? {}).sort(), [
        'loss/reader', 'loss/train_step', 'lr/image_model', 'lr/reader', 'smooth_loss/train_step'
      ])
    }
  )

  t.test(
    '[B35] each epoch is reported once, after its validation, with its mean loss, its accuracy and its duration',
    async t => {
      const epochs = bridge.all('epoch')
      t.strictSame(
        epochs.map(line => [line.epoch, line.max_epoch, line.step]),
        [1, 2, 3, 4, 5, 6].map(epoch => [epoch, 6, epoch * 40])
      )
      t.strictSame(
        epochs.map(({ accuracy, correct, total }) => ({ accuracy, correct, total })),
        bridge.all('validation').map(({ accuracy, correct, total }) => ({ accuracy, correct, total }))
      )
      const losses = bridge.all('scalars').flatMap(line => line.values['loss/train_step'] ?? [])
      for (const [at, line] of epochs.entries()) {
        t.ok(Math.abs((line.loss ?? NaN) - mean(losses.slice(at * 40, at * 40 + 40))) < 1e-9, `${at}`)
      }
      t.ok(epochs.every(line => line.elapsed_seconds > 0))
      for (const line of epochs) {
        const after = bridge.lines.slice(bridge.lines.indexOf(line) + 1)
        t.notOk(
          after.some(other => (other.type === 'sample' || other.type === 'validation') && other.step === line.step),
          'what was due is done before'
        )
      }
    }
  )

  t.test('[B3] the loss falls, in training and on the held-out set', async t => {
    const losses = bridge.all('scalars').flatMap(line => line.values['loss/train_step'] ?? [])
    t.ok(mean(losses.slice(-40)) < mean(losses.slice(0, 40)) / 2)
    const held = bridge.all('validation').map(line => line.validation_loss ?? Infinity)
    t.equal(held.length, 6)
    t.ok((held[5] ?? Infinity) < (held[0] ?? 0))
  })

  t.test(
    '[B4] accuracy is measured on the held-out set, and at learning rate 3.0 more than nine of ten glyphs are recognised',
    async t => {
      const last = bridge.all('validation').at(-1)
      t.equal(last?.total, 100)
      t.equal(last?.accuracy, (last?.correct ?? 0) / 100)
      t.ok((last?.accuracy ?? 0) > 0.9, `${last?.accuracy}`)
      t.equal(last?.epoch, 6, 'the epoch is the one progress shows at that moment')
    }
  )

  t.test(
    '[B5] the trained reader recognises at least 80 % of what the trained image model draws as the digit of the prompt',
    async t => {
      const text = execFileSync('python3', ['-m', 'bridge.builtin.recognise', join(job, 'model.json'), '10', '20'], {
        cwd: root, encoding: 'utf8'
      })
      const { total, share } = JSON.parse(text) as { total: number, share: number } // what recognise.py prints
      t.equal(total, 100)
      t.ok(share >= 0.8, text)
    }
  )

  t.test(
    '[B6] scheduled samples are PNGs of the requested size in the folder of their prompt; each denoising step is reported',
    async t => {
      t.strictSame(
        bridge.all('sample').map(line => [line.sample_index, line.step, line.width, line.height]),
        [
          [0, 120, 192, 192], [2, 120, 100, 40], [0, 240, 192, 192], [2, 240, 100, 40]
        ]
      )
      for (const line of bridge.all('sample')) {
        const { width, height, pixels } = readPng(join(job, line.file.path))
        t.strictSame([width, height, pixels.length], [line.width, line.height, (line.width + 1) * line.height])
        t.ok(Math.max(...pixels) > 150, 'there is ink in it')
        t.match(line.file.path, /^samples\/(0 - the digit 7|2 - 4 and 2)\/[\d_-]+-training-sample-\d+-\d+-0\.png$/)
        t.strictSame(fileOf(job, line.file.path), line.file)
      }
      const reports = bridge.all('sample_progress')
      t.equal(reports.length, 80)
      t.strictSame(
        reports.slice(0, 20).map(line => line.step),
        Array.from({ length: 20 }, (_, step) => step + 1)
      )
    }
  )

  t.test(
    '[B7] a run ends with a backup, then saves the model under its name; both are announced with what is on disk',
    async t => {
      const [backup, save] = [bridge.all('backup')[0], bridge.all('save')[0]]
      t.match(backup, { step: 240, epoch: 6, epoch_step: 0, command_id: null })
      t.match(save, { final: true, file: { path: 'model.json' } })
      for (const file of [backup?.file, save?.file]) t.strictSame(file && fileOf(job, file.path), file)
    }
  )
})

t.test(
  '[B35] the duration of an epoch excludes holds, and its accuracy is null without a validation right after it',
  async t => {
    const begun = performance.now()
    const bridge = startBridge(
      t,
      writeAttempt(t.testdir(), smallConfig({ validate_after: 3, validate_after_unit: 'STEP' }))
    )
    bridge.send('h', 'pause', { mode: 'hold' })
    await bridge.until('command', line => line.id === 'h' && line.status === 'done')
    const held_from = performance.now()
    const beats = bridge.all('heartbeat').length
    await bridge.until('heartbeat', () => bridge.all('heartbeat').length >= beats + 6)
    const held_ms = performance.now() - held_from
    bridge.send('r', 'resume')
    await bridge.finish()
    const epochs = bridge.all('epoch')
    const counted_ms = epochs.reduce((sum, line) => sum + line.elapsed_seconds * 1000, 0)
    t.ok(held_ms > 900, 'long enough to be missed')
    t.ok(counted_ms <= performance.now() - begun - held_ms, `${counted_ms}`)
    t.strictSame(
      epochs.map(({ accuracy, correct }) => [accuracy, correct]),
      [
        [null, undefined], [null, undefined]
      ],
      'steps 3 and 6 are in the middle of an epoch'
    )
  }
)

t.test('[B8] a run of the default config sends ready before anything is drawn or trained', async t => {
  const bridge = startBridge(t, writeAttempt(t.testdir(), Value.Create(TrainConfig)))
  t.match(await bridge.until('ready'), { protocol: 1, trainer: 'builtin', device: 'cpu', resumed_from: null })
  t.strictSame(
    bridge.lines
      .filter(line => line.type !== 'heartbeat')
      .map(line => line.type)
      .slice(0, 2),
    ['status', 'ready']
  )
  bridge.send('stop-1', 'stop')
  await bridge.finish()
})
