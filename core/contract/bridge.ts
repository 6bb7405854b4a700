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

export const NonFinite = Type.Record(Type.String(), words(['nan', 'inf', '-inf'] as const, 'What the number was'), { description: 'Fields or tags whose value could not be written as a number' })

const ready = message('ready', 'The trainer has loaded and obeys commands from now on', {
  protocol: Type.Integer({ minimum: 1, description: 'Bridge protocol version' }),
  trainer: TrainerKind,
  trainer_version: text(100, 'Version or commit of the trainer'),
  python_version: text(100, 'Python version'),
  device: text(200, 'Device in words, for example cpu or cuda:0 NVIDIA RTX 4090'),
  resumed_from: nullable(text(4096, 'Backup that was loaded, relative to the job\'s folder'))
})

const status = message('status', 'The phase changed, or training was held or went on', {
  phase: Phase,
  paused: Type.Boolean({ description: 'True while training is held in memory' }),
  message: text(2000, 'One line for a person')
})

const progress = message('progress', 'One training step is done', {
  ...Progress.properties,
  max_step: count('Steps in one epoch'),
  max_epoch: count('Epochs in all'),
  loss: finite('Loss of the last step'),
  smooth_loss: finite('Running mean of the loss'),
  learning_rate: finite('Learning rate of the first parameter group'),
  non_finite: Type.Optional(NonFinite)
})

const scalars = message('scalars', 'Figures of one step, by tag', {
  step: count('Global step they belong to'),
  epoch: count('Epoch they belong to'),
  values: Type.Record(Type.String({ maxLength: 200 }), nullable(Type.Number()), { description: 'Tag to value, for example loss/train_step, lr/unet' }),
  non_finite: Type.Optional(NonFinite)
})

const sample = message('sample', 'An image was drawn and is on disk', {
  file: File,
  sample_type: SampleType,
  sample_index: count('Position in the config\'s list; 0 for a custom sample'),
  step: count('Global step'),
  epoch: count('Epoch'),
  prompt: text(20_000, 'Prompt'),
  negative_prompt: text(20_000, 'Negative prompt'),
  seed: Type.Integer({ description: 'Seed that was used' }),
  width: count('Pixels'),
  height: count('Pixels'),
  command_id: nullable(CommandId)
})

const sampleProgress = message('sample_progress', 'One denoising step of the sample in work is done', {
  sample_type: SampleType,
  step: count('Denoising steps done'),
  max_step: count('Denoising steps in all')
})

const validation = message('validation', 'A validation run ended', {
  step: count('Global step'),
  epoch: count('Epoch'),
  validation_loss: finite('Mean loss on the held-out set'),
  concept: nullable(text(200, 'Concept it was measured on; null for all')),
  accuracy: Type.Optional(nullable(Type.Number({ minimum: 0, maximum: 1, description: 'Share read correctly' }))),
  correct: Type.Optional(count('Read correctly')),
  total: Type.Optional(count('Read in all')),
  non_finite: Type.Optional(NonFinite)
})

const epoch = message('epoch', 'An epoch is done, and with it what its schedule asked for', {
  epoch: count('Finished epochs'),
  max_epoch: count('Epochs in all'),
  step: count('Global step'),
  loss: finite('Mean loss of the epoch\'s steps in this attempt'),
  elapsed_seconds: Type.Number({ minimum: 0, description: 'Seconds the epoch took; what was held is not counted' }),
  accuracy: nullable(Type.Number({ minimum: 0, maximum: 1, description: 'Share read correctly after this epoch; null where nothing was measured' })),
  correct: Type.Optional(count('Read correctly')),
  total: Type.Optional(count('Read in all')),
  non_finite: Type.Optional(NonFinite)
})

const written = { file: File, step: count('Global step'), epoch: count('Epoch'), epoch_step: count('Step in the epoch'), command_id: nullable(CommandId) }
const backup = message('backup', 'A backup is complete and verified on disk', written)
const save = message('save', 'A model is complete and verified on disk', { ...written, final: Type.Boolean({ description: 'True for the model saved at the end' }) })

const command = message('command', 'What became of a command', {
  id: CommandId,
  status: words(['running', 'done', 'failed'] as const, 'done and failed are final'),
  message: text(2000, 'One line for a person'),
  file: Type.Optional(File)
})

const heartbeat = message('heartbeat', 'The trainer process is alive; sent by a thread of its own every few seconds', {
  phase: Phase,
  global_step: count('Steps done in all'),
  rss_bytes: nullable(count('Resident size of the trainer process'))
})

const end = message('end', 'The last line of a trainer that ends by itself', {
  outcome: words(['completed', 'stopped', 'released', 'error'] as const, 'How the run ended, as the trainer knows it'),
  reason: Reason,
  message: text(2000, 'One line for a person'),
  one_step_trained: Type.Boolean({ description: 'At least one optimizer update was made in this attempt' }),
  error: nullable(shape('TrainerError', 'The exception that ended the run', {
    type: text(200, 'Exception class'),
    message: text(8000, 'Exception text'),
    traceback: text(32_000, 'Python traceback')
  }))
})

export const bridgeLines = [ready, status, progress, scalars, sample, sampleProgress, validation, backup, save, command, heartbeat, end, epoch] as const
export const BridgeLine = Type.Union([...bridgeLines], { title: 'BridgeLine' })
export type BridgeLine = Static<typeof BridgeLine>
export type BridgeLineOf<T extends BridgeLine['type']> = Extract<BridgeLine, { type: T }>

export const BridgeCommand = shape('BridgeCommand', 'One line of the bridge\'s stdin. End of file means the runner is gone: back up, save, exit', {
  id: CommandId,
  command: words(trainerCommands, 'What to do'),
  args: Type.Record(Type.String(), Type.Unknown())
})
export type BridgeCommand = Static<typeof BridgeCommand>
