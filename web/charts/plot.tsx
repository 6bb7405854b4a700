import { useEffect, useImperativeHandle, useLayoutEffect, useRef, useState } from 'react'
import type { KeyboardEvent, ReactNode, Ref } from 'react'
import uPlot from 'uplot'
import 'uplot/dist/uPlot.min.css'
import { placeWords, roomAround } from './axis-format.ts'
import { coloursAt, onTheme } from './chart-colours.ts'
import { shownPart } from './bucket-store.ts'
import { drawMarks } from './draw-marks.ts'
import { plotOptions } from './plot-options.ts'
import type { PlotLook } from './plot-options.ts'
import { placeAfter } from './place-after.ts'
import { listenToTouch } from './touch.ts'
import { within } from './touch-gesture.ts'
import styles from './plot.module.css'

/** Where the drawing stands in its box, in CSS pixels, and what of the axis it shows. */
export interface PlotFrame {
  left: number
  width: number
  from: number
  to: number
}
export interface PlotHandle {
  canvas: () => HTMLCanvasElement | null
}

interface PlotProps extends PlotLook {
  label: string
  height: number
  buckets: readonly number[]
  bucket_width: number
  /** The shown part of the axis; null: all of it. */
  view: { from: number, to: number } | null
  /** Place of the bucket under the cursor; null: none. */
  cursor: number | null
  handle?: Ref<PlotHandle>
  onCursor: (at: number | null) => void
  onZoom: (range: { from: number, to: number } | null) => void
  /** Drawn over the chart, once it is known where it stands. */
  children?: ((frame: PlotFrame) => ReactNode) | undefined
}

/** A chart of lines over shared buckets: the cursor moves by pointer or arrows, a drag zooms, Escape shows all. */
export function Plot (props: PlotProps) {
  const box = useRef<HTMLDivElement>(null)
  const plot = useRef<uPlot>(null)
  const latest = useRef(props)
  latest.current = props
  const [frame, setFrame] = useState<PlotFrame | null>(null)
  const { x, lines, log, sync, height, buckets, view, cursor, label, clip, marks } = props
  const [first, end] = shownPart(props, view)
  const shape = JSON.stringify([
    x,
    log,
    sync,
    height,
    lines.map(({ key, colour, dash, width, alpha, points }) => [key, colour, dash, width, alpha, points])
  ])

  useLayoutEffect(() => {
    const element = box.current
    if (element === null) return
    function make (): void {
      plot.current?.destroy()
      plot.current = create(element!, latest, setFrame) // not null: as above
    }
    make()
    const size = new ResizeObserver(() => {
      if (element.clientWidth > 0) plot.current?.setSize({ width: element.clientWidth, height })
    })
    size.observe(element)
    const stop = onTheme(make)
    return () => {
      stop()
      size.disconnect()
      plot.current?.destroy()
      plot.current = null
    }
  }, [shape])
  useEffect(() => {
    if (plot.current !== null) show(plot.current, latest.current)
  }, [buckets, lines, view?.from, view?.to, clip?.low, clip?.high, marks])
  useImperativeHandle(props.handle, () => ({ canvas: () => plot.current?.ctx.canvas ?? null }))

  function onKeyDown (event: KeyboardEvent): void {
    const to = placeAfter(event.key, cursor, [first, end - 1])
    if (event.key === 'Escape') props.onZoom(null)
    if (to === null || plot.current === null) return
    event.preventDefault()
    moveCursor(plot.current, buckets[to] ?? 0)
  }
  const at = cursor ?? end - 1
  const shownAt = buckets[at] === undefined ? 'no value' : wordsAt(props, at)
  return (
    <div className={styles.box}>
      {frame !== null && props.children?.(frame)}
      <div
        ref={box}
        className={styles.plot}
        role='slider'
        tabIndex={0}
        aria-label={label}
        aria-valuetext={shownAt}
        aria-valuemin={first}
        aria-valuemax={Math.max(first, end - 1)}
        aria-valuenow={Math.min(Math.max(first, at), Math.max(first, end - 1))}
        style={{ height }}
        onKeyDown={onKeyDown}
        onDoubleClick={() => {
          props.onZoom(null)
        }}
      />
    </div>
  )
}

