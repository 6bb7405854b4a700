import { TypeCompiler } from '@sinclair/typebox/compiler'
import { Value } from '@sinclair/typebox/value'
import { commandArgs, commandNames } from '../../src/contract/commands.ts'
import type { CommandArgs, CommandName } from '../../src/contract/commands.ts'
import { createAppError } from '../../src/domain/app-error.ts'

const checks = Object.fromEntries(commandNames.map(name => [name, TypeCompiler.Compile(commandArgs[name])])) as
  { [N in CommandName]: ReturnType<typeof TypeCompiler.Compile<typeof commandArgs[N]>> } // fromEntries forgets which belongs to which

/** The arguments with their defaults filled in; throws invalid_request that names every wrong field. */
export function parseCommandArgs<N extends CommandName> (name: N, args: Record<string, unknown>): CommandArgs[N] {
  const complete = Value.Default(commandArgs[name], structuredClone(args))
  if (checks[name].Check(complete)) return complete as CommandArgs[N] // the check of that very schema
  const details = [...checks[name].Errors(complete)].map(error => ({ pointer: `/args${error.path}`, message: error.message }))
  throw createAppError('invalid_request', { problem: `${details[0]?.pointer ?? '/args'}: ${details[0]?.message ?? 'not valid'}` }, { details })
}
