import { useEffect, useState } from 'react'

const event = 'announce'

/** Has a screen reader say a text once, for instance what came of an act. */
export function announce (text: string): void {
  window.dispatchEvent(new CustomEvent(event, { detail: text }))
}

/** The region that is read out; stands once on the page. */
export function Announcer () {
  const [text, setText] = useState('')
  useEffect(() => {
    const listener = (announced: Event): void => {
      if (announced instanceof CustomEvent) setText(String(announced.detail))
    }
    window.addEventListener(event, listener)
    return () => { window.removeEventListener(event, listener) }
  }, [])
  return <div className='hidden' aria-live='polite'>{text}</div>
}