/** Moves the cursor of a chart and of those that share it. */
function moveCursor (plot: uPlot, to: number): void {
  // as: its type leaves out whether the other charts hear of it
  const move = plot.setCursor as (at: { left: number, top: number }, hooks: boolean, others: boolean) => void
  move({ left: plot.valToPos(to, 'x'), top: 10 }, true, true)
}

function create (
  element: HTMLDivElement,
  latest: { current: PlotProps },
  setFrame: (next: (frame: PlotFrame | null) => PlotFrame) => void
): uPlot {
  const { height } = latest.current
  const colours = coloursAt(element)
  // A new look of the same chart reads the newest clip and marks; the rest of it is its shape.
  const look: PlotLook = {
    ...latest.current,
    get clip () {
      return latest.current.clip
    },
    get lines () {
      return latest.current.lines
    },
    get marks () {
      return latest.current.marks
    }
  }
  // eslint-disable-next-line new-cap -- the package names its class so
  const plot = new uPlot(
    {
      ...plotOptions(look, { width: Math.max(100, element.clientWidth), height }, colours),
      hooks: {
        drawAxes: [
          plot => {
            drawMarks(plot, latest.current.marks, colours)
          }
        ],
        draw: [
          plot => {
            setFrame(before => frameOf(plot, before))
          }
        ],
        setCursor: [
          ({ cursor: { idx } }) => {
            latest.current.onCursor(idx ?? null)
          }
        ],
        setSelect: [
          plot => {
            const { left, width } = plot.select
            if (width < 4) return
            latest.current.onZoom({ from: plot.posToVal(left, 'x'), to: plot.posToVal(left + width, 'x') })
            plot.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false)
          }
        ]
      }
    },
    dataOf(latest.current),
    element
  )
  show(plot, latest.current)
  zoomByTouch(plot, latest)
  return plot
}

/** Chart and page follow the fingers; the page is told when they are lifted. */
function zoomByTouch (plot: uPlot, latest: { current: PlotProps }): void {
  listenToTouch(plot.over, {
    range: () => ({ from: plot.scales.x?.min ?? 0, to: plot.scales.x?.max ?? 1 }),
    select (part) {
      plot.setSelect({ left: 0, width: 0, ...part, top: 0, height: part === null ? 0 : plot.over.clientHeight }, false)
    },
    preview ({ from, to }) { plot.setScale('x', { min: from, max: to }) },
    zoom (range) {
      const { buckets, view } = latest.current
      const all = { from: buckets[0] ?? 0, to: buckets.at(-1) ?? 0 }
      const next = range === null || view !== null ? range : within(range, all)
      latest.current.onZoom(next)
      if (next === null) show(plot, latest.current)
    }
  })
}

function show (plot: uPlot, props: PlotProps): void {
  const { buckets, view, x } = props
  const [first = 0, last = 1] = [view?.from ?? buckets[0], view?.to ?? buckets.at(-1)]
  const room = last > first ? 0 : roomAround[x]
  plot.batch(() => {
    plot.setData(dataOf(props), false)
    plot.setScale('x', { min: first - room, max: Math.max(first, last) + room })
  })
}

const dataOf = ({ buckets, lines }: PlotProps): uPlot.AlignedData =>
  [buckets, ...lines.map(({ values }) => values)] as uPlot.AlignedData // as: it wants lists that may be written to

function frameOf (plot: uPlot, before: PlotFrame | null): PlotFrame {
  const { min = 0, max = 1 } = plot.scales.x ?? {}
  const frame = {
    left: plot.bbox.left / devicePixelRatio,
    width: plot.bbox.width / devicePixelRatio,
    from: min ?? 0,
    to: max ?? 1
  }
  const isSame =
    before !== null && (['left', 'width', 'from', 'to'] as const).every(name => before[name] === frame[name])
  return isSame ? before : frame
}

const wordsAt = ({ x, buckets, lines }: PlotProps, at: number): string =>
  [
    placeWords(x, buckets[at] ?? 0),
    ...lines
      .filter(({ isNamed, values }) => isNamed && values[at] != null)
      .map(({ label, values }) => `${label} ${values[at]?.toPrecision(4)}`)
  ].join(', ')
