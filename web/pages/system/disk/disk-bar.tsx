import type { DiskUse } from '../../../../core/contract/disk-use.ts'
import { bytes } from '../../../ui/format.ts'
import { diskParts } from './kinds.ts'
import styles from './disk.module.css'

/** The disk as a bar of its parts, and their sizes. */
export function DiskBar ({ use }: { use: DiskUse }) {
  const parts = diskParts(use)
  const shown = parts.filter(part => part.bytes > 0)
  return (
    <>
      <div className={styles.bar} aria-hidden='true'>
        {shown.map(part => (
          <i
            key={part.kind} className={styles[part.kind]} style={{ flexGrow: part.bytes }}
            title={`${part.label} ${bytes(part.bytes)}`}
          />
        ))}
      </div>
      <dl className={styles.kinds}>
        {parts.map(part => (
          <div key={part.kind} title={part.hint}>
            <dt><i className={`${styles.swatch} ${styles[part.kind]}`} />{part.label}</dt>
            <dd>{bytes(part.bytes)}</dd>
          </div>
        ))}
      </dl>
    </>
  )
}
