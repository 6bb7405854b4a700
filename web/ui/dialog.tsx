import { useEffect, useId, useRef } from 'react'
import type { ReactNode } from 'react'
import styles from './dialog.module.css'

interface DialogProps { title: string, onClose: () => void, className?: string | undefined, children: ReactNode }

/** A dialog over the page. Escape and a press beside it close it. */
export function Dialog ({ title, onClose, className = '', children }: DialogProps) {
  const dialog = useRef<HTMLDialogElement>(null)
  const pressed = useRef<EventTarget | null>(null)
  const id = useId()
  useEffect(() => {
    const before = document.activeElement
    dialog.current?.showModal()
    // The browser gives the focus back only where the dialog closes before it goes.
    return () => { if (before instanceof HTMLElement && document.activeElement === document.body) before.focus() }
  }, [])
  return (
    <dialog
      ref={dialog} className={`${styles.dialog} ${className}`} aria-labelledby={id} onClose={onClose}
      onPointerDown={event => { pressed.current = event.target }}
      onClick={event => { // not where a selection of text that began inside ends
        if (event.target === dialog.current && pressed.current === dialog.current) dialog.current.close()
      }}
    >
      <div className={styles.body}>
        <h2 id={id} className={styles.title}>{title}</h2>
        {children}
      </div>
    </dialog>
  )
}
