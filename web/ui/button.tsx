import type { ButtonHTMLAttributes } from 'react'
import { onItsWay } from './on-its-way.ts'
import styles from './button.module.css'

export interface ButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  kind?: 'plain' | 'primary' | 'danger' | 'ghost'
  /** Why it cannot be pressed now. It stays reachable and says so. */
  blocked?: string | null
  /** Its act is on its way. */
  busy?: boolean
  /** Each press of several quick ones counts, as for a step. Otherwise a double click is one press. */
  repeats?: boolean
}

/** A button. One that cannot work says why, to the eye on hover and to a screen reader at once. */
export function Button ({ kind = 'plain', className = '', onClick, title, ...rest }: ButtonProps) {
  const { blocked: given = null, busy = false, repeats = false, ...others } = rest
  const blocked = busy ? onItsWay : given
  return (
    <button
      type='button' {...others} className={`${styles.button} ${styles[kind]} ${className}`}
      title={blocked ?? title} aria-disabled={blocked === null ? undefined : true}
      aria-description={blocked ?? undefined}
      onClick={event => {
        if (blocked === null && (repeats || event.detail < 2)) onClick?.(event)
        else event.preventDefault() // nor does it submit its form
      }}
    />
  )
}
