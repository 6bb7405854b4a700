import t from 'tap'
import type { JsonObject } from '../../../../core/domain/schema/json-schema.ts'
import type { MachineProbe } from '../../../../core/domain/onetrainer/machine-facts.ts'
import { preflight } from '../../../../core/domain/onetrainer/preflight.ts'
import { openLibrary, soundConfig } from '../../../helpers/onetrainer-configs.ts'
import { stateDir } from '../../../helpers/server-process.ts'

/** A machine where all is well, with what a test changes. */
const machine = (change: Partial<MachineProbe> = {}): MachineProbe => ({
  kindOf: async () => 'folder',
  content: async () => ({ images: 10, captions: 10, more: false }),
  bytesOf: async () => 2 ** 30,
  freeBytes: async () => 100 * 2 ** 30,
  hasProgram: async () => true,
  others: () => [],
  ...change
})

t.test(
  '[P14] what would fail on this machine is found before the start: disk, git, packages, caches, images',
  async t => {
    const library = await openLibrary(t, stateDir(t))
    const description = library.onetrainer.describer.description()
    const config = library.complete({ ...soundConfig(t.testdir()), prevent_overwrites: false })
    const found = async (change: Partial<MachineProbe>, more: JsonObject = {}, about = description) =>
      (await preflight(about, { ...config, ...more }, machine(change))).map(
        ({ severity, pointer, message }) => `${severity} ${pointer}: ${message}`
      )
    t.same(await found({}), [])
    t.match(await found({ hasProgram: async () => false }), [/^error : git is not on the PATH/])
    t.match(await found({}, {}, { ...description, versions: { ...description.versions, torch: null } }), [
      /^error : OneTrainer's Python lacks torch/
    ])
    t.match(await found({}, {}, { ...description, problems: ['modules.util.create cannot be loaded'] }), [
      /^error : modules\.util\.create/
    ])
    t.match(await found({ freeBytes: async () => 2 ** 20 }), [/^error : 0\.0 GiB are free/])
    const fine_tune = { training_method: 'FINE_TUNE', backup_after: 1, backup_after_unit: 'EPOCH', epochs: 100 }
    t.match(await found({}, fine_tune), [/^warning \/backup_after: 100\.0 GiB are free.* 101 backups/])
    t.same(await found({}, { ...fine_tune, rolling_backup: true }), [])
    t.match(
      await found({ others: () => [{ job_name: 'cats', config: { cache_dir: '/cache' } }] }, { cache_dir: '/cache' }),
      [/^error \/cache_dir: is in use by the training "cats"/]
    )
    t.same(await found({ others: () => [{ job_name: 'cats', config }] }), [], "the default cache is the job's own")
    t.match(await found({ content: async () => ({ images: 10, captions: 0, more: false }) }), [
      /^warning \/concepts\/0\/text\/prompt_source/
    ])
    t.match(await found({}, { output_model_destination: '/models/cat.safetensors' }), [
      /^warning \/output_model_destination: .*overwritten/
    ])
    // as: a complete config has a list
    t.match(
      await found(
        { kindOf: async path => (path === 'owner/name' ? null : 'folder') },
        { concepts: [{ ...(config.concepts as JsonObject[])[0], path: 'owner/name' }] }
      ),
      [/^warning \/concepts\/0\/path: .*Hugging Face/]
    )
    t.match(await found({}, { validation: true }), [/^warning \/validation: has nothing to measure/])
    t.match(await found({ content: async () => ({ images: 3, captions: 3, more: false }) }, { batch_size: 2 }), [
      /^warning \/batch_size: is 2 for 3 images/
    ])
  }
)
