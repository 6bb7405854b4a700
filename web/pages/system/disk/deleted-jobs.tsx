import { useState } from 'react'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { read } from '../../../api/client.ts'
import { useApi } from '../../../api/use-api.ts'
import { announce } from '../../../ui/announcer.tsx'
import { Button } from '../../../ui/button.tsx'
import { Confirm } from '../../../ui/confirm.tsx'
import { bytes, count } from '../../../ui/format.ts'
import { Reply } from '../../../ui/reply.tsx'
import { Time } from '../../../ui/time.tsx'
import { deletedJobsQuery } from '../queries.ts'
import styles from './disk.module.css'

const FIRST = 10

interface DeletedJob {
  job_id: string
  job_number: number
  job_name: string
  deleted_at: string
  files: number
  bytes: number
}

/** Files of deleted jobs that were kept, and a way to delete them. */
export function DeletedJobs () {
  const query = useQuery(deletedJobsQuery(useApi()))
  const [asked, setAsked] = useState<DeletedJob | null>(null)
  const [isWhole, setWhole] = useState(false)
  return (
    <Reply query={query} what='Kept files of deleted jobs'>
      {({ deleted_jobs, bytes: all }) => deleted_jobs.length === 0
        ? null
        : (
          <section className={styles.part}>
            <div className={styles.line}>
              <h3>Kept files of deleted jobs</h3><span className={styles.aside}><b>{bytes(all)}</b> in all</span>
            </div>
            <ul className={styles.deleted}>
              {(isWhole ? deleted_jobs : deleted_jobs.slice(0, FIRST)).map(job => (
                <li key={job.job_id}>
                  <span className={styles.name}>
                    <b dir='auto' className='cut' title={job.job_name}>{job.job_name}</b>
                    <small>job {job.job_number}, deleted <Time at={job.deleted_at} />, {filesOf(job)}</small>
                  </span>
                  <Button
                    aria-label={`Delete ${bytes(job.bytes)} of ${job.job_name} …`} onClick={() => { setAsked(job) }}
                  >
                    Delete {bytes(job.bytes)} …
                  </Button>
                </li>
              ))}
            </ul>
            {asked !== null && <DeleteFiles job={asked} onClose={() => { setAsked(null) }} />}
            {!isWhole && deleted_jobs.length > FIRST && (
              <Button kind='ghost' onClick={() => { setWhole(true) }}>Show all {count(deleted_jobs.length)}</Button>
            )}
          </section>
          )}
    </Reply>
  )
}

const filesOf = ({ files }: DeletedJob): string => files === 1 ? '1 file' : `${count(files)} files`

/** Asks before the files are deleted: nothing brings them back. */
function DeleteFiles ({ job, onClose }: { job: DeletedJob, onClose: () => void }) {
  const api = useApi()
  const queries = useQueryClient()
  const purge = useMutation({
    mutationFn: () => read(api.DELETE('/api/v1/deleted-jobs/{deleted_job}', {
      params: { path: { deleted_job: job.job_id } }
    })),
    onSuccess: () => {
      announce(`${bytes(job.bytes)} of ${job.job_name} are deleted.`)
      onClose()
      void queries.invalidateQueries({ queryKey: ['disk'] })
    }
  })
  return (
    <Confirm
      title={`Delete the files of ${job.job_name}?`} act={`Delete ${bytes(job.bytes)}`} busy={purge.isPending}
      refused={purge.error} onConfirm={() => { purge.mutate() }} onClose={onClose}
    >
      <p>
        {filesOf(job)} of job {job.job_number} {job.files === 1 ? 'is' : 'are'} deleted: its samples, backups, models
        and records. They cannot be restored.
      </p>
    </Confirm>
  )
}
