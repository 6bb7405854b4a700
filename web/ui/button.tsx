import type { ButtonHTMLAttributes } from 'react'
import styles from './button.module.css'

export interface ButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  kind?: 'plain' | 'primary' | 'danger' | 'ghost'
  /** Why it cannot be pressed now. It stays reachable and says so. */
  blocked?: string | null
}

/** A button. One that cannot work says why, to the eye on hover and to a screen reader at once. */
export function Button ({ kind = 'plain', blocked = null, className = '', onClick, title, ...rest }: ButtonProps) {
  return (
    <button
      type='button' {...rest} className={`${styles.button} ${styles[kind]} ${className}`}
      title={blocked ?? title} aria-disabled={blocked === null ? undefined : true}
      aria-description={blocked ?? undefined}
      onClick={blocked === null ? onClick : undefined}
    />
  )
}
