import type { BridgeCommand, BridgeLineOf } from '../core/contract/bridge.ts'
import { trainerCommands } from '../core/contract/commands.ts'
import type { CommandName } from '../core/contract/commands.ts'
import type { AskedCommand, Draft } from '../core/domain/job/translate.ts'
import type { Crash } from './crash-points.ts'

export interface CommandTracker {
  /**
   * Accepts a command once: journals it durably, then sends it to the trainer if it is the trainer's. A known id is
   * answered and not carried out again.
   */
  accept: (id: string, command: CommandName, args: Record<string, unknown>) => 'accepted' | 'duplicate'
  asked: (id: string) => AskedCommand | undefined
  /** Records the trainer's reply to a command. */
  onTrainerReply: (line: BridgeLineOf<'command'>) => void
  /** Ends a command that is the runner's own. */
  end: (id: string, status: 'done' | 'failed', message: string) => void
  /** Ends every command that is still open; `isDone` selects those that the end of the run fulfils. */
  endOpen: (isDone: (asked: AskedCommand) => boolean) => void
}

interface CommandTrackerDeps {
  append: (draft: Draft) => void
  commit: () => void
  /** Sends a line to the trainer; false when it does not read. */
  send: (line: string) => boolean
  crash: Crash
}

const REMEMBERED = 1000

/** Accepts commands, each exactly once, and follows them to their end. */
export function createCommandTracker ({ append, commit, send, crash }: CommandTrackerDeps): CommandTracker {
  const known = new Map<string, AskedCommand & { open: boolean }>()

  function result (id: string, asked: AskedCommand, status: 'accepted' | 'done' | 'failed', message: string): void {
    append({
      type: 'command_result', command_id: id, command: asked.command, args: asked.args, status, message, file: null
    })
  }

  function forget (): void {
    if (known.size <= REMEMBERED) return
    for (const [id, { open }] of known) {
      if (!open) { known.delete(id); return } // an open one is needed until its end
    }
  }

  return {
    accept (id, command, args) {
      if (known.has(id)) return 'duplicate'
      const asked = { command, args, open: true }
      known.set(id, asked)
      forget()
      result(id, asked, 'accepted', `${command} was accepted`)
      commit()
      crash('after-command-journaled')
      const trainerCommand = trainerCommands.find(name => name === command)
      if (trainerCommand === undefined) return 'accepted'
      const sent = send(JSON.stringify({ id, command: trainerCommand, args } satisfies BridgeCommand) + '\n')
      if (!sent && command !== 'stop') { // a stop goes on to signals
        asked.open = false
        result(id, asked, 'failed', 'The trainer does not read its commands')
        commit()
      }
      return 'accepted'
    },
    asked (id) {
      const entry = known.get(id)
      return entry === undefined ? undefined : { command: entry.command, args: entry.args }
    },
    onTrainerReply ({ id, status }) {
      const asked = known.get(id)
      if (asked !== undefined && status !== 'running') asked.open = false
    },
    end (id, status, message) {
      const asked = known.get(id)
      if (asked === undefined) return
      asked.open = false
      result(id, asked, status, message)
      commit()
    },
    endOpen (isDone) {
      for (const [id, asked] of known) {
        if (!asked.open) continue
        asked.open = false
        const done = isDone(asked)
        result(
          id, asked, done ? 'done' : 'failed',
          done ? 'Done: the trainer has ended' : 'The run ended before this was done'
        )
      }
    }
  }
}
