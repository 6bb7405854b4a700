import { Type } from '@sinclair/typebox'
import type { Static } from '@sinclair/typebox'
import { shape, words, nullable, count } from './define.ts'

/** Version of bridge protocol, journal and control socket. A newer server still supports an older runner. */
export const PROTOCOL_VERSION = 1

export const Timestamp = Type.String({
  format: 'date-time', description: 'UTC, ISO 8601 with Z', examples: ['2026-01-01T12:00:00.000Z']
})
export const JobId = Type.String({
  minLength: 36, maxLength: 36, description: 'Job id (uuid v7)',
  examples: ['019a4f6e-7b1c-7c3e-9d2a-5f0b8e6c1d42']
})
export const CommandId = Type.String({
  minLength: 1,
  maxLength: 64,
  pattern: '^[A-Za-z0-9_-]+$',
  description: 'Command id, chosen by the sender; a command sent twice with one id is executed once, and ' +
    'another one needs another id',
  examples: ['c-42']
})

export const jobStatuses = [
  'queued', 'starting', 'running', 'paused', 'stopping', 'stopped', 'completed', 'error'
] as const
export const JobStatus = words(jobStatuses, 'Status of a job')
export type JobStatus = Static<typeof JobStatus>

/** Values of `status` in `/api/training/status`: a job's status, or that there is no job. */
export const trainingStatusWords = ['idle', 'initialized', ...jobStatuses] as const
export const TrainingStatusWord = words(
  trainingStatusWords,
  'idle: no job yet. initialized: idle with an active config. Otherwise the status of the current job'
)
export type TrainingStatusWord = Static<typeof TrainingStatusWord>

export const phases = [
  'loading', 'caching', 'training', 'sampling', 'validating', 'backing_up', 'saving', 'unknown'
] as const
export const Phase = words(phases, 'Current activity of the trainer')
export type Phase = Static<typeof Phase>

export const reasons = [
  'finished', 'user_stop', 'released', 'launch_failed', 'start_failed', 'start_timeout', 'trainer_exit',
  'trainer_error', 'out_of_memory', 'cuda_oom', 'oom_killed', 'killed_externally', 'loss_nan', 'disk_full',
  'save_failed', 'nothing_trained', 'supervisor_lost', 'machine_restarted', 'dependency_failed', 'record_damaged'
] as const
export const Reason = words(reasons, 'Why an attempt ended. A reason is never a status')
export type Reason = Static<typeof Reason>

export const logLevels = ['debug', 'info', 'warning', 'error', 'critical'] as const
export const LogLevel = words(logLevels, 'Log level')
export type LogLevel = Static<typeof LogLevel>

export const trainers = ['builtin', 'onetrainer'] as const
export const TrainerKind = words(
  trainers,
  'builtin: the small trainer shipped with the server. onetrainer: a OneTrainer checkout'
)
export type TrainerKind = Static<typeof TrainerKind>

export const SampleType = words(
  ['default', 'custom'] as const,
  'default: from the config\'s list. custom: requested by a command'
)
export type SampleType = Static<typeof SampleType>

export const File = shape('File', 'File or folder, verified on disk after it was written', {
  path: Type.String({
    minLength: 1, maxLength: 4096,
    description: "Path relative to the job's folder",
    examples: ['a1/samples/42-0.png']
  }),
  bytes: count('Size in bytes; for a folder, of all its files'),
  sha256: Type.String({
    pattern: '^[0-9a-f]{64}$',
    description: 'SHA-256 of the file; for a folder, of the sorted lines "<sha256>  <relative path>\\n" of its files',
    examples: ['e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855']
  })
})
export type File = Static<typeof File>

export const Exit = shape('Exit', 'Exit of the trainer process, as seen by its parent', {
  code: nullable(Type.Integer({ description: 'Exit code; null if ended by a signal or if unknown' })),
  signal: nullable(Type.String({ description: 'Signal name, for example SIGKILL' })),
  forced: Type.Boolean({ description: 'Whether a signal from the runner ended the process' }),
  requested_by: nullable(Type.String({ description: 'Id of the command that requested the end' })),
  leftovers: count('Processes of the run that were ended after the trainer had exited'),
  peak_rss_bytes: nullable(count('Peak resident size of the trainer, bytes'))
})
export type Exit = Static<typeof Exit>

/** The exit of a process that nobody saw end. */
export const unknownExit: Exit = Object.freeze({
  code: null, signal: null, forced: false, requested_by: null, leftovers: 0, peak_rss_bytes: null
})

export const Progress = shape('Progress', 'Position of the training; epoch counts from 0', {
  epoch: count('Finished epochs'),
  epoch_step: count('Finished steps of this epoch'),
  epoch_sample: count('Training samples processed in this epoch'),
  global_step: count('Steps since the beginning')
})
export type Progress = Static<typeof Progress>

/** Characters of no name: control characters, line and paragraph separators, and what turns the direction of a text. */
const unnamed = '\\u0000-\\u001f\\u007f-\\u009f\\u061c\\u200e\\u200f\\u2028-\\u202e\\u2066-\\u2069'
/** Characters that nobody sees. */
const unseen =
  '\\s\\u00ad\\u034f\\u115f\\u1160\\u17b4\\u17b5\\u180b-\\u180f\\u200b-\\u200d\\u2060-\\u206f\\u2800\\u3164' +
  '\\ufe00-\\ufe0f\\ufeff\\uffa0'

/** A name that a person gives a thing; spaces around it are no part of it. */
export const personName = (what: string) => Type.String({
  minLength: 1,
  maxLength: 200,
  pattern: `^(?=.*[^${unseen}])[^${unnamed}]+$`,
  description: `${what}: not blank, without control characters or marks of text direction; spaces around it go`
})
/** A word to find things by. */
export const tag = Type.String({
  minLength: 1,
  maxLength: 50,
  pattern: `^(?=.*[^${unseen}])[^${unnamed},]+$`,
  description: 'Tag: not blank, without commas, control characters and marks of text direction'
})
