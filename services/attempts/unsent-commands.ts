import type { CommandName, SentCommand } from '../../core/contract/commands.ts'
import type { JournalEvent } from '../../core/contract/journal.ts'
import { PROTOCOL_VERSION } from '../../core/contract/values.ts'
import type { Clock } from '../../core/domain/clock.ts'
import { timestampNow } from '../../core/domain/clock.ts'
import type { LiveJob } from '../jobs/live-job.ts'
import type { CommandRow, Store } from '../store/store.ts'
import type { EventStream } from '../stream/event-stream.ts'

/** Commands that no runner has accepted yet. */
export interface UnsentCommands {
  /** Of a job, oldest first. */
  list: (job_number: number) => Promise<SentCommand[]>
  /** Ends one as failed, because the runner refused it. */
  refuse: (command_id: string, message: string) => Promise<void>
  /** Ends them as failed, because no trainer can get them any more; resolves with their names. */
  fail: (job: LiveJob) => Promise<CommandName[]>
}

interface UnsentCommandsDeps {
  store: Pick<Store, 'unsentCommands' | 'failCommand'>
  stream: Pick<EventStream, 'publish' | 'snapshot'>
  clock: Clock
}

const MESSAGE = 'The training ended before the command reached it'

export function createUnsentCommands ({ store, stream, clock }: UnsentCommandsDeps): UnsentCommands {
  return {
    list: async job_number => (await store.unsentCommands(job_number)).map(toSent),
    refuse: async (command_id, message) => {
      await store.failCommand(command_id, message, timestampNow(clock))
    },
    async fail ({ record, position }) {
      const rows = await store.unsentCommands(record.job_number)
      for (const row of rows) {
        const timestamp = timestampNow(clock)
        await store.failCommand(row.command_id, MESSAGE, timestamp)
        const { state } = position
        // No journal is open that could keep it: the row holds the end, and clients of the stream get it now.
        const event: JournalEvent = { v: PROTOCOL_VERSION, seq: state.seq, timestamp, elapsed_ms: 0, ...failure(row) }
        stream.publish([{ id: stream.snapshot().last_id, job_id: record.job_id, kept: false, event, state }])
      }
      return rows.map(row => toSent(row).command)
    }
  }
}

const toSent = ({ command_id: id, command, args }: CommandRow): SentCommand =>
  // as: only commands are put there
  ({ id, command: command as CommandName, args: JSON.parse(args) as SentCommand['args'] })

function failure (row: CommandRow) {
  const { command, args } = toSent(row)
  return {
    type: 'command_result' as const, command_id: row.command_id, command, args, status: 'failed' as const,
    message: MESSAGE, file: null
  }
}
