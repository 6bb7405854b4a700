import fc from 'fast-check'
import t from 'tap'
import { diskFindings } from '../../../../../core/domain/onetrainer/disk-need.ts'
import type { JsonObject } from '../../../../../core/domain/schema/json-schema.ts'
import { completed } from '../../../../helpers/description.ts'
import { machineWith } from '../../../../helpers/machine-probe.ts'

const GIB = 1024 ** 3

/** What is found with so many GiB free and a model of so many; null for what nobody knows. */
const found = async (free: number | null, model: number | null, change: JsonObject = {}) =>
  await diskFindings(completed({ base_model_name: 'the model', ...change }), machineWith({
    freeBytes: async () => free === null ? null : free * GIB,
    bytesOf: async path => path === 'the model' && model !== null ? model * GIB : null
  }))

const each_epoch = { backup_after_unit: 'EPOCH' }

t.test('[P14] a disk that cannot hold the final model is refused before the start', async t => {
  t.same(await found(5, 4), [])
  t.match(await found(4.9, 4), [
    { pointer: '', message: /^4\.9 GiB are free .*, and the final model need 5\.0 GiB$/, severity: 'error' }
  ])
  t.same(await found(1.2, 4, { training_method: 'LORA' }), [], 'a LoRA is a twentieth of its model')
  t.match(await found(1.1, 4, { training_method: 'LORA' }), [{ message: /need 1\.2 GiB/ }])
})

t.test('[P14] with backups there is room for one of them too, or nothing starts', async t => {
  const once = { backup_before_save: true }
  t.same(await found(17, 4, once), [], 'a backup is three times the model')
  t.match(await found(16.9, 4, once), [
    { severity: 'error', message: /a single backup and the final model need 17\.0/ }
  ])
  t.match(await found(16.9, 4, { ...each_epoch, epochs: 1 }), [{ severity: 'error' }])
})

t.test('[P14] a disk that fills with backups or saves on the way is a warning', async t => {
  const many = { ...each_epoch, epochs: 10 }
  t.same(await found(125, 4, many), [])
  t.match(await found(124, 4, many), [
    { pointer: '/backup_after', message: /10 backups and the models need about 125\.0 GiB/, severity: 'warning' }
  ])
  t.same(await found(41, 4, { ...many, rolling_backup: true }), [], 'three are kept')
  t.match(await found(40, 4, { ...many, rolling_backup: true }), [{ severity: 'warning', message: /3 backups/ }])
  t.match(await found(64, 4, { ...many, backup_after: 2 }), [{ message: /5 backups/ }])
  t.match(await found(18, 4, { save_every: 2, save_every_unit: 'EPOCH' }), [{ message: /0 backups .* 25\.0/ }])
  t.same(await found(17, 4, { backup_after_unit: 'MINUTE' }), [], 'nobody knows how long an epoch is')
  t.same(await found(5, 4, { ...each_epoch, backup_after: 0 }), [])
})

t.test('[P14] for a model that is not on this machine, only a nearly full disk is reported', async t => {
  t.same(await found(1, null, each_epoch), [])
  t.match(await found(0.9, null, each_epoch), [{ severity: 'error' }])
  t.same(await found(null, 4, each_epoch), [], 'and nothing of a disk that nobody knows')
})

t.test('[P14] more room never makes a finding worse', async () => {
  const rank = async (free: number, model: number, change: JsonObject): Promise<number> =>
    ({ error: 2, warning: 1, none: 0 })[(await found(free, model, change))[0]?.severity ?? 'none']
  const size = fc.double({ min: 0, max: 300, noNaN: true })
  const change = fc.record({
    backup_after_unit: fc.constantFrom('NEVER', 'EPOCH', 'STEP'), backup_after: fc.integer({ min: 0, max: 3 }),
    save_every_unit: fc.constantFrom('NEVER', 'EPOCH'), save_every: fc.integer({ min: 0, max: 3 }),
    rolling_backup: fc.boolean(), backup_before_save: fc.boolean(), epochs: fc.integer({ min: 1, max: 5000 }),
    training_method: fc.constantFrom('FINE_TUNE', 'LORA')
  })
  await fc.assert(
    fc.asyncProperty(size, size, size, change, async (free, more, model, change) =>
      await rank(free + more, model, change) <= await rank(free, model, change))
  )
})
