import { useEffect, useRef } from 'react'
import type { RefObject } from 'react'

/**
 * Keeps the focus in a box: when the button that has it is replaced by another, the first button there gets it. `what`
 * names which buttons there are.
 */
export function useFocusAfter (box: RefObject<HTMLElement | null>, what: string): void {
  const had_focus = useRef(false)
  useEffect(() => {
    const element = box.current
    if (element === null) return
    const onFocus = (): void => { had_focus.current = true }
    // Of a button that is removed no event tells.
    const onBlur = ({ relatedTarget }: FocusEvent): void => {
      if (relatedTarget !== null) had_focus.current = element.contains(relatedTarget as Node) // as: of a focus
    }
    element.addEventListener('focusin', onFocus)
    element.addEventListener('focusout', onBlur)
    return () => {
      element.removeEventListener('focusin', onFocus)
      element.removeEventListener('focusout', onBlur)
    }
  }, [])
  useEffect(() => {
    if (!had_focus.current || document.activeElement !== document.body) return
    box.current?.querySelector('button')?.focus({ preventScroll: true })
  }, [what])
}
