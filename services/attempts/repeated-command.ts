import { isDeepStrictEqual } from 'node:util'
import type { CommandName } from '../../core/contract/commands.ts'
import type { CommandReply } from '../../core/contract/training.ts'
import { createAppError } from '../../core/domain/app-error.ts'
import type { StoredCommand } from '../store/store.ts'

/** The reply to a command; `repeats`: the earlier one that it only repeats, as it stands now. */
export interface CommandAnswer extends CommandReply { repeats?: StoredCommand }

/** What a command asks for, whatever its id. */
interface AskedCommand { job_id: string | undefined, command: CommandName, args: Record<string, unknown> }

/**
 * The answer to a command whose id is known: what came of the first one. The id belongs to that one alone, so another
 * command, other arguments or another job under it is a mistake; the error calls the id `name`. Errors:
 * idempotency_conflict.
 */
export function answerRepeat (
  first: StoredCommand, { job_id, command, args }: AskedCommand, name = `command id "${first.command_id}"`
): CommandAnswer {
  const isRepeat = job_id === first.job_id && command === first.command &&
    isDeepStrictEqual(JSON.parse(first.args), JSON.parse(JSON.stringify(args)))
  if (isRepeat) return { ...commandReply(first), repeats: first }
  const of = `the command ${first.command} of job ${first.job_number}, which is ${first.status}`
  throw createAppError('idempotency_conflict', { name, of })
}

export const commandReply = ({
  command_id, command, job_id, status
}: Pick<StoredCommand, 'command_id' | 'command' | 'job_id' | 'status'>): CommandReply =>
  ({ command_id, command: command as CommandName, job_id, status }) // as: only commands are stored there
