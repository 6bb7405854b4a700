import type { CSSProperties } from 'react'
import type { TrainingState } from '../../core/contract/training.ts'
import { fractionDone } from '../../core/domain/job/progress-report.ts'
import styles from './progress-bar.module.css'

const MOST_TICKS = 40

/** How far a training is, with a tick at the end of each epoch. */
export function ProgressBar ({ state, marks = false }: { state: TrainingState, marks?: boolean }) {
  const fraction = fractionDone(state)
  const { max_epoch, job_name } = state
  const between = max_epoch > MOST_TICKS ? 0 : Math.max(0, max_epoch - 1)
  const ticks = Array.from({ length: between }, (_, at) => (at + 1) / max_epoch)
  return (
    <div>
      <div
        className={styles.track} role='progressbar' aria-label={`Progress of ${job_name ?? 'the training'}`}
        aria-valuemin={0} aria-valuemax={100} aria-valuenow={Math.floor(fraction * 100)}
      >
        <i className={styles.done} style={{ '--done': `${fraction * 100}%` } as CSSProperties} />
        {ticks.map(at => <s key={at} style={{ left: `${at * 100}%` }} />)}
      </div>
      {marks && max_epoch > 0 && (
        <div className={styles.marks} aria-hidden='true'>
          <span>epoch 0</span>
          {max_epoch > 1 && max_epoch % 2 === 0 && <span>{max_epoch / 2}</span>}
          <span>{max_epoch}</span>
        </div>
      )}
    </div>
  )
}
