import { memo, useMemo, useRef } from 'react'
import type { ReactNode, RefObject } from 'react'
import { count, significant } from '../ui/format.ts'
import { Menu } from '../ui/menu.tsx'
import { axisNames, placeWords } from './axis-format.ts'
import { shownPart } from './bucket-store.ts'
import type { ChartBuckets } from './bucket-store.ts'
import type { ChartSettings, ChartView } from './chart-settings.ts'
import { csvOf } from './csv.ts'
import { download } from './download.ts'
import { fileName } from './file-name.ts'
import { pictureOf } from './picture.ts'
import type { PictureWords } from './picture.ts'
import { Plot } from './plot.tsx'
import type { PlotFrame, PlotHandle } from './plot.tsx'
import type { PlotLine, PlotMark } from './plot-lines.ts'
import { clipOf, linesOf, notPositive } from './series-lines.ts'
import type { DrawnSeries } from './series-lines.ts'
import { Swatch } from './swatch.tsx'
import styles from './panel.module.css'

interface PanelProps {
  title: string
  /** Begins the name of a file that is exported. */
  file: string
  data: ChartBuckets
  drawn: readonly DrawnSeries[]
  settings: ChartSettings
  view: ChartView | null
  marks: readonly PlotMark[]
  cursor: number | null
  sync: string
  height: number
  legend?: boolean
  onCursor: (at: number | null) => void
  onZoom: (view: ChartView | null) => void
  children?: (frame: PlotFrame) => ReactNode
}

const MOST_BANDS = 3

/** A chart with its heading, the values under the cursor, and its files. */
export const Panel = memo(function Panel (props: PanelProps) {
  const { title, data, drawn, settings, view, cursor, height, legend = true } = props
  const { x, smoothing, log } = settings
  const handle = useRef<PlotHandle>(null)
  const lines = useMemo(
    () => linesOf(drawn, { smoothing, log, band: drawn.length <= MOST_BANDS }),
    [drawn, smoothing, log]
  )
  const shown = useMemo(() => viewOf(view, data.buckets), [view?.from, view?.to, data.buckets])
  const part = shownPart(data, shown)
  const clip = useMemo(() => (settings.clip ? clipOf(drawn, part) : null), [drawn, settings.clip, ...part])
  const named = lines.filter(({ isNamed }) => isNamed)
  return (
    <>
      <div className={styles.head}>
        <h2 dir='auto' title={title}>{title}</h2>
        <p>
          {[clip === null ? null : clipWords(clip.clipped), missingWords(drawn), log ? hiddenWords(drawn, part) : null]
            .filter(words => words !== null)
            .join(' · ')}
        </p>
        <Menu label={`Export ${title}`} kind='ghost' entries={exportsOf(props, { handle, part, lines: named })}>
          Export
        </Menu>
      </div>
      {legend && (
        <dl className={styles.legend}>
          {named.map(({ key, label, values, colour, dash }) => (
            <div key={key}>
              <dt>
                <Swatch colour={colour} dash={dash} />
                <span dir='auto' title={label}>{label}</span>
              </dt>
              <dd>{significant(valueAt(values, cursor))}</dd>
            </div>
          ))}
          <div className={styles.place}>
            <dt>{cursor === null ? 'newest' : placeWords(x, data.buckets[cursor] ?? data.buckets.at(-1) ?? 0)}</dt>
          </div>
        </dl>
      )}
      <Plot
        x={x}
        lines={lines}
        log={log}
        clip={clip}
        sync={props.sync}
        label={`${title} by ${x}`}
        height={height}
        buckets={data.buckets}
        bucket_width={data.bucket_width}
        marks={props.marks}
        view={shown}
        cursor={cursor}
        handle={handle}
        onCursor={props.onCursor}
        onZoom={props.onZoom}
      >
        {props.children}
      </Plot>
    </>
  )
})

/** The value at a place, else the last one before it; without a place, the newest. */
export function valueAt (values: ReadonlyArray<number | null>, at: number | null): number | null {
  for (let place = at ?? values.length - 1; place >= 0; place--) {
    const value = values[place]
    if (value != null) return value
  }
  return null
}

const viewOf = (view: ChartView | null, buckets: readonly number[]): { from: number, to: number } | null =>
  view === null ? null : { from: view.from, to: view.to ?? buckets.at(-1) ?? view.from + 1 }

const clipWords = (clipped: number): string =>
  `${count(clipped)} ${clipped === 1 ? 'point is' : 'points are'} clipped`

function missingWords (drawn: readonly DrawnSeries[]): string | null {
  const missing = drawn.reduce((sum, { series }) => sum + series.non_finite_count, 0)
  return missing === 0 ? null : `${count(missing)} values are NaN or infinite`
}

function hiddenWords (drawn: readonly DrawnSeries[], part: readonly [number, number]): string | null {
  const hidden = notPositive(drawn, part)
  return hidden === 0 ? null : `${count(hidden)} not above 0, not on a log scale`
}

interface Shown { handle: RefObject<PlotHandle | null>, part: readonly [number, number], lines: readonly PlotLine[] }

function exportsOf ({ title, file, data, drawn, settings: { x } }: PanelProps, { handle, part, lines }: Shown) {
  const name = `${file} ${title}`
  return [
    {
      label: 'PNG',
      hint: 'The chart as it is shown',
      onChoose: () => {
        const canvas = handle.current?.canvas() ?? null
        const words = { title: `${title} by ${x}`, name: file, axis: axisNames[x], legend: lines }
        if (canvas !== null) void savePicture(fileName(name, 'png'), canvas, words)
      }
    },
    {
      label: 'CSV',
      hint: 'Lowest, mean and highest value of each bucket',
      onChoose: () => {
        const columns = drawn.flatMap(({ series, label }) =>
          (['min', 'mean', 'max'] as const).map(which => ({
            name: `${label} ${which}`,
            values: series[which].slice(...part)
          }))
        )
        const table = csvOf([{ name: x, values: data.buckets.slice(...part) }, ...columns])
        download(fileName(name, 'csv'), new Blob([table], { type: 'text/csv' }))
      }
    }
  ]
}

async function savePicture (name: string, canvas: HTMLCanvasElement, words: PictureWords): Promise<void> {
  const picture = await pictureOf(canvas, words)
  if (picture !== null) download(name, picture)
}
