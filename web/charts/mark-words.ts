import type { Mark, MarkEvent } from './marks.ts'

export type Found = Pick<Mark, 'kind' | 'words' | 'more'>

/** What an event is on a chart, in words; null: nothing. */
export function markOf (event: MarkEvent, isPaused: boolean): Found | null {
  const { type, message } = event
  const more = typeof message === 'string' && message !== '' ? message : null
  switch (type) {
    case 'sample_generated':
      return { kind: 'sample', words: 'Sample', more: null }
    case 'backup_created':
      return { kind: 'backup', words: 'Backup', more: null }
    case 'model_saved':
      return { kind: 'save', words: 'Model saved', more: null }
    case 'warning':
      return { kind: 'warning', words: 'Warning', more }
    case 'job_queued':
      return queued(event, more)
    case 'command_result':
      return edited(event, more)
    case 'training_status':
      return turned(event, isPaused, more)
    default:
      return null
  }
}

const queued = ({ cause }: MarkEvent, more: string | null): Found | null =>
  cause === 'created' || cause === 'started'
    ? null
    : { kind: 'restart', words: `Queued again: ${String(cause).replace('_', ' ')}`, more }

const edited = ({ command, status }: MarkEvent, more: string | null): Found | null =>
  status === 'done' && /config|edit|prompt|update/.test(String(command))
    ? { kind: 'edit', words: String(command).replaceAll('_', ' '), more }
    : null

function turned ({ status, error, reason }: MarkEvent, isPaused: boolean, more: string | null): Found | null {
  if (status === 'paused') return isPaused ? null : { kind: 'pause', words: 'Paused', more }
  const why = typeof error === 'string' ? error : String(reason ?? '')
  if (status === 'error') return { kind: 'end', words: 'Failed', more: why }
  if (status === 'stopped') return { kind: 'end', words: 'Stopped', more }
  return status === 'running' && isPaused ? { kind: 'resume', words: 'Resumed', more } : null
}
