import { useQuery } from '@tanstack/react-query'
import { Link } from 'wouter'
import { diskUseQuery, systemInfoQuery } from '../../api/queries.ts'
import { useApi } from '../../api/use-api.ts'
import { Notice } from '../../ui/notice.tsx'
import { bytes, duration } from '../../ui/format.ts'
import styles from './now.module.css'

const SOON_SECONDS = 12 * 3600

/** What will become trouble if nobody acts. */
export function Warnings () {
  const api = useApi()
  const disk = useQuery(diskUseQuery(api)).data
  const info = useQuery(systemInfoQuery(api)).data
  const isFillingSoon = disk?.full_in_seconds != null && disk.full_in_seconds < SOON_SECONDS
  return (
    <div className={styles.warnings}>
      {isFillingSoon && (
        <Notice tone='warn' act={<Link className='link' href='/system'>What fills it</Link>}>
          The disk is full in about {duration(disk.full_in_seconds ?? 0)} at this pace
          {disk.available_bytes === null ? '.' : `: ${bytes(disk.available_bytes)} are free.`}
        </Notice>
      )}
      {info?.gpu_problem != null && <Notice tone='warn'>nvidia-smi gives no readings: {info.gpu_problem}</Notice>}
      {info?.trainer.available === false && (
        <Notice tone='bad' act={<Link className='link' href='/system'>What was found</Link>}>
          {info.trainer.message}
        </Notice>
      )}
    </div>
  )
}
