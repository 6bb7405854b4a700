import { useEffect, useRef } from 'react'

/** A page that is gone to begins at its top, and the keyboard in it. The first one keeps the focus where it is. */
export function usePageStart (page: string): void {
  const shown = useRef(page)
  useEffect(() => {
    if (shown.current === page) return
    shown.current = page
    window.scrollTo(0, 0)
    document.getElementById('content')?.focus({ preventScroll: true })
  }, [page])
}
