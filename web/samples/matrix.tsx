import { useEffect, useRef } from 'react'
import { useVirtualizer } from '@tanstack/react-virtual'
import { Star } from 'lucide-react'
import { count } from '../ui/format.ts'
import type { Failure, Grid, Sample } from './grid.ts'
import { SamplePicture } from './sample-picture.tsx'
import styles from './matrix.module.css'

const [HEAD_PX, SIDE_PX, GAP_PX] = [48, 76, 8]

interface MatrixProps {
  grid: Grid
  /** Width and height of a picture, in pixels. */
  size: number
  onOpen: (sample: Sample) => void
  /** The earliest steps that are loaded are in view. */
  onEnd: () => void
}

/** Samples by step and prompt, of which only those in view are drawn. */
export function Matrix ({ grid: { columns, rows }, size, onOpen, onEnd }: MatrixProps) {
  const box = useRef<HTMLDivElement>(null)
  const side = size + GAP_PX
  const shared = { getScrollElement: () => box.current, estimateSize: () => side, overscan: 2 }
  const down = useVirtualizer({ ...shared, count: rows.length, paddingStart: HEAD_PX })
  const across = useVirtualizer({ ...shared, count: columns.length, horizontal: true, paddingStart: SIDE_PX })
  useEffect(() => { down.measure(); across.measure() }, [side])
  const [shownRows, shownColumns] = [down.getVirtualItems(), across.getVirtualItems()]
  const last = shownRows.at(-1)?.index ?? 0
  useEffect(() => { if (last >= rows.length - 1) onEnd() }, [last, rows.length, onEnd])
  const square = { width: size, height: size }
  return (
    <div ref={box} className={styles.box} tabIndex={0} role='region' aria-label='Samples by step and prompt'>
      <div className={styles.sheet} style={{ width: across.getTotalSize(), height: down.getTotalSize() }}>
        <div className={styles.head}>
          {shownColumns.map(({ index, start }) => (
            <span key={index} className={styles.prompt} style={{ left: start, width: size }} dir='auto'>
              {columns[index]?.is_custom === true && <small>own · </small>}{columns[index]?.prompt}
            </span>
          ))}
        </div>
        {shownRows.map(({ index, start }) => (
          <div key={rows[index]?.step} className={styles.row} style={{ top: start, height: size }}>
            <b className={styles.step}><small>step</small> {count(rows[index]?.step ?? 0)}</b>
            {shownColumns.map(({ index: column, start }) => (
              <span key={column} className={styles.cell} style={{ left: start, ...square }}>
                <Cell
                  sample={rows[index]?.cells[column] ?? null} failure={rows[index]?.failures?.[column] ?? null}
                  onOpen={onOpen}
                />
              </span>
            ))}
          </div>
        ))}
      </div>
    </div>
  )
}

interface CellProps { sample: Sample | null, failure: Failure | null, onOpen: (sample: Sample) => void }

function Cell ({ sample, failure, onOpen }: CellProps) {
  if (sample !== null) {
    return (
      <button
        type='button' className={styles.sample} aria-label={`${sample.prompt}, step ${count(sample.step)}`}
        onClick={() => { onOpen(sample) }}
      >
        <SamplePicture sample={sample} />
        {sample.starred && <Star size={14} className={styles.star} aria-label='starred' />}
      </button>
    )
  }
  if (failure === null) return <span className={styles.none} />
  return (
    <span className={styles.failed} tabIndex={0} title={failure.error}>
      <b>Not drawn</b>
      <span dir='auto'>{failure.error}</span>
    </span>
  )
}
