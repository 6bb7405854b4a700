import { useCallback, useRef, useState } from 'react'

/** Buckets are asked for in such steps of width, so that a window that is drawn wider does not ask for each pixel. */
const STEP = 200

/**
 * The width of a chart's box, in pixels, rounded up: for how many buckets are worth asking for; 0 before it is
 * measured.
 */
export function useChartWidth (): [ref: (element: HTMLElement | null) => void, width: number] {
  const [width, setWidth] = useState(0)
  const watch = useRef<ResizeObserver>(null)
  const ref = useCallback((element: HTMLElement | null) => {
    watch.current?.disconnect()
    if (element === null) return
    watch.current = new ResizeObserver(() => { setWidth(rounded(element.clientWidth)) })
    watch.current.observe(element)
  }, [])
  return [ref, width]
}

const rounded = (pixels: number): number => Math.min(4000, Math.max(STEP, Math.ceil(pixels / STEP) * STEP))
