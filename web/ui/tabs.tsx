import { useEffect, useRef } from 'react'
import type { ReactNode } from 'react'
import { Link } from 'wouter'
import styles from './tabs.module.css'

export interface Tab { path: string, label: string, more?: ReactNode }

/** Parts of a page, each with an address of its own. Where they have no room the current one is scrolled into view. */
export function Tabs ({ label, tabs, current }: { label: string, tabs: readonly Tab[], current: string }) {
  const bar = useRef<HTMLElement>(null)
  useEffect(() => {
    const tab = bar.current?.querySelector<HTMLElement>('[aria-current]')
    if (bar.current !== null && tab != null) bar.current.scrollLeft = tab.offsetLeft - bar.current.clientWidth / 3
  }, [current])
  return (
    <nav ref={bar} className={styles.tabs} aria-label={label}>
      {tabs.map(({ path, label, more }) => (
        <Link key={path} href={path} className={styles.tab} aria-current={path === current ? 'page' : undefined}>
          {label}{more !== undefined && <span className={styles.more}>{more}</span>}
        </Link>
      ))}
    </nav>
  )
}
