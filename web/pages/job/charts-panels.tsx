import { useCallback, useDeferredValue, useMemo, useState } from 'react'
import type { ChartBuckets } from '../../charts/bucket-store.ts'
import type { ChartSettings, ChartView } from '../../charts/chart-settings.ts'
import { MarkLane } from '../../charts/mark-lane.tsx'
import { markColours, spanOf } from '../../charts/marks.ts'
import type { MarkKind } from '../../charts/marks.ts'
import { Panel } from '../../charts/panel.tsx'
import { Card } from '../../ui/card.tsx'
import { drawnGroups } from './charts-groups.ts'
import { MarkList } from './charts-marks.tsx'
import type { ShownMark } from './charts-marks.tsx'
import type { JobDetails } from '../../jobs/job-details.ts'
import styles from './charts.module.css'

interface ChartsPanelsProps {
  job: JobDetails
  data: ChartBuckets
  settings: ChartSettings
  view: ChartView | null
  marks: readonly ShownMark[]
  steps_per_epoch: number
  onView: (view: ChartView | null) => void
}

/** The panels of a job's charts; one cursor goes through all of them. */
export function ChartsPanels ({ job, data, settings, view, marks, steps_per_epoch, onView }: ChartsPanelsProps) {
  const [place, setPlace] = useState<number | null>(null)
  const cursor = useDeferredValue(place) // the values of all panels do not hold the cursor up
  const [hidden, setHidden] = useState<ReadonlySet<MarkKind>>(new Set())
  const groups = useMemo(() => drawnGroups(data), [data])
  const placed = useMemo(
    () =>
      marks.flatMap(mark => {
        const span = hidden.has(mark.kind) ? null : spanOf(mark, settings.x, steps_per_epoch)
        return span === null ? [] : [{ ...mark, ...span, span, colour: markColours[mark.kind] }]
      }),
    [marks, settings.x, steps_per_epoch, hidden]
  )
  const drawnMarks = useMemo(
    () => placed.flatMap(({ kind, span, colour }) => kind === 'sample' ? [] : [{ ...span, colour }]),
    [placed]
  )
  const zoom = useCallback(
    (view: ChartView | null) => {
      onView(view)
    },
    [onView]
  )
  const common = {
    file: job.name,
    data,
    settings,
    view,
    cursor,
    sync: `charts ${job.job_id}`,
    marks: drawnMarks,
    onCursor: setPlace,
    onZoom: zoom
  }
  const [first, ...others] = groups
  if (first === undefined) return null
  return (
    <>
      <Card className={styles.main}>
        <div className={styles.plot}>
          <Panel {...common} title={first.title} drawn={first.drawn} height={320}>
            {frame => <MarkLane marks={placed} frame={frame} />}
          </Panel>
          <p className={`${styles.hint} ${styles.byPointer}`}>
            Drag to zoom · double-click or Escape shows all · arrow keys move the cursor
          </p>
          <p className={`${styles.hint} ${styles.byTouch}`}>Drag or pinch to zoom · double tap shows all</p>
        </div>
        <MarkList marks={marks} hidden={hidden} onHide={setHidden} />
      </Card>
      <div className={styles.others}>
        {others.map(({ key, title, drawn }) => (
          <Card key={key} className={styles.panel}>
            <Panel {...common} title={title} drawn={drawn} height={200} />
          </Card>
        ))}
      </div>
    </>
  )
}
