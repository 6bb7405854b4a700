import { useQuery } from '@tanstack/react-query'
import type { DiskUse } from '../../../../core/contract/disk-use.ts'
import { diskUseQuery } from '../../../api/queries.ts'
import { useApi } from '../../../api/use-api.ts'
import { Badge } from '../../../ui/badge.tsx'
import { bytes, duration } from '../../../ui/format.ts'
import { Card } from '../../../ui/card.tsx'
import { Reply } from '../../../ui/reply.tsx'
import { PartHead } from '../part-head.tsx'
import { resourcesQuery } from '../queries.ts'
import { DeletedJobs } from './deleted-jobs.tsx'
import { DiskBar } from './disk-bar.tsx'
import { JobSizes } from './job-sizes.tsx'
import { OtherDisks } from './other-disks.tsx'
import styles from './disk.module.css'

/** What fills the disk of the jobs, and how full every disk is. */
export function Disks () {
  const api = useApi()
  const use = useQuery(diskUseQuery(api))
  const resources = useQuery(resourcesQuery(api))
  return (
    <Card>
      <PartHead title='Disks' at={use.data?.measured_at ?? null} queries={[use, resources]}>
        {use.data !== undefined && <FullBadge use={use.data} />}
      </PartHead>
      <Reply query={use} what='What fills the disk'>
        {data => (
          <>
            <section className={styles.part}>
              <div className={styles.line}>
                <h3>Disk of the jobs</h3>
                {data.available_bytes !== null && (
                  <span className={styles.aside}>
                    <b>{bytes(data.available_bytes)}</b> free
                    {data.size_bytes !== null && ` of ${bytes(data.size_bytes)}`}
                  </span>
                )}
              </div>
              <DiskBar use={data} />
              <p className={styles.pace}>{paceText(data)}</p>
            </section>
            <JobSizes jobs={data.jobs} />
          </>
        )}
      </Reply>
      <DeletedJobs />
      <Reply query={resources} what='The disks'>{data => <OtherDisks resources={data} />}</Reply>
    </Card>
  )
}

const SOON_SECONDS = 12 * 3600

const FullBadge = ({ use: { full_in_seconds } }: { use: DiskUse }) => full_in_seconds === null
  ? null
  : <Badge tone={full_in_seconds < SOON_SECONDS ? 'warn' : 'plain'}>full in about {duration(full_in_seconds)}</Badge>

function paceText ({ bytes: ours, growth_bytes_per_hour, full_in_seconds }: DiskUse): string {
  const jobs = `The files of the jobs take ${bytes(ours)}.`
  if (growth_bytes_per_hour === null) {
    return `${jobs} How fast the disk fills is not known: it takes some minutes of a training to measure it.`
  }
  if (growth_bytes_per_hour <= 0) return `${jobs} The disk has not filled in the last measured hour.`
  const until = full_in_seconds === null ? '' : `; it is full in about ${duration(full_in_seconds)} at this pace`
  return `${jobs} The disk fills by ${bytes(growth_bytes_per_hour)} an hour${until}.`
}
