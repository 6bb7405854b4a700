import { useEffect } from 'react'
import { useLocation } from 'wouter'
import { rail } from './routes.ts'

const CHORD_MS = 1500

/** What a key means while nothing is typed into. */
export interface Keys { [key: string]: () => void }

/** `g` and then a page's letter goes there; other keys as given. Keys pressed into a field are the field's. */
export function useKeys (keys: Keys): void {
  const [, navigate] = useLocation()
  useEffect(() => {
    let chord_until = 0
    function onKeyDown (event: KeyboardEvent): void {
      if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return
      const page = event.timeStamp < chord_until ? rail.find(({ key }) => key === event.key) : undefined
      chord_until = event.key === 'g' ? event.timeStamp + CHORD_MS : 0
      if (page !== undefined) navigate(page.path)
      else keys[event.key]?.()
    }
    document.addEventListener('keydown', onKeyDown)
    return () => { document.removeEventListener('keydown', onKeyDown) }
  }, [keys, navigate])
}

const isTyping = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement &&
  (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName) || target.closest('dialog') !== null)
