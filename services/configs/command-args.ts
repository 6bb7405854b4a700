import { Value } from '@sinclair/typebox/value'
import { commandArgs, commandNames } from '../../core/contract/commands.ts'
import type { CommandArgs, CommandName } from '../../core/contract/commands.ts'
import type { TrainerKind } from '../../core/contract/values.ts'
import { createAppError } from '../../core/domain/app-error.ts'
import { toFindings } from '../../core/domain/schema/findings.ts'
import type { ValidateSchema } from '../../core/domain/schema/schema-error.ts'
import { compileSchema } from './compile-schema.ts'
import type { ConfigLibrary } from './config-library.ts'
import type { LiveJob } from '../jobs/live-job.ts'

const checks = Object.fromEntries(commandNames.map(name => [name, compileSchema({ ...commandArgs[name] })])) as
  Record<CommandName, ValidateSchema> // as: fromEntries forgets the names

/** The configs of a trainer. Errors: trainer_missing. */
export type ConfigsOf = (kind: TrainerKind) => ConfigLibrary

/**
 * The arguments with their defaults filled in. `at`: pointer to them in the request. Errors: invalid_request with every
 * finding.
 */
export function parseCommandArgs<N extends CommandName> (
  name: N, args: Record<string, unknown>, at = ''
): CommandArgs[N] {
  const complete = Value.Default(commandArgs[name], structuredClone(args))
  const details = toFindings(checks[name](complete)).map(finding => ({ ...finding, pointer: at + finding.pointer }))
  const [first] = details
  if (first === undefined) return complete as CommandArgs[N] // as: valid by that very schema
  throw createAppError('invalid_request', { problem: `${first.pointer}: ${first.message}` }, { details })
}

/**
 * The arguments as the job's own trainer takes them: a sample has its fields and the defaults of its model. Errors:
 * sample_invalid.
 */
export async function fitToJob (
  configsOf: ConfigsOf,
  { record, config }: Pick<LiveJob, 'record' | 'config'>,
  { command, args, at = '' }: { command: CommandName, args: Record<string, unknown>, at?: string | undefined }
): Promise<Record<string, unknown>> {
  if (command !== 'sample_custom') return args
  const { sample, errors } = await configsOf(record.trainer).checkSample(config, args)
  if (errors.length === 0) return sample
  throw createAppError(
    'sample_invalid', { count: errors.length },
    { details: errors.map(finding => ({ ...finding, pointer: at + finding.pointer })) }
  )
}
