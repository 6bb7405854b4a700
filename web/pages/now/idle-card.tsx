import { Link } from 'wouter'
import type { TrainingState } from '../../../core/contract/training.ts'
import { StatusBadge } from '../../jobs/status-badge.tsx'
import { reasonWords, standingOf } from '../../jobs/status.ts'
import { TimeLeft } from '../../jobs/time-left.tsx'
import { StartButton } from '../../start/start-button.tsx'
import { Card } from '../../ui/card.tsx'
import styles from './now.module.css'

interface IdleCardProps { newest: TrainingState | undefined, held: boolean, waiting: number }

/** No device is at work: what was last, and how to start. */
export const IdleCard = ({ newest, held, waiting }: IdleCardProps) => (
  <Card className={styles.card}>
    <div className={styles.idle}>
      <h2>Nothing is training</h2>
      {waiting > 0 && (
        <p className='sub'>
          {held ? 'The queue is held, so no job starts.' : 'The next job starts when its turn has come.'}
        </p>
      )}
      {newest !== undefined && newest.job_id !== null && (
        <div className={styles.head}>
          <Link href={`/jobs/${newest.job_slug}`}>{newest.job_name}</Link>
          <StatusBadge standing={standingOf(newest)} />
          <span className={styles.when}><TimeLeft state={newest} /></span>
        </div>
      )}
      {newest?.error != null && (
        <p className={styles.trouble}>
          {newest.reason === null ? '' : `${reasonWords[newest.reason]}: `}{newest.error}
        </p>
      )}
      <div className={styles.acts}>
        <StartButton kind='primary' label='New training' />
        {newest?.job_slug != null && <StartButton label='The last one again, with changes' fork_of={newest.job_slug} />}
      </div>
    </div>
  </Card>
)
