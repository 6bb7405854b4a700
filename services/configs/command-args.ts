import { TypeCompiler } from '@sinclair/typebox/compiler'
import { Value } from '@sinclair/typebox/value'
import { commandArgs, commandNames } from '../../core/contract/commands.ts'
import type { CommandArgs, CommandName } from '../../core/contract/commands.ts'
import type { TrainerKind } from '../../core/contract/values.ts'
import { createAppError } from '../../core/domain/app-error.ts'
import type { ConfigLibrary } from './builtin-library.ts'
import type { LiveJob } from '../jobs/live-job.ts'

const checks = Object.fromEntries(commandNames.map(name => [name, TypeCompiler.Compile(commandArgs[name])])) as
  { [N in CommandName]: ReturnType<typeof TypeCompiler.Compile<typeof commandArgs[N]>> } // fromEntries forgets which belongs to which

/** The configs of a trainer: what may be in them, and in a sample of theirs. Errors: trainer_missing. */
export type ConfigsOf = (kind: TrainerKind) => ConfigLibrary

/** The arguments with their defaults filled in; throws invalid_request that names every wrong field. `at`: pointer to them in what was sent. */
export function parseCommandArgs<N extends CommandName> (name: N, args: Record<string, unknown>, at = ''): CommandArgs[N] {
  const complete = Value.Default(commandArgs[name], structuredClone(args))
  if (checks[name].Check(complete)) return complete as CommandArgs[N] // the check of that very schema
  const details = [...checks[name].Errors(complete)].map(error => ({ pointer: at + error.path, message: error.message }))
  throw createAppError('invalid_request', { problem: `${details[0]?.pointer ?? at}: ${details[0]?.message ?? 'not valid'}` }, { details })
}

/** The arguments as the job's own trainer takes them: a sample has its fields and the defaults of its model. Errors: sample_invalid. */
export async function fitToJob (configsOf: ConfigsOf, { record, config }: Pick<LiveJob, 'record' | 'config'>, { command, args, at = '' }: { command: CommandName, args: Record<string, unknown>, at?: string | undefined }): Promise<Record<string, unknown>> {
  if (command !== 'sample_custom') return args
  const { sample, errors } = await configsOf(record.trainer).checkSample(config, args)
  if (errors.length === 0) return sample
  throw createAppError('sample_invalid', { count: errors.length }, { details: errors.map(finding => ({ ...finding, pointer: at + finding.pointer })) })
}
