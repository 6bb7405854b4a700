import { mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Test } from 'tap'
import { startBridge } from './bridge-process.ts'
import type { Bridge, Program } from './bridge-process.ts'
import { root } from './tree.ts'

const { ONETRAINER_DIR: dir, ONETRAINER_PYTHON: interpreter, ONETRAINER_TEST_CONFIG: base } = process.env
const standIn = root + 'test/fixtures/onetrainer'

const real =
  dir !== undefined && interpreter !== undefined && base !== undefined ? { dir, python: interpreter, base } : null
/**
 * True when the tests run a real checkout: ONETRAINER_DIR, ONETRAINER_PYTHON and ONETRAINER_TEST_CONFIG are set. Else
 * the stand-in is run.
 */
export const isReal = real !== null
/** For a test whose fault only the stand-in can have. */
export const onStandInOnly = {
  skip: isReal && 'the fault is made by the stand-in; without ONETRAINER_DIR this test is run'
}

/** The OneTrainer under test, and how the stand-in is to misbehave. */
export const oneTrainer = (faults = '', env: Record<string, string> = {}): Program =>
  real
    ? { python: real.python, env: { ONETRAINER_DIR: real.dir, ...env } }
    : { python: standIn + '/venv/bin/python', env: { ONETRAINER_DIR: standIn, STANDIN: faults, ...env } }

/** A config of OneTrainer, as far as these tests read it. */
export type Config = Record<string, unknown> & {
  concepts: Record<string, unknown>[]
  samples: Record<string, unknown>[]
}

function standInConfig (job: string): Config {
  const concept = (name: string, type: string, images: number) => {
    const path = join(job, 'images', name)
    mkdirSync(path, { recursive: true })
    for (let i = 0; i < images; i++) {
      for (const ending of ['png', 'txt']) writeFileSync(join(path, `${i}.${ending}`), '')
    }
    return { __version: 2, name, path, seed: 7, enabled: true, type }
  }
  return {
    __version: 11, training_method: 'LORA', model_type: 'STABLE_DIFFUSION_15', output_model_format: 'KOHYA_LORA',
    output_model_destination: 'final.safetensors', epochs: 2, batch_size: 1, gradient_accumulation_steps: 2,
    learning_rate: 0.001, validation: true, validate_after: 1, validate_after_unit: 'EPOCH', sample_after: 1,
    sample_after_unit: 'EPOCH', backup_after: 1, backup_after_unit: 'NEVER',
    concepts: [concept('train', 'STANDARD', 4), concept('valid', 'VALIDATION', 2)],
    samples: [
      {
        enabled: true, prompt: 'a plain square', negative_prompt: '', height: 64, width: 64, seed: 1,
        diffusion_steps: 2, cfg_scale: 2
      }
    ]
  }
}

/** A config that trains two epochs of four steps, an update every two, with a validation and a sample in each. */
export function smallRun (job: string, changes: Record<string, unknown> = {}): Config {
  // the file the environment names is such a config
  const config = real ? JSON.parse(readFileSync(real.base, 'utf8')) as Config : standInConfig(job)
  return { ...config, ...changes }
}

/** What is added for a run that goes on until it is stopped. */
export const endless = { epochs: 100_000, validation: false, sample_after_unit: 'NEVER' }

/** A job's folder with one attempt of OneTrainer in it, ready to be run. */
export function attemptOf (job_dir: string, config: unknown, resume_from: string | null = null, attempt = 1): string {
  const folder = join(job_dir, `a${attempt}`)
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'config.json'), JSON.stringify(config))
  writeFileSync(
    join(folder, 'spec.json'),
    JSON.stringify({ v: 1, attempt, trainer: 'onetrainer', job_dir, resume_from })
  )
  return folder
}

/**
 * What a run may have besides its config: faults of the stand-in, a backup to go on from, the number of its attempt.
 */
export interface More { faults?: string, resume_from?: string | null, attempt?: number }

/** Starts OneTrainer, or the stand-in, on a config. */
export const run = (
  t: Test, job: string, config: unknown,
  { faults = '', resume_from = null, attempt = 1 }: More = {}
): Bridge => startBridge(t, attemptOf(job, config, resume_from, attempt), 'pipe', oneTrainer(faults))

/** The config that OneTrainer itself wrote into the job's folder when it started: what it really trains with. */
export function trainedWith (job: string): Config {
  const last = readdirSync(join(job, 'config')).sort().at(-1) ?? ''
  return JSON.parse(readFileSync(join(job, 'config', last), 'utf8')) as Config // OneTrainer's own export
}
