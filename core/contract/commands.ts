import { Type } from '@sinclair/typebox'
import type { Static } from '@sinclair/typebox'
import { shape, words, nullable } from './define.ts'
import { CommandId, File, JobId, Timestamp } from './values.ts'

const none = Type.Object({}, { additionalProperties: false, examples: [{}] })

/** Arguments of every command. Nothing can be asked over a socket that cannot be asked over HTTP. */
export const commandArgs = {
  stop: shape('StopArgs', 'Stop training; the trainer saves before it exits', {
    backup: Type.Boolean({ default: false, description: 'Write a backup before the end, regardless of the config' }),
    force: Type.Boolean({
      default: false,
      description: 'Interrupt at once, then terminate and kill a trainer that does not exit, even while a model is ' +
        'being written'
    })
  }, { examples: [{ backup: true }] }),
  pause: shape('PauseArgs', 'Pause training', {
    mode: words(
      ['hold', 'release'] as const,
      'hold: the model stays in memory and samples are still drawn. release: back up, exit and free the device',
      { default: 'hold' }
    )
  }, { examples: [{ mode: 'hold' }] }),
  resume: none,
  sample_default: none,
  sample_custom: shape(
    'CustomSample',
    'Sample to draw now. GET /api/samples/custom lists its fields',
    {
      prompt: Type.String({ minLength: 1, maxLength: 10_000, description: 'Prompt' })
    },
    {
      additionalProperties: true,
      examples: [{ prompt: 'the digit 7', seed: 42, width: 192, height: 192, diffusion_steps: 20 }]
    }
  ),
  backup: none,
  save: none,
  stack_dump: none,
  kill: shape('KillArgs', 'Kill the trainer and everything it started, at once', {
    force: Type.Boolean({
      default: false,
      description: 'Kill even while a model or a backup is being written, which is then incomplete. Without it, the ' +
        'kill is refused with model_being_written'
    })
  }, { examples: [{ force: false }] })
}

/** What the trainer itself carries out. */
export const trainerCommands = ['stop', 'pause', 'resume', 'sample_default', 'sample_custom', 'backup', 'save'] as const
/** stack_dump and kill are the runner's: they work where the trainer hangs. */
export const commandNames = [...trainerCommands, 'stack_dump', 'kill'] as const
export const CommandName = words(commandNames, 'Command to a running job')
export type CommandName = Static<typeof CommandName>
export type CommandArgs = { [N in CommandName]: Static<typeof commandArgs[N]> }

/** A command on its way to a runner. */
export interface SentCommand { id: string, command: CommandName, args: Record<string, unknown> }

export const commandStates = ['sent', 'accepted', 'running', 'done', 'failed'] as const
export const CommandState = words(
  commandStates,
  'sent: not yet confirmed. accepted: recorded in the journal. running: being executed. done and failed are final'
)
export type CommandState = Static<typeof CommandState>

export const Command = shape('Command', 'A command and its result', {
  command_id: CommandId,
  job_id: JobId,
  command: CommandName,
  status: CommandState,
  message: Type.String({ description: 'One-line message' }),
  file: nullable(File),
  created_at: Timestamp,
  ended_at: nullable(Timestamp)
})
export type Command = Static<typeof Command>
