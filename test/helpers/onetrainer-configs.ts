import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Test } from 'tap'
import { machineClock } from '../../core/machine-clock.ts'
import { packageRoot } from '../../services/files/package-root.ts'
import { createOneTrainer } from '../../services/onetrainer/onetrainer.ts'
import type { OneTrainer } from '../../services/onetrainer/onetrainer.ts'
import { createOneTrainerSource } from '../../services/onetrainer/onetrainer-source.ts'
import { createConfigLibrary } from '../../services/configs/config-library.ts'
import type { ConfigLibrary } from '../../services/configs/config-library.ts'
import { stateDir } from './server-process.ts'
import { root } from './tree.ts'

const { ONETRAINER_DIR = '', ONETRAINER_PYTHON = '', PATH = '' } = process.env

/**
 * True when the tests ask a real checkout: ONETRAINER_DIR and ONETRAINER_PYTHON are set. Else the stand-in is asked.
 */
export const isReal = ONETRAINER_DIR !== '' && ONETRAINER_PYTHON !== ''
/** The checkout whose configs are tested, and the settings that name it. */
export const checkout = isReal ? ONETRAINER_DIR : join(root, 'test/fixtures/onetrainer')
export const settings = { ONETRAINER_DIR: checkout, ONETRAINER_PYTHON: isReal ? ONETRAINER_PYTHON : '' }
export const env: Record<string, string> = { PATH, PYTHONDONTWRITEBYTECODE: '1', PYTHONUTF8: '1' }

type Chosen = Partial<Parameters<typeof createOneTrainer>[0] & { python: string, state_dir: string }>

/** A checkout as the server finds it, over a state folder of its own; it is let go of when the test ends. */
export function openCheckout (t: Test, chosen: Chosen = {}): OneTrainer {
  const { dir = checkout, python = settings.ONETRAINER_PYTHON, state_dir = stateDir(t), ...more } = chosen
  const found = createOneTrainer({
    dir,
    search: { python, hints: {} },
    places: { package_root: packageRoot(), state_dir },
    env, clock: machineClock,
    others: () => [],
    report: () => undefined,
    ...more
  })
  t.teardown(() => { found.close() })
  return found
}

/** The configs of a checkout that has said what it is. */
export async function openLibrary (
  t: Test, state_dir: string,
  more: Partial<Parameters<typeof createOneTrainer>[0]> = {}
): Promise<ConfigLibrary & { onetrainer: OneTrainer }> {
  const onetrainer = openCheckout(t, { state_dir, ...more })
  await onetrainer.describer.ready()
  const source = createOneTrainerSource({ ...onetrainer, new_id: () => 'a-fixed-uuid' })
  return { ...createConfigLibrary({ source, state_dir, report: () => undefined }), onetrainer }
}

/** A config that could be trained here: a LoRA on the CPU from a model and images below a folder. */
export function soundConfig (
  folder: string
): Record<string, unknown> & { concepts: Array<Record<string, unknown>>, samples: Array<Record<string, unknown>> } {
  for (const [name, images] of [
    ['images', 4], ['single', 1], ['empty', 0]
  ] as const) {
    mkdirSync(join(folder, name), { recursive: true })
    for (let at = 0; at < images; at++) {
      for (const ending of ['png', 'txt']) writeFileSync(join(folder, name, `${at}.${ending}`), '')
    }
  }
  writeFileSync(join(folder, 'model.safetensors'), '')
  return {
    training_method: 'LORA', model_type: 'STABLE_DIFFUSION_15',
    base_model_name: join(folder, 'model.safetensors'),
    output_model_format: 'KOHYA_LORA',
    output_model_destination: 'lora.safetensors',
    train_device: 'cpu',
    train_dtype: 'FLOAT_32',
    epochs: 2,
    batch_size: 1,
    learning_rate: 0.0003,
    dataloader_threads: 1,
    concepts: [{ path: join(folder, 'images') }],
    samples: [{ prompt: 'a cat', width: 64, height: 64 }]
  }
}
