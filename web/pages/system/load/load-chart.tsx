import { useMemo, useRef } from 'react'
import type { CSSProperties, KeyboardEvent, PointerEvent, ReactNode } from 'react'
import { clockTime } from '../../../ui/format.ts'
import { LaneRows, Marks } from './lane-rows.tsx'
import { areaPath, HEIGHT, linePath, share, WIDTH } from './plot.ts'
import type { JobPart } from './job-part.ts'
import type { Scale } from './plot.ts'
import { gapsBetween, nearestReading, runsOf, stepFrom } from './readings.ts'
import type { Reading, TimeSpan } from './readings.ts'
import type { JobLanes } from './use-lanes.ts'
import { marksNear, readingTime } from './words.ts'
import styles from './load.module.css'

/** What all charts of the page share: the readings, the time they show and the moment under the cursor. */
export interface LoadView {
  readings: readonly Reading[]
  interval_ms: number
  span: TimeSpan
  cursor: number | null
  onCursor: (at: number | null) => void
}

interface LoadChartProps {
  label: string
  /** Of what the load is, for instance `GPU 0`. */
  of: string
  view: LoadView
  work: JobLanes
  valueOf: (reading: Reading) => number | null
  /** What trainings alone use of it: a line of its own. */
  partOf?: (reading: Reading) => JobPart | null
  scale: Scale
  format: (value: number) => string
  /** Shorter names of the ends and the middle of the axis, from the lowest. */
  ticks: readonly [string, string, string]
  /** What stands behind the value. */
  more?: ReactNode
  isHot?: (value: number) => boolean
  tone?: 'gpu' | 'machine'
}

/** A measure over time, with its value at the newest reading or under the cursor. */
export function LoadChart (props: LoadChartProps) {
  const { label, of, view: { readings, span, interval_ms, cursor }, work, valueOf, format, ticks, tone = 'gpu' } = props
  const reading = cursor === null ? readings.at(-1) ?? null : nearestReading(readings, cursor, interval_ms)
  const value = reading === null ? null : valueOf(reading)
  const marks = cursor === null ? '' : marksNear(work.marks, cursor, interval_ms)
  const moment = `${readingTime(reading?.at ?? cursor ?? span.to)}${marks}`
  return (
    <figure className={`${styles.chart} ${styles[tone]}`}>
      <figcaption>
        <span>{label}</span>
        <Value {...props} value={value} />
      </figcaption>
      <div className={styles.plot}>
        <div className={styles.levels} aria-hidden='true'>{ticks.map(tick => <span key={tick}>{tick}</span>)}</div>
        <Plot
          {...props} label={`${label} of ${of} since ${clockTime(span.from)}`}
          text={`${moment}: ${value === null ? 'not measured' : format(value)}${partWords(props, reading)}`}
        />
        <div className={styles.times} aria-hidden='true'>
          {[span.from, (span.from + span.to) / 2, span.to].map(at => <span key={at}>{clockTime(at)}</span>)}
          {cursor !== null && <b className={styles.at} style={beside(share(cursor, span))}>{moment}</b>}
        </div>
      </div>
    </figure>
  )
}

function partWords ({ partOf, format }: LoadChartProps, reading: Reading | null): string {
  const part = reading === null ? null : partOf?.(reading) ?? null
  if (part === null) return ''
  return `, of the ${part.jobs === 1 ? 'job' : 'jobs'} alone ${part.value === null ? 'not known' : format(part.value)}`
}

/** Below the cursor, and never beyond the ends of the axis. */
const beside = (part: number): CSSProperties =>
  ({ left: `${part * 100}%`, '--back': `${part * -100}%` }) as CSSProperties

type ValueProps = Pick<LoadChartProps, 'format' | 'more' | 'isHot'> & { value: number | null }

function Value ({ value, format, more, isHot }: ValueProps) {
  if (value === null) return <b><small>not measured</small></b>
  return (
    <b className={isHot?.(value) === true ? styles.hot : ''}>
      {format(value)}{more !== undefined && <small> {more}</small>}
    </b>
  )
}

