import { Type } from '@sinclair/typebox'
import type { Static } from '@sinclair/typebox'
import { message, shape, nullable, count, words } from './define.ts'
import { trainerCommands } from './commands.ts'
import { CommandId, File, Phase, Progress, Reason, SampleType, TrainerKind } from './values.ts'

/**
 * What the Python bridge writes on file descriptor 3, one JSON object a line, and what it reads on stdin.
 * Stdout and stderr are log text. NaN and Infinity are written as null and named in `non_finite`.
 */
const text = (maxLength: number, description: string) => Type.String({ maxLength, description })
const finite = (description: string) => nullable(Type.Number({ description }))

export const NonFinite = Type.Record(Type.String(), words(['nan', 'inf', '-inf'] as const, 'The non-finite number'), {
  description: 'Fields or tags whose value JSON cannot express'
})

const ready = message('ready', 'The trainer has loaded and accepts commands', {
  protocol: Type.Integer({ minimum: 1, description: 'Bridge protocol version' }),
  trainer: TrainerKind,
  trainer_version: text(100, 'Version or commit of the trainer'),
  python_version: text(100, 'Python version'),
  device: text(200, 'Device name, for example cpu or cuda:0 NVIDIA RTX 4090'),
  resumed_from: nullable(text(4096, 'Backup that was loaded, relative to the job\'s folder'))
})

const status = message('status', 'The phase changed, or training was held or resumed', {
  phase: Phase,
  paused: Type.Boolean({ description: 'Whether training is held in memory' }),
  message: text(2000, 'One-line message')
})

const progress = message('progress', 'One training step finished', {
  ...Progress.properties,
  max_step: count('Steps in one epoch'),
  max_epoch: count('Total epochs'),
  loss: finite('Loss of the last step'),
  smooth_loss: finite('Running mean of the loss'),
  learning_rate: finite('Learning rate of the first parameter group'),
  non_finite: Type.Optional(NonFinite)
})

const scalars = message('scalars', 'Metrics of one step, by tag', {
  step: count('Global step of the metrics'),
  epoch: count('Epoch of the metrics'),
  values: Type.Record(Type.String({ maxLength: 200 }), nullable(Type.Number()), {
    description: 'Tag to value, for example loss/train_step, lr/unet'
  }),
  non_finite: Type.Optional(NonFinite)
})

const sample = message('sample', 'A sample was drawn and is on disk', {
  file: File,
  sample_type: SampleType,
  sample_index: count('Position in the config\'s list; 0 for a custom sample'),
  step: count('Global step'),
  epoch: count('Epoch'),
  prompt: text(20_000, 'Prompt'),
  negative_prompt: text(20_000, 'Negative prompt'),
  seed: Type.Integer({ description: 'Seed used' }),
  width: count('Pixels'),
  height: count('Pixels'),
  command_id: nullable(CommandId)
})

const sampleFailed = message('sample_failed', 'A sample could not be drawn; the training goes on', {
  sample_type: SampleType,
  sample_index: count('Position in the config\'s list; 0 for a custom sample'),
  step: count('Global step'),
  epoch: count('Epoch'),
  prompt: text(20_000, 'Prompt'),
  seed: Type.Integer({ description: 'Seed used' }),
  error: text(2000, 'Why not'),
  command_id: nullable(CommandId)
})

const sampleProgress = message('sample_progress', 'One denoising step of the current sample finished', {
  sample_type: SampleType,
  step: count('Denoising steps done'),
  max_step: count('Total denoising steps')
})

const validation = message('validation', 'A validation run ended', {
  step: count('Global step'),
  epoch: count('Epoch'),
  validation_loss: finite('Mean loss on the held-out set'),
  concept: nullable(text(200, 'Concept measured; null for all concepts together')),
  accuracy: Type.Optional(
    nullable(Type.Number({ minimum: 0, maximum: 1, description: 'Fraction recognised correctly' }))
  ),
  correct: Type.Optional(count('Glyphs recognised correctly')),
  total: Type.Optional(count('Glyphs tested')),
  non_finite: Type.Optional(NonFinite)
})

const epoch = message('epoch', 'An epoch and its scheduled work finished', {
  epoch: count('Finished epochs'),
  max_epoch: count('Total epochs'),
  step: count('Global step'),
  loss: finite('Mean loss of the epoch\'s steps in this attempt'),
  elapsed_seconds: Type.Number({ minimum: 0, description: 'Duration of the epoch in seconds, without holds' }),
  accuracy: nullable(
    Type.Number({
      minimum: 0,
      maximum: 1,
      description: 'Fraction recognised correctly after this epoch; null if not measured'
    })
  ),
  correct: Type.Optional(count('Glyphs recognised correctly')),
  total: Type.Optional(count('Glyphs tested')),
  non_finite: Type.Optional(NonFinite)
})

const written = {
  file: File, step: count('Global step'), epoch: count('Epoch'), epoch_step: count('Step in the epoch'),
  command_id: nullable(CommandId)
}
const backup = message('backup', 'A backup is complete and verified on disk', written)
const save = message('save', 'A model is complete and verified on disk', {
  ...written,
  final: Type.Boolean({ description: 'Whether this is the model saved at the end' })
})

const command = message('command', 'Progress or result of a command', {
  id: CommandId,
  status: words(['running', 'done', 'failed'] as const, 'done and failed are final'),
  message: text(2000, 'One-line message'),
  file: Type.Optional(File)
})

const heartbeat = message('heartbeat', 'The trainer process is alive; sent by its own thread every few seconds', {
  phase: Phase,
  global_step: count('Steps since the beginning'),
  rss_bytes: nullable(count('Resident size of the trainer process'))
})

const end = message('end', 'Last line of a trainer that ends by itself', {
  outcome: words(['completed', 'stopped', 'released', 'error'] as const, 'Outcome of the run as known to the trainer'),
  reason: Reason,
  message: text(2000, 'One-line message'),
  one_step_trained: Type.Boolean({ description: 'Whether this attempt made at least one optimizer update' }),
  error: nullable(shape('TrainerError', 'Exception that ended the run', {
    type: text(200, 'Exception class'),
    message: text(8000, 'Exception text'),
    traceback: text(32_000, 'Python traceback')
  }))
})

export const bridgeLines = [
  ready, status, progress, scalars, sample, sampleFailed, sampleProgress, validation, backup, save, command, heartbeat,
  end, epoch
] as const
export const BridgeLine = Type.Union([...bridgeLines], { title: 'BridgeLine' })
export type BridgeLine = Static<typeof BridgeLine>
export type BridgeLineOf<T extends BridgeLine['type']> = Extract<BridgeLine, { type: T }>

/** End of file on stdin means that the runner is gone: the bridge backs up, saves and exits. */
export const BridgeCommand = shape('BridgeCommand', 'One line on the bridge\'s stdin', {
  id: CommandId,
  command: words(trainerCommands, 'Command name'),
  args: Type.Record(Type.String(), Type.Unknown())
})
export type BridgeCommand = Static<typeof BridgeCommand>
