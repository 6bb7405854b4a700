import { useEffect, useRef } from 'react'
import { useVirtualizer } from '@tanstack/react-virtual'

/**
 * Rows of which only those in view are drawn. They are of one height, unless each has `measure` as its ref and its
 * place as `data-index`. `onEnd` is called when the last ones are in view.
 */
export function useVisibleRows (length: number, row_px: number, onEnd: () => void) {
  const box = useRef<HTMLDivElement>(null)
  const virtual = useVirtualizer({
    count: length, getScrollElement: () => box.current, estimateSize: () => row_px, overscan: 6
  })
  const rows = virtual.getVirtualItems()
  const last = rows.at(-1)?.index ?? 0
  useEffect(() => { if (length > 0 && last >= length - 1) onEnd() }, [last, length])
  return { box, rows, height: virtual.getTotalSize(), measure: virtual.measureElement }
}
