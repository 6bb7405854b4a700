import type { SystemInfo } from '../../../../core/contract/system.ts'
import { Dot } from '../../../ui/dot.tsx'
import type { Tone } from '../../../ui/dot.tsx'
import { TrainerChecks } from '../../../jobs/trainer-checks.tsx'
import styles from './about.module.css'

const tones: Record<string, Tone> = { ok: 'ok', warning: 'warn', missing: 'bad', waiting: 'plain' }

/** The checks of the trainer as a table; without checks, what was found in words. */
export function Trainer ({ trainer }: { trainer: SystemInfo['trainer'] }) {
  const { checks = [], message } = trainer
  if (checks.length === 0) return <div className={styles.words}><TrainerChecks trainer={trainer} /></div>
  return (
    <>
      <p className={styles.words}>{message}</p>
      <table className={styles.checks}>
        <thead>
          <tr>
            <th scope='col'>Status</th><th scope='col'>Check</th>
            <th scope='col'>What was found</th><th scope='col'>What to do</th>
          </tr>
        </thead>
        <tbody>
          {checks.map(({ name, status, message, hint }) => (
            <tr key={name}>
              <td className={`${styles.status} ${styles[status]}`}><Dot tone={tones[status] ?? 'plain'} /> {status}</td>
              <th scope='row'>{name}</th>
              <td className={styles.found}>{message}</td>
              <td className={styles.hint}>{hint}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </>
  )
}
