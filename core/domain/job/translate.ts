import type { BridgeLine, BridgeLineOf } from '../../contract/bridge.ts'
import type { CommandName } from '../../contract/commands.ts'
import type { EventBody, EventBodyOf } from '../../contract/events.ts'
import type { Envelope, JournalEvent } from '../../contract/journal.ts'
import type { JobStatus, Phase } from '../../contract/values.ts'

/** An event before the journal numbers it. The id of a sample holds that number, so both are set together. */
export type Draft =
  Exclude<EventBody, { type: 'sample_generated' }> | Omit<EventBodyOf<'sample_generated'>, 'sample_id'>

/** A command as it was sent; the trainer's lines name it by id only. */
export interface AskedCommand { command: CommandName, args: Record<string, unknown> }

/** What is known of a run when a line of its trainer is read. */
export interface RunFacts {
  pid: number
  phase: Phase
  ready: boolean
  stopping: boolean
  asked: (command_id: string) => AskedCommand | undefined
}

/** A `training_status` of a run that has not ended. */
export function statusDraft (status: JobStatus, phase: Phase, message: string): EventBodyOf<'training_status'> {
  return { type: 'training_status', status, phase, message, error: null, reason: null, exit: null, traceback: null }
}

/** A `warning`: something a person should know while training continues. */
export function warningDraft (
  code: string, message: string, details: Record<string, unknown> = {}
): EventBodyOf<'warning'> {
  return { type: 'warning', code, message: message.slice(0, 4000), details }
}

/** The lines of a trainer's file of unsent lines that could not be used. */
export function rejectedDraft (count: number): EventBodyOf<'warning'> {
  return warningDraft('bridge_line_rejected', `${count} unsent line(s) of the trainer could not be used`, { count })
}

/** A sample that was not drawn: its details say which, so that a reader can show it in its place. */
function failedSampleDraft ({ type: _type, ...details }: BridgeLineOf<'sample_failed'>): EventBodyOf<'warning'> {
  const { prompt, error } = details
  const which = prompt.length > 100 ? `${prompt.slice(0, 99)}…` : prompt
  return warningDraft('sample_failed', `The sample "${which}" was not drawn: ${error}`, details)
}

/** The events of a line of the trainer, in order: none, one or two. */
export function translate (line: BridgeLine, run: RunFacts): Draft[] {
  switch (line.type) {
    case 'ready': return [
      { ...line, type: 'trainer_ready', pid: run.pid },
      statusDraft(
        run.stopping ? 'stopping' : 'running', run.phase,
        `${line.trainer} ${line.trainer_version} on ${line.device}`
      )
    ]
    case 'status': return [statusDraft(statusWord(line, run), line.phase, line.message)]
    case 'progress': return [{ ...line, type: 'training_progress' }]
    case 'sample': return [{ ...line, type: 'sample_generated' }]
    case 'sample_failed': return [failedSampleDraft(line)]
    case 'validation': return [{ ...line, type: 'validation_result' }]
    case 'backup': return [{ ...line, type: 'backup_created' }]
    case 'save': return [{ ...line, type: 'model_saved' }]
    case 'epoch': return [{ ...line, type: 'epoch_completed' }]
    case 'scalars':
    case 'sample_progress': return [line]
    case 'command': return [commandDraft(line, run)]
    case 'heartbeat':
    case 'end': return []
    // Readers refuse a line of another type, so one that comes here has no case above.
    default: return impossible(line)
  }
}

function impossible (line: never): never {
  throw new Error(`a line of the trainer has no case in translate(): ${JSON.stringify(line)}`)
}

/** Numbers an event: the line of the journal. */
export function stamp (draft: Draft, envelope: Envelope, job_number: number): JournalEvent {
  return draft.type === 'sample_generated'
    ? { ...envelope, ...draft, sample_id: `s${job_number}-${envelope.seq}` }
    : { ...envelope, ...draft }
}

function statusWord (line: BridgeLineOf<'status'>, run: RunFacts): JobStatus {
  if (run.stopping) return 'stopping'
  if (!run.ready) return 'starting'
  return line.paused ? 'paused' : 'running'
}

function commandDraft ({ id, status, message, file }: BridgeLineOf<'command'>, run: RunFacts): Draft {
  const asked = run.asked(id)
  if (asked === undefined) {
    return warningDraft('unknown_command', `The trainer answered an unknown command: ${id}`, { command_id: id, status })
  }
  return { type: 'command_result', command_id: id, ...asked, status, message, file: file ?? null }
}
