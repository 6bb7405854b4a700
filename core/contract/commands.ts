import { Type } from '@sinclair/typebox'
import type { Static } from '@sinclair/typebox'
import { shape, words, nullable } from './define.ts'
import { CommandId, File, JobId, Timestamp } from './values.ts'

const none = Type.Object({}, { additionalProperties: false })

/** Arguments of every command. Nothing can be asked over a socket that cannot be asked over HTTP. */
export const commandArgs = {
  stop: shape('StopArgs', 'Stop training and keep what was learned', {
    backup: Type.Boolean({ default: false, description: 'Write a backup before the end, whatever the config says' }),
    force: Type.Boolean({ default: false, description: 'Do not wait: interrupt, then terminate, then kill, even while a model is being written' })
  }),
  pause: shape('PauseArgs', 'Pause training', {
    mode: words(['hold', 'release'] as const, 'hold: the model stays in memory and samples are still drawn. release: back up, exit, free the device', { default: 'hold' })
  }),
  resume: none,
  sample_default: none,
  sample_custom: shape('CustomSample', 'One picture to draw now. It may say all that a sample in the config of the training may say; what it leaves out is as the model has it. GET /api/samples/custom shows the fields', {
    prompt: Type.String({ minLength: 1, maxLength: 10_000, description: 'What to draw' })
  }, { additionalProperties: true, examples: [{ prompt: 'the digit 7', seed: 42, width: 192, height: 192, diffusion_steps: 20 }] }),
  backup: none,
  save: none,
  stack_dump: none
}

/** What the trainer itself carries out. */
export const trainerCommands = ['stop', 'pause', 'resume', 'sample_default', 'sample_custom', 'backup', 'save'] as const
/** stack_dump is the runner's: it works where the trainer hangs. */
export const commandNames = [...trainerCommands, 'stack_dump'] as const
export const CommandName = words(commandNames, 'What a running job can be asked to do')
export type CommandName = Static<typeof CommandName>
export type CommandArgs = { [N in CommandName]: Static<typeof commandArgs[N]> }

/** A command on its way to a runner. */
export interface SentCommand { id: string, command: CommandName, args: Record<string, unknown> }

export const commandStates = ['sent', 'accepted', 'running', 'done', 'failed'] as const
export const CommandState = words(commandStates, 'sent: on its way. accepted: in the journal. running: the trainer is at it. done and failed are final')
export type CommandState = Static<typeof CommandState>

export const Command = shape('Command', 'A command and what became of it', {
  command_id: CommandId,
  job_id: JobId,
  command: CommandName,
  status: CommandState,
  message: Type.String({ description: 'One line for a person' }),
  file: nullable(File),
  created_at: Timestamp,
  ended_at: nullable(Timestamp)
})
export type Command = Static<typeof Command>
