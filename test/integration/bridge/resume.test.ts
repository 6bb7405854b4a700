import { cpSync, readFileSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { Value } from '@sinclair/typebox/value'
import { SampleConfig, TrainConfig } from '../../../core/contract/builtin-config.ts'
import { smallConfig, startBridge, writeAttempt } from '../../helpers/bridge-process.ts'
import type { Bridge } from '../../helpers/bridge-process.ts'
import { patience } from '../../helpers/patience.ts'

t.setTimeout(patience(120_000))

// Two backups may be of one second: then their step decides, as a number.
const byStep = new Intl.Collator('en', { numeric: true }).compare
const backupsOf = (job: string): string[] => readdirSync(join(job, 'backup')).sort(byStep)
const scalars = (bridge: Bridge, from: number) => bridge.all('scalars').filter(line => line.step > from)
/** Twelve steps, six an epoch, the last of an epoch over fewer samples. */
const uneven = (changes: Partial<TrainConfig> = {}): TrainConfig =>
  smallConfig({
    batch_size: 7, backup_after: 4, backup_after_unit: 'STEP', rolling_backup: false, learning_rate_warmup_steps: 3,
    ...changes
  })

t.test('a run, and its backup in the middle of an epoch', async t => {
  const job = t.testdir()
  const whole = startBridge(t, writeAttempt(job, uneven()))
  await whole.finish()
  const model = readFileSync(join(job, 'model.json'))
  const [first = '', second = ''] = backupsOf(job)

  t.test(
    '[B19] a run resumed from it produces the same metrics and the same model, bit for bit, as an uninterrupted run',
    async t => {
      t.match(first, /-backup-4-0-4$/)
      rmSync(join(job, 'model.json'))
      const resumed = startBridge(t, writeAttempt(job, uneven(), `backup/${first}`, 2))
      await resumed.finish()
      t.equal(resumed.all('ready')[0]?.resumed_from, `backup/${first}`)
      t.match(resumed.all('progress')[0], { epoch: 0, epoch_step: 5, epoch_sample: 35, global_step: 5 })
      t.equal(scalars(whole, 4).length, 10, 'eight steps and two validations')
      t.strictSame(scalars(resumed, 0), scalars(whole, 4))
      t.strictSame(resumed.all('validation'), whole.all('validation'))
      const epochs = (bridge: Bridge) =>
        bridge.all('epoch').map(({ epoch, step, accuracy, correct }) => ({ epoch, step, accuracy, correct }))
      t.strictSame(epochs(resumed), epochs(whole))
      t.ok(model.equals(readFileSync(join(job, 'model.json'))))
    }
  )

  t.test(
    '[B20] resuming a finished run, or from an incomplete, absent or foreign backup, ends in start_failed and never starts from zero',
    async t => {
      cpSync(join(job, 'backup', second), join(job, 'backup', 'torn'), { recursive: true })
      rmSync(join(job, 'backup', 'torn', 'meta.json'))
      const finished = backupsOf(job).find(name => name.includes('-backup-12-2-0'))
      const refused: Array<[string, RegExp]> = [
        [`backup/${finished}`, /raise epochs/], ['backup/torn', /meta\.json is missing/],
        ['backup/none', /no such folder/], ['..', /outside/], ['../..', /outside/]
      ]
      const bridges = refused.map(([from], at) => startBridge(t, writeAttempt(job, uneven(), from, at + 3)))
      t.strictSame(
        await Promise.all(bridges.map(bridge => bridge.exit)),
        refused.map(() => 1)
      )
      for (const [at, [from, why]] of refused.entries()) {
        t.match(
          bridges[at]?.all('end')[0],
          {
            outcome: 'error', reason: 'start_failed', message: why, one_step_trained: false,
            error: { type: 'StartFailed' }
          },
          from
        )
        t.strictSame(bridges[at]?.all('ready'), [])
      }
    }
  )

  t.test('[B21] a finished run whose config has more epochs continues where it ended', async t => {
    const finished = backupsOf(job).find(name => name.includes('-backup-12-2-0'))
    const longer = startBridge(t, writeAttempt(job, uneven({ epochs: 3 }), `backup/${finished}`, 9))
    await longer.finish()
    t.strictSame(
      longer.all('progress').map(line => line.global_step),
      [13, 14, 15, 16, 17, 18, 18]
    )
  })
})

t.test(
  '[B22] rolling_backup keeps the newest rolling_backup_count; folders with other names stay; what a killed attempt left is cleared',
  async t => {
    const leftover = '2020-01-01_00-00-00-backup-1-0-1.partial'
    const job = t.testdir({ backup: { 'my own': { keep: 'me' }, [leftover]: { 'model.json': '{' } } })
    const bridge = startBridge(
      t,
      writeAttempt(
        job,
        smallConfig({
          backup_after: 1, backup_after_unit: 'STEP', rolling_backup: true, rolling_backup_count: 2, validation: false
        })
      )
    )
    await bridge.finish()
    t.equal(bridge.all('backup').length, 8)
    t.strictSame(
      backupsOf(job),
      [
        ...bridge
          .all('backup')
          .slice(-2)
          .map(line => line.file.path.slice('backup/'.length)),
        'my own'
      ].sort(byStep)
    )
  }
)

t.test('[B220] the newest backups are kept, also after the clock was set back', async t => {
  const future = '2099-01-01_00-00-00-backup-9-0-9'
  const job = t.testdir({ backup: { [future]: { 'meta.json': '{}' }, '2026-99-99_00-00-00-backup-1-0-1': {} } })
  const rolling = { backup_after: 1, backup_after_unit: 'STEP', rolling_backup: true, rolling_backup_count: 2 } as const
  const bridge = startBridge(t, writeAttempt(job, smallConfig({ ...rolling, validation: false })))
  await bridge.finish()
  const written = bridge.all('backup').map(line => line.file.path.slice('backup/'.length))
  t.ok(written.every(name => name > future), 'their names come after it')
  t.strictSame(backupsOf(job).sort(), written.slice(-2).sort())
})

t.test(
  '[B23] schedules by step, epoch and ALWAYS are honoured; an interval of 0 and NEVER are never due; validation can be off',
  async t => {
    const sample = { ...Value.Create(SampleConfig), prompt: '1', diffusion_steps: 1, width: 16, height: 16 }
    const folder = t.testdir()
    const scheduled = async (name: string, changes: Partial<TrainConfig>) => {
      const bridge = startBridge(t, writeAttempt(join(folder, name), smallConfig({ samples: [sample], ...changes })))
      await bridge.finish()
      const rates = bridge.all('scalars').flatMap(line => line.values['lr/reader'] ?? [])
      return {
        rates,
        counts: [
          bridge.all('validation').map(line => line.step),
          bridge.all('sample').map(line => line.step),
          bridge
            .all('save')
            .filter(line => !line.final)
            .map(line => line.step)
        ]
      }
    }
    const some = scheduled('some', {
      learning_rate_scheduler: 'CONSTANT', learning_rate_warmup_steps: 1, validate_after: 3,
      validate_after_unit: 'STEP', sample_after: 1, sample_after_unit: 'EPOCH', save_every_unit: 'ALWAYS'
    })
    const none = scheduled('none', {
      learning_rate_scheduler: 'LINEAR', validation: false, sample_after: 0, sample_after_unit: 'STEP', save_every: 1,
      save_every_unit: 'HOUR'
    })
    t.strictSame((await some).counts, [
      [3, 6], [4, 8], [1, 2, 3, 4, 5, 6, 7, 8]
    ])
    t.strictSame((await none).counts, [[], [], []])
    t.strictSame((await some).rates, [1.5, 3, 3, 3, 3, 3, 3, 3])
    t.strictSame(
      (await none).rates,
      [0, 1, 2, 3, 4, 5, 6, 7].map(step => 3 * (1 - step / 8))
    )
  }
)
