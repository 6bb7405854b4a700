import { MarkIcon } from './mark-icon.tsx'
import type { MarkKind } from './marks.ts'
import type { PlotFrame } from './plot.tsx'
import styles from './mark-lane.module.css'

interface LaneMark {
  seq: number
  at: number
  kind: MarkKind
  words: string
  more: string | null
  step: number | null
  isBetween: boolean
}

/** How far apart two signs stand at least, in pixels; one that would hide another is left to the list. */
const APART = 14

/** A strip above a chart with a sign for each mark that the chart shows. */
export function MarkLane ({ marks, frame }: { marks: readonly LaneMark[], frame: PlotFrame }) {
  const shown = spread(marks, frame)
  return (
    <div className={styles.lane} style={{ marginLeft: frame.left, width: frame.width }} aria-hidden='true'>
      {shown.map(({ seq, kind, words, more, left, step, isBetween }) => (
        <span
          key={seq}
          className={styles.mark}
          style={{ left }}
          title={[words, stepWords(step, isBetween), more].filter(Boolean).join(' · ')}
        >
          <MarkIcon kind={kind} />
        </span>
      ))}
    </div>
  )
}

const stepWords = (step: number | null, isBetween: boolean): string | null =>
  step === null ? null : `${isBetween ? 'near step' : 'step'} ${step}`

function spread (marks: readonly LaneMark[], { from, to, width }: PlotFrame): Array<LaneMark & { left: number }> {
  const shown: Array<LaneMark & { left: number }> = []
  // What is rare goes first: a sample never hides a failure.
  const ordered = [...marks].sort((one, other) => Number(one.kind === 'sample') - Number(other.kind === 'sample'))
  for (const mark of ordered) {
    if (mark.at < from || mark.at > to) continue
    const left = ((mark.at - from) / Math.max(to - from, Number.EPSILON)) * width
    if (shown.every(other => Math.abs(other.left - left) >= APART)) shown.push({ ...mark, left })
  }
  return shown
}
