import { lazy, Suspense } from 'react'
import { useStaleClass } from '../../live/use-live.ts'
import { Heading } from '../../ui/heading.tsx'
import { Loading } from '../../ui/loading.tsx'
import { LoadCards } from './load/load-cards.tsx'
import styles from './system.module.css'

// What stands below the first screen is loaded after it.
const Disks = lazy(async () => ({ default: (await import('./disk/disks.tsx')).Disks }))
const Machine = lazy(async () => ({ default: (await import('./machine/machine.tsx')).Machine }))
const About = lazy(async () => ({ default: (await import('./about/about.tsx')).About }))

/** Whether the machine is all right, what fills its disks, and who listens. */
export function System () {
  const stale = useStaleClass()
  return (
    <>
      <Heading><h1>System</h1></Heading>
      <div className={stale}>
        <LoadCards />
        <Suspense fallback={<Loading what='The rest of the page' />}>
          <div className={styles.parts}><Disks /><Machine /><About /></div>
        </Suspense>
      </div>
    </>
  )
}
