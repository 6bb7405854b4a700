import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { EventBody } from '../../core/contract/events.ts'
import { writeJob } from '../job-files.ts'
import type { JobToWrite } from '../job-files.ts'
import { completed } from '../training-lines.ts'
import { plainPng } from './plain-png.ts'

/** Prompts of a job with many samples. */
export const PROMPTS = 10
const side_px = 64

type Named = Omit<JobToWrite, 'events'>

const begun: readonly EventBody[] = [
  {
    type: 'training_status', status: 'starting', phase: 'loading', message: 'Starting builtin', error: null,
    reason: null, exit: null, traceback: null
  },
  {
    type: 'trainer_ready', pid: 4711, protocol: 1, trainer: 'builtin', trainer_version: '1', python_version: '3.11.7',
    device: 'cpu', resumed_from: null
  },
  {
    type: 'training_status', status: 'running', phase: 'training', message: 'training', error: null, reason: null,
    exit: null, traceback: null
  }
]

function * wholeTraining (events: Iterable<EventBody>): Generator<EventBody> {
  yield * begun
  yield * events
  yield completed()
}

const progress = (step: number, of_steps: number): EventBody => ({
  type: 'training_progress', epoch: 0, epoch_step: step, epoch_sample: step, global_step: step, max_step: of_steps,
  max_epoch: 1, loss: lossAt(step, 0), smooth_loss: lossAt(step, 0), learning_rate: 0.003
})

/** A curve that falls and is never still; of another job, another one. */
const lossAt = (step: number, job_number: number): number =>
  (0.5 + job_number / 30) / Math.sqrt(step / 1000 + 1) + Math.sin(step * 12.9898 + job_number) / 20

/** Writes a job with a loss at each of so many steps. */
export const writeJobOfSteps = (runs: string, job: Named, steps: number): string =>
  writeJob(runs, { ...job, events: wholeTraining(lossesOf(steps, job.job_number)) })

function * lossesOf (steps: number, job_number: number): Generator<EventBody> {
  for (let step = 1; step <= steps; step++) {
    if (step === 1 || step === steps) yield progress(step, steps)
    yield { type: 'scalars', step, epoch: 0, values: { 'loss/train_step': lossAt(step, job_number) } }
  }
}

/** Writes a job with a log of so many lines. */
export const writeJobOfLines = (
  runs: string, job: Named, lines: number, textOf = (line: number) => `line ${line}, loss=${lossAt(line, 0).toFixed(4)}`
): string => writeJob(runs, { ...job, events: wholeTraining(logOf(lines, textOf)) })

function * logOf (lines: number, textOf: (line: number) => string): Generator<EventBody> {
  for (let line = 1; line <= lines; line++) {
    yield { type: 'log', level: line % 100 === 0 ? 'error' : 'info', message: textOf(line), source: 'stdout' }
  }
}

/** Writes a job with so many samples, each a picture of its own, of ten prompts every ten steps. */
export function writeJobOfSamples (
  runs: string, job: Named, samples: number, promptOf = (index: number) => `the digit ${index}`
): string {
  const job_dir = writeJob(runs, { ...job, events: wholeTraining(samplesOf(job.job_number, samples, promptOf)) })
  mkdirSync(join(job_dir, 'samples'))
  for (let index = 0; index < samples; index++) writeFileSync(join(job_dir, fileOf(index).path), pictureOf(index).png)
  return job_dir
}

function * samplesOf (
  job_number: number, samples: number, promptOf: (index: number) => string
): Generator<EventBody> {
  // The id of a sample names its place in the journal.
  for (let index = 0; index < samples; index++) {
    const step = (Math.floor(index / PROMPTS) + 1) * 10
    const prompt = promptOf(index % PROMPTS)
    yield {
      type: 'sample_generated', sample_id: `s${job_number}-${begun.length + index + 1}`, file: fileOf(index),
      sample_type: 'default', sample_index: index % PROMPTS, step, epoch: 0, prompt, negative_prompt: '', seed: 42,
      width: side_px, height: side_px, command_id: null
    }
  }
}

function fileOf (index: number): { path: string, bytes: number, sha256: string } {
  const { png, sha256 } = pictureOf(index)
  return { path: `samples/${index}.png`, bytes: png.length, sha256 }
}

const pictureOf = (index: number): { png: Buffer, sha256: string } =>
  plainPng(side_px, [index & 255, (index >> 8) * 6, 160])
