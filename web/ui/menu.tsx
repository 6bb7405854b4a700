import { useEffect, useId, useRef, useState } from 'react'
import type { KeyboardEvent, ReactNode } from 'react'
import { Button } from './button.tsx'
import type { ButtonProps } from './button.tsx'
import styles from './menu.module.css'

export interface MenuEntry {
  label: ReactNode
  /** A line that says what the entry does. */
  hint?: string
  danger?: boolean
  blocked?: string | null
  onChoose: () => void
}

interface MenuProps extends Pick<ButtonProps, 'kind' | 'blocked'> {
  /** Names the menu, for instance `Ways to stop`. */
  label: string
  children: ReactNode
  entries: readonly MenuEntry[]
}

/** A button that opens a list of acts. Arrows move, Escape closes. */
export function Menu ({ label, children, entries, ...button }: MenuProps) {
  const [open, setOpen] = useState(false)
  const box = useRef<HTMLDivElement>(null)
  const id = useId()
  useEffect(() => {
    if (!open) return
    itemsOf(box.current)[0]?.focus()
    const onPress = (event: PointerEvent): void => {
      if (event.target instanceof Node && box.current?.contains(event.target) !== true) setOpen(false)
    }
    document.addEventListener('pointerdown', onPress)
    return () => { document.removeEventListener('pointerdown', onPress) }
  }, [open])

  function close (): void {
    setOpen(false)
    box.current?.querySelector<HTMLElement>('[aria-haspopup]')?.focus()
  }
  function onKeyDown (event: KeyboardEvent): void {
    if (!open) return
    const items = itemsOf(box.current)
    const at = items.findIndex(item => item === document.activeElement)
    const last = items.length - 1
    const moves: Record<string, number> = {
      ArrowDown: at === last ? 0 : at + 1, ArrowUp: at <= 0 ? last : at - 1, Home: 0, End: last
    }
    const to = moves[event.key]
    if (event.key === 'Escape') close()
    if (event.key === 'Tab') setOpen(false)
    if (to === undefined) return
    event.preventDefault()
    items[to]?.focus()
  }

  return (
    <div className={styles.box} ref={box} onKeyDown={onKeyDown}>
      <Button
        {...button} aria-haspopup='menu' aria-expanded={open} aria-controls={open ? id : undefined} aria-label={label}
        onClick={() => { setOpen(!open) }}
      >
        {children}
      </Button>
      {open && (
        <div className={styles.list} role='menu' id={id} aria-label={label}>
          {entries.map(({ label, hint, danger = false, blocked = null, onChoose }, index) => (
            <button
              key={index} type='button' role='menuitem' tabIndex={-1}
              aria-disabled={blocked === null ? undefined : true}
              className={`${styles.item} ${danger ? styles.danger : ''}`}
              onClick={() => {
                if (blocked !== null) return
                close()
                onChoose()
              }}
            >
              <span>{label}</span>
              {(blocked ?? hint) !== undefined && <small>{blocked ?? hint}</small>}
            </button>
          ))}
        </div>
      )}
    </div>
  )
}

const itemsOf = (box: HTMLElement | null): HTMLElement[] =>
  [...box?.querySelectorAll<HTMLElement>('[role=menuitem]') ?? []]
