import type { SystemResources } from '../../../../core/contract/system.ts'
import { gib } from '../../../ui/format.ts'
import { Meter } from '../../../ui/meter.tsx'
import styles from './disk.module.css'

const FULL = 0.95

/** How full each disk is, and swap. */
export const OtherDisks = (
  { resources: { disks, swap_total_gb, swap_used_gb, load_average } }: { resources: SystemResources }
) => (
  <section className={styles.part}>
    <div className={styles.line}>
      <h3>Every disk</h3>
      <span className={styles.aside}>
        load average {load_average.map(load => load.toFixed(1)).join(' · ')}
        {swap_total_gb !== null && swap_total_gb > 0 && `, swap ${gib(swap_used_gb)} of ${gib(swap_total_gb)}`}
      </span>
    </div>
    {disks.length === 0 && <p className={styles.pace}>No disk could be read.</p>}
    <div className={styles.meters}>
      {disks.map(({ mount, used_gb, available_gb, size_gb }) => {
        const share = usedShare(used_gb, available_gb)
        return (
          <Meter
            key={mount} label={mount} share={share} hot={(share ?? 0) > FULL}
            text={`${gib(available_gb)} free of ${gib(size_gb)}`}
          />
        )
      })}
    </div>
  </section>
)

/** Of what can be used: a part of a disk may be kept for the system. */
const usedShare = (used: number | null, available: number | null): number | null =>
  used === null || available === null || used + available === 0 ? null : used / (used + available)