interface PlotProps extends Pick<LoadChartProps, 'view' | 'work' | 'valueOf' | 'partOf' | 'scale'> {
  label: string
  text: string
}

/** The drawing. Keys and the pointer move the cursor of all charts over the readings. */
function Plot ({ view, work, valueOf, partOf, scale, label, text }: PlotProps) {
  const { readings, span, cursor, onCursor } = view
  const box = useRef<HTMLDivElement>(null)
  const place = cursor === null ? readings.length - 1 : readings.findLastIndex(({ at }) => at <= cursor)
  function point ({ clientX }: PointerEvent): void {
    const { left, width } = box.current?.getBoundingClientRect() ?? { left: 0, width: 1 }
    onCursor(span.from + Math.min(1, Math.max(0, (clientX - left) / width)) * (span.to - span.from))
  }
  /** A finger that is lifted leaves the value to be read. */
  function leave ({ pointerType }: PointerEvent): void {
    if (pointerType !== 'touch') onCursor(null)
  }
  function press (event: KeyboardEvent): void {
    const at = moved(event.key, readings, cursor)
    if (at === undefined) return
    event.preventDefault()
    onCursor(at)
  }
  return (
    <div
      ref={box} className={styles.box} tabIndex={0} role='slider' aria-label={label} aria-orientation='horizontal'
      aria-valuemin={0} aria-valuemax={Math.max(0, readings.length - 1)} aria-valuenow={Math.max(0, place)}
      aria-valuetext={text}
      onPointerMove={point} onPointerDown={point} onPointerLeave={leave}
      onBlur={() => { onCursor(null) }} onKeyDown={press}
    >
      <Lines view={view} valueOf={valueOf} partOf={partOf ?? noPart} scale={scale} />
      <LaneRows work={work} span={span} />
      <Marks marks={work.marks} span={span} />
      {cursor !== null && <i className={styles.cursor} style={{ left: `${share(cursor, span) * 100}%` }} />}
    </div>
  )
}

const noPart = (): null => null

const steps: Record<string, number> = {
  ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1, PageDown: -6, PageUp: 6, Home: -1e6, End: 1e6
}

/** Where a key moves the cursor to; null: away; undefined: the key means nothing here. */
function moved (key: string, readings: readonly Reading[], cursor: number | null): number | null | undefined {
  const by = steps[key]
  if (by !== undefined) return stepFrom(readings, cursor, by)
  return key === 'Escape' && cursor !== null ? null : undefined
}

type LinesProps = Pick<Required<LoadChartProps>, 'view' | 'valueOf' | 'partOf' | 'scale'>

function Lines ({ view: { readings, span, interval_ms }, valueOf, partOf, scale }: LinesProps) {
  const runs = useMemo(() => runsOf(readings, valueOf, interval_ms), [readings, valueOf, interval_ms])
  const parts = useMemo(
    () => runsOf(readings, reading => partOf(reading)?.value ?? null, interval_ms),
    [readings, partOf, interval_ms]
  )
  return (
    <>
      {gapsBetween(runs, span, interval_ms).map(gap => (
        <i
          key={gap.from} className={styles.gap} title='Nothing was measured'
          style={{ left: `${share(gap.from, span) * 100}%`, right: `${(1 - share(gap.to, span)) * 100}%` }}
        />
      ))}
      <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} preserveAspectRatio='none' aria-hidden='true'>
        <path className={styles.grid} d={`M0 0h${WIDTH}M0 ${HEIGHT / 2}h${WIDTH}`} />
        <path className={styles.area} d={areaPath(runs, span, scale)} />
        <path className={styles.line} d={linePath(runs, span, scale)} />
        {parts.length > 0 && <path className={styles.jobLine} d={linePath(parts, span, scale)} />}
      </svg>
    </>
  )
}
