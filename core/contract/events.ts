import { Type } from '@sinclair/typebox'
import type { Static } from '@sinclair/typebox'
import { byType, fieldsOf, message, nullable, count, words } from './define.ts'
import { bridgeLines } from './bridge.ts'
import { CommandName } from './commands.ts'
import { CommandId, Exit, File, JobStatus, LogLevel, Phase, Reason, SampleType, TrainerKind } from './values.ts'

/**
 * Every event of a job, as written to the journal and numbered by the store.
 * The fields of a progress, scalars, sample … event are those of the bridge line it came from.
 */
const text = (maxLength: number, description: string) => Type.String({ maxLength, description })
const line = byType(bridgeLines)

export const events = [
  message('training_status', 'The status or the phase changed', {
    status: JobStatus,
    phase: Phase,
    message: text(2000, 'One-line message'),
    error: nullable(text(8000, 'Error message')),
    reason: nullable(Reason),
    exit: nullable(Exit),
    traceback: nullable(text(32_000, 'Python traceback of the exception that ended the run'))
  }),
  message('trainer_ready', 'The trainer process has loaded', {
    pid: count('Process id of the trainer'),
    ...fieldsOf(line.ready),
    trainer: TrainerKind
  }),
  message('training_progress', 'One training step finished', fieldsOf(line.progress)),
  message('scalars', 'Metrics of one step, by tag', fieldsOf(line.scalars)),
  message('sample_generated', 'A sample was drawn and is on disk', {
    sample_id: Type.String({
      pattern: '^s[0-9]+-[0-9]+$', description: 'Sample id: s<job number>-<seq>', examples: ['s1-42']
    }),
    ...fieldsOf(line.sample),
    sample_type: SampleType
  }),
  message('sample_progress', 'One denoising step of the current sample finished', fieldsOf(line.sample_progress)),
  message('validation_result', 'A validation run ended', fieldsOf(line.validation)),
  message('backup_created', 'A backup is complete and verified on disk', fieldsOf(line.backup)),
  message('model_saved', 'A model is complete and verified on disk', fieldsOf(line.save)),
  message('command_result', 'Progress or result of a command', {
    command_id: CommandId,
    command: CommandName,
    args: Type.Record(Type.String(), Type.Unknown(), { description: 'Arguments of the command' }),
    status: words(['accepted', 'running', 'done', 'failed'] as const, 'done and failed are final'),
    message: text(2000, 'One-line message'),
    file: nullable(File)
  }),
  message('log', 'One line of trainer output, or a message of the runner', {
    level: LogLevel,
    message: text(262_144, 'The line'),
    source: words(['stdout', 'stderr', 'runner'] as const, 'Origin of the line'),
    truncated_bytes: Type.Optional(count('Bytes cut off because the line was too long'))
  }),
  message('warning', 'Problem that does not end the training', {
    code: Type.String({ maxLength: 64, description: 'Warning code', examples: ['stalled', 'bridge_line_rejected'] }),
    message: text(4000, 'One-line message'),
    details: Type.Record(Type.String(), Type.Unknown(), { description: 'Details, by name' })
  }),
  message('gap', 'Part of the history is missing', {
    reason: words(
      ['log_quota', 'log_rate', 'journal_full', 'journal_torn', 'disk_full', 'retention', 'history_reset'] as const,
      'Why it is missing'
    ),
    dropped: Type.Record(Type.String(), count('Number'), { description: 'Number of missing lines or events, by kind' }),
    from: nullable(Type.String({ description: 'Time or cursor where the missing part begins' })),
    to: nullable(Type.String({ description: 'Time or cursor where the missing part ends' }))
  }),
  message('epoch_completed', 'An epoch finished', fieldsOf(line.epoch)),
  message('job_queued', 'The job was queued for its next attempt', {
    cause: words(['created', 'started', 'resumed', 'retried', 'auto_retried'] as const, 'Why it was queued'),
    priority: Type.Integer({ description: 'Priority; the highest goes first' }),
    resume_from: nullable(text(4096, 'Backup to resume from, relative to the job\'s folder; null: from the beginning')),
    message: text(2000, 'One-line message')
  })
] as const

export const EventBody = Type.Union([...events])
export type EventBody = Static<typeof EventBody>
export type EventType = EventBody['type']
export type EventBodyOf<T extends EventType> = Extract<EventBody, { type: T }>

/**
 * How an event is treated. lossless: durable at once, stored, replayed, never dropped. log: the same, within a quota.
 * metric: stored as rows of the metrics table, never sent. coalesced: the job's row keeps the last one, clients get the
 * latest.
 */
export type DeliveryClass = 'lossless' | 'log' | 'metric' | 'coalesced'
export const deliveryClass: Record<EventType, DeliveryClass> = {
  training_status: 'lossless',
  trainer_ready: 'lossless',
  sample_generated: 'lossless',
  validation_result: 'lossless',
  backup_created: 'lossless',
  model_saved: 'lossless',
  command_result: 'lossless',
  warning: 'lossless',
  epoch_completed: 'lossless',
  job_queued: 'lossless',
  gap: 'lossless',
  log: 'log',
  scalars: 'metric',
  training_progress: 'coalesced',
  sample_progress: 'coalesced'
}
