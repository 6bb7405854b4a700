import type { ReactNode } from 'react'
import styles from './figure.module.css'

/** Figures with their names. */
export const FigureList = ({ className = '', children }: { className?: string | undefined, children: ReactNode }) => (
  <dl className={`${styles.figures} ${className}`}>{children}</dl>
)

interface FigureProps {
  label: string
  children: ReactNode
  /** Of what, or in what unit. */
  more?: ReactNode
  field?: string
}

/** One figure. `field` is the field of the API that it shows, for the test that compares them. */
export const Figure = ({ label, children, more, field }: FigureProps) => (
  <div>
    <dt>{label}</dt>
    <dd><span data-field={field}>{children}</span>{more !== undefined && more !== false && <small> {more}</small>}</dd>
  </div>
)
