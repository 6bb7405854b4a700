import type { TrainingState } from '../../core/contract/training.ts'
import type { CommandName } from '../../core/contract/commands.ts'
import { useLive } from '../live/use-live.ts'
import type { CommandResult } from '../live/state.ts'
import { Dot } from '../ui/dot.tsx'
import type { Tone } from '../ui/dot.tsx'
import { Time } from '../ui/time.tsx'
import { bytes } from '../ui/format.ts'
import styles from './command-life.module.css'

export const commandWords: Record<CommandName, string> = {
  stop: 'Stop', pause: 'Pause', resume: 'Resume', sample_default: 'Sample', sample_custom: 'Sample of an own prompt',
  backup: 'Backup', save: 'Save', stack_dump: 'Stack dump', kill: 'Kill'
}
const states: Record<CommandResult['status'], { tone: Tone, words: string }> = {
  accepted: { tone: 'plain', words: 'sent' }, running: { tone: 'warn', words: 'in work' },
  done: { tone: 'ok', words: 'done' }, failed: { tone: 'bad', words: 'failed' }
}
const SHOWN = 2

/** The newest commands of a job, whoever gave them: sent, in work, done with its file, or failed with its reason. */
export function CommandLife ({ state: { job_id } }: { state: TrainingState }) {
  const commands = useLive(({ commands }) => commands)
  const newest = [...commands.values()].filter(command => command.job_id === job_id).slice(-SHOWN).reverse()
  if (newest.length === 0) return null
  return (
    <ul className={styles.life} aria-label='Newest commands' aria-live='polite'>
      {newest.map(({ command_id, command, status, message, file, timestamp }) => (
        <li key={command_id}>
          <Dot tone={states[status].tone} />
          <span>{commandWords[command]} {states[status].words}</span>
          {file !== null && (
            <span className={`mono ${styles.file}`} title={file.path}>
              {file.path.split('/').at(-1)}, {bytes(file.bytes)}
            </span>
          )}
          {status === 'failed' && <span className={styles.reason}>{message}</span>}
          <span className='dim'><Time at={timestamp} /></span>
        </li>
      ))}
    </ul>
  )
}
