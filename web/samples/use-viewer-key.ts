import { useEffect } from 'react'
import { isViewerKey } from './viewer-keys.ts'

/** Acts on a key of the viewer, but not while somebody writes. */
export function useViewerKey (key: string, onKey: () => void): void {
  useEffect(() => {
    function onKeyDown (event: KeyboardEvent): void {
      if (event.key === key && isViewerKey(event)) onKey()
    }
    document.addEventListener('keydown', onKeyDown)
    return () => {
      document.removeEventListener('keydown', onKeyDown)
    }
  })
}
