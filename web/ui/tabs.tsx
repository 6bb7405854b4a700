import { Link } from 'wouter'
import type { ReactNode } from 'react'
import styles from './tabs.module.css'

export interface Tab { path: string, label: string, more?: ReactNode }

/** Parts of a page, each with an address of its own. */
export const Tabs = ({ label, tabs, current }: { label: string, tabs: readonly Tab[], current: string }) => (
  <nav className={styles.tabs} aria-label={label}>
    {tabs.map(({ path, label, more }) => (
      <Link key={path} href={path} className={styles.tab} aria-current={path === current ? 'page' : undefined}>
        {label}{more !== undefined && <span className={styles.more}>{more}</span>}
      </Link>
    ))}
  </nav>
)
