import { useState } from 'react'
import type { ReactNode } from 'react'
import { useLocation } from 'wouter'
import { useQuery } from '@tanstack/react-query'
import { queueQuery } from '../api/queries.ts'
import { useApi } from '../api/use-api.ts'
import { Conditions } from './conditions.tsx'
import { ConnectionChip } from './connection-chip.tsx'
import { DeviceChips } from './device-chips.tsx'
import { Announcer } from '../ui/announcer.tsx'
import { HeadingSlot } from '../ui/heading.tsx'
import { PageErrors } from './page-errors.tsx'
import { Palette } from './palette.tsx'
import { Rail } from './rail.tsx'
import { Shortcuts } from './shortcuts.tsx'
import { StalePageNotice } from './stale-page-notice.tsx'
import { ThemeChoice } from './theme-choice.tsx'
import { usePageStart } from './page-start.ts'
import { usePageTitle } from './page-title.ts'
import styles from './shell.module.css'

/** What stands around every page. */
export function Shell ({ children }: { children: ReactNode }) {
  const api = useApi()
  const [location] = useLocation()
  const [slot, setSlot] = useState<HTMLElement | null>(null)
  const waiting = useQuery(queueQuery(api)).data?.total_waiting ?? 0
  usePageTitle()
  const page = location.split('/', 3).join('/') // a tab of a page is the same page
  usePageStart(page)
  return (
    <div className={styles.app}>
      <a className={styles.skip} href='#content'>Go to the content</a>
      <Rail waiting={waiting} />
      <main id='content' className={styles.main} tabIndex={-1}>
        <div className={styles.top}>
          <div className={styles.heading} ref={setSlot} />
          <ConnectionChip />
          <DeviceChips />
          <Palette />
          <Shortcuts />
          <ThemeChoice />
        </div>
        <div className={styles.notices}>
          <StalePageNotice />
          <Conditions />
        </div>
        <HeadingSlot value={slot}>
          <PageErrors key={page}>{children}</PageErrors>
        </HeadingSlot>
      </main>
      <Announcer />
    </div>
  )
}
