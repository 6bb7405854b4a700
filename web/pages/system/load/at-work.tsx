import { Link } from 'wouter'
import { useQuery } from '@tanstack/react-query'
import { queueQuery } from '../../../api/queries.ts'
import { useApi } from '../../../api/use-api.ts'
import { useLive } from '../../../live/use-live.ts'
import { Badge } from '../../../ui/badge.tsx'

/** What a device does now: which job trains on it, or that it is free. */
export function AtWork ({ device }: { device: string }) {
  const queue = useQuery(queueQuery(useApi())).data
  const jobs = useLive(({ jobs }) => jobs)
  const place = queue?.devices.find(one => one.device === device)
  if (place === undefined) return null
  if (place.job_id === null) return <Badge tone='plain'>free</Badge>
  const job = jobs.get(place.job_id)
  return (
    <>
      <Badge tone='ok'>{job?.status === 'paused' ? 'paused' : 'training'}</Badge>
      <Link className='link cut' dir='auto' title={job?.job_name ?? ''} href={`/jobs/${job?.job_slug ?? place.job_id}`}>
        {job?.job_name ?? 'its job'}
      </Link>
    </>
  )
}
