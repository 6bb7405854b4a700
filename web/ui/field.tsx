import type { ReactNode } from 'react'
import styles from './field.module.css'

/** A control with its name. */
export const Field = ({ label, children }: { label: string, children: ReactNode }) => (
  <label className={styles.field}><span>{label}</span>{children}</label>
)
