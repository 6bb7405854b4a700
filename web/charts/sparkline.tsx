import { HEIGHT, WIDTH, linePath } from './line-path.ts'
import styles from './sparkline.module.css'

interface SparklineProps {
  /** Ascending. */
  x: readonly number[]
  y: readonly number[]
  /** Where the axis ends, when more is to come. */
  until?: number
  /** What it shows, for those who do not see it. */
  label: string
  /** Writes the greatest and the least value beside it. */
  format?: (value: number) => string
}

/** A small line without axes. */
export function Sparkline ({ x, y, until, label, format }: SparklineProps) {
  const path = linePath(x, y, until)
  if (path === null) return <p className={styles.none}>No metric yet</p>
  const [least, most] = [Math.min(...y), Math.max(...y)]
  return (
    <div className={styles.box} role='img' aria-label={label}>
      <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} preserveAspectRatio='none' aria-hidden='true'>
        <path className={styles.line} d={path} />
      </svg>
      {format !== undefined && <span className={styles.most}>{format(most)}</span>}
      {format !== undefined && <span className={styles.least}>{format(least)}</span>}
    </div>
  )
}
