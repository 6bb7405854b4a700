import type { ReactNode } from 'react'
import styles from './card.module.css'

interface CardProps { title?: ReactNode, side?: ReactNode, className?: string | undefined, children: ReactNode }

/** A part of a page, with its heading. */
export const Card = ({ title, side, className = '', children }: CardProps) => (
  <section className={`${styles.card} ${className}`}>
    {title !== undefined && <div className={styles.head}><h2>{title}</h2>{side}</div>}
    {children}
  </section>
)
