import { useState } from 'react'
import { useMutation, useQuery } from '@tanstack/react-query'
import { useLocation } from 'wouter'
import type { JobSummary } from '../../../core/contract/jobs.ts'
import type { DiskUse } from '../../../core/contract/disk-use.ts'
import { read } from '../../api/client.ts'
import { diskUseQuery } from '../../api/queries.ts'
import { useApi } from '../../api/use-api.ts'
import { Button } from '../../ui/button.tsx'
import { Confirm } from '../../ui/confirm.tsx'
import { Refused } from '../../ui/refused.tsx'
import { bytes, count } from '../../ui/format.ts'
import { OneTag } from './one-tag.tsx'
import styles from './jobs.module.css'

const MOST_COMPARED = 30

/** What can be done with the chosen jobs. */
export function SelectionBar ({ jobs, onDone }: { jobs: readonly JobSummary[], onDone: () => void }) {
  const api = useApi()
  const [, navigate] = useLocation()
  const [asked, setAsked] = useState<'delete' | 'tag' | null>(null)
  const disk = useQuery({ ...diskUseQuery(api), enabled: asked === 'delete' }).data
  const act = useMutation({
    mutationFn: async (each: (job: JobSummary) => Promise<unknown>) => { for (const job of jobs) await each(job) },
    onSuccess () {
      setAsked(null)
      onDone()
    }
  })
  if (jobs.length === 0) return null
  const size = disk === undefined ? undefined : sizeOf(jobs, disk)
  const path = (job: JobSummary) => ({ path: { job: job.job_id } })
  const deleteJob = (job: JobSummary) =>
    read(api.DELETE('/api/v1/training-jobs/{job}', { params: { ...path(job), query: { files: true } } }))
  const tagJob = (tag: string) => (job: JobSummary) => read(api.PATCH('/api/v1/training-jobs/{job}', {
    params: path(job), body: { tags: [...new Set([...job.tags, tag])] }
  }))
  return (
    <div className={styles.selection} role='toolbar' aria-label='Chosen jobs'>
      <b>{count(jobs.length)} chosen</b>
      <Button
        kind='primary' blocked={whyNotCompare(jobs.length)}
        onClick={() => { navigate(`/compare?jobs=${jobs.map(({ job_slug }) => job_slug).join(',')}`) }}
      >
        Compare
      </Button>
      <Button onClick={() => { setAsked('tag') }}>Tag …</Button>
      <Button
        kind='danger' blocked={whyNotDelete(jobs)}
        onClick={() => { setAsked('delete') }}
      >
        Delete …
      </Button>
      <Button kind='ghost' onClick={onDone}>Choose none</Button>
      <Refused error={asked === null ? act.error : null} />
      {asked === 'delete' && (
        <Confirm
          title={`Delete ${count(jobs.length)} ${jobs.length === 1 ? 'job' : 'jobs'}?`} busy={act.isPending}
          act={size === undefined ? 'Delete' : `Delete ${bytes(size)}`} refused={act.error}
          onClose={() => { setAsked(null) }} onConfirm={() => { act.mutate(deleteJob) }}
        >
          <Goes size={size} />
          <ul className={styles.names}>{jobs.map(({ job_id, name }) => <li key={job_id} dir='auto'>{name}</li>)}</ul>
        </Confirm>
      )}
      {asked === 'tag' && <OneTag onClose={() => { setAsked(null) }} onTag={tag => { act.mutate(tagJob(tag)) }} />}
    </div>
  )
}

const Goes = ({ size }: { size: number | undefined }) => (
  <p>
    Their samples, backups, models and logs go too
    {size === undefined ? '; their size is being measured.' : `: ${bytes(size)}.`}
  </p>
)

const sizeOf = (jobs: readonly JobSummary[], disk: DiskUse): number =>
  disk.jobs.filter(({ job_id }) => jobs.some(job => job.job_id === job_id)).reduce((sum, { bytes }) => sum + bytes, 0)

function whyNotDelete (jobs: readonly JobSummary[]): string | null {
  const at_work = jobs.filter(({ status }) => ['running', 'queued', 'paused'].includes(status)).length
  return at_work > 0 ? `${at_work} of them wait or run; stop them first` : null
}

function whyNotCompare (jobs: number): string | null {
  if (jobs < 2) return 'Choose two or more'
  return jobs > MOST_COMPARED ? `At most ${MOST_COMPARED} can be compared` : null
}
