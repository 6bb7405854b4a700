import { useState } from 'react'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useLocation } from 'wouter'
import { Ellipsis } from 'lucide-react'
import { read } from '../../api/client.ts'
import { diskUseQuery } from '../../api/queries.ts'
import { useApi } from '../../api/use-api.ts'
import { Button } from '../../ui/button.tsx'
import { Check } from '../../ui/check.tsx'
import { Confirm } from '../../ui/confirm.tsx'
import { ChangedMeanwhile } from '../../ui/changed-meanwhile.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { Menu } from '../../ui/menu.tsx'
import { bytes } from '../../ui/format.ts'
import { Refused } from '../../ui/refused.tsx'
import type { JobDetails } from '../../jobs/job-details.ts'
import { forgetJob } from './forget-job.ts'
import { useChangeJob } from './use-change-job.ts'
import styles from './job.module.css'

/** Renames and deletes a job. */
export function JobMenu ({ job }: { job: JobDetails }) {
  const [asked, setAsked] = useState<'rename' | 'delete' | null>(null)
  const close = (): void => {
    setAsked(null)
  }
  return (
    <>
      <Menu
        label='More acts'
        kind='ghost'
        entries={[
          {
            label: 'Rename …',
            onChoose: () => {
              setAsked('rename')
            }
          },
          {
            label: 'Delete …',
            danger: true,
            hint: 'Says its size first',
            onChoose: () => {
              setAsked('delete')
            }
          }
        ]}
      >
        <Ellipsis size={18} aria-hidden='true' />
      </Menu>
      {asked === 'rename' && <Rename job={job} onClose={close} />}
      {asked === 'delete' && <DeleteJob job={job} onClose={close} />}
    </>
  )
}

function Rename ({ job, onClose }: { job: JobDetails, onClose: () => void }) {
  const [opened] = useState(job.name)
  const [name, setName] = useState(job.name)
  const change = useChangeJob(job.job_id)
  const blocked = name.trim() === '' ? 'Write a name first' : name.trim() === opened ? 'It is its name already' : null
  return (
    <Dialog title='Rename' onClose={onClose}>
      <form
        className={styles.form}
        onSubmit={event => {
          event.preventDefault()
          if (blocked === null) change.mutate({ name: name.trim() }, { onSuccess: onClose })
        }}
      >
        <label>
          Name
          <input
            value={name}
            maxLength={200}
            dir='auto'
            onChange={event => {
              setName(event.target.value)
            }}
          />
        </label>
        <ChangedMeanwhile what='name' is={job.name === opened ? undefined : job.name} isReplaced />
        <Refused error={change.error} />
        <div className={styles.next}>
          <Button onClick={onClose}>Cancel</Button>
          <Button kind='primary' type='submit' busy={change.isPending} blocked={blocked}>
            Rename
          </Button>
        </div>
      </form>
    </Dialog>
  )
}

function DeleteJob ({ job, onClose }: { job: JobDetails, onClose: () => void }) {
  const api = useApi()
  const [, navigate] = useLocation()
  const client = useQueryClient()
  const [files, setFiles] = useState(false)
  const use = useQuery(diskUseQuery(api))
  const size = use.data?.jobs.find(({ job_id }) => job_id === job.job_id)?.bytes
  const remove = useMutation({
    mutationFn: () =>
      read(
        api.DELETE('/api/v1/training-jobs/{job}', {
          params: { path: { job: job.job_id }, query: { files } }
        })
      ),
    onSuccess () {
      navigate('/jobs')
      forgetJob(client, job)
    }
  })
  const said = size === undefined ? 'its files' : bytes(size)
  return (
    <Confirm
      title={`Delete ${job.name}?`}
      act={files ? `Delete it and ${said}` : 'Delete it, keep its files'}
      busy={remove.isPending}
      refused={remove.error}
      onConfirm={() => {
        remove.mutate()
      }}
      onClose={onClose}
    >
      <p>
        The job is no longer listed.{' '}
        {size === undefined
          ? (use.error?.message ?? 'The size of its files is being measured.')
          : `Its folder holds ${said} of samples, backups, models and records.`}
      </p>
      <Check label='Delete its files too; this cannot be undone' checked={files} onChange={setFiles} />
    </Confirm>
  )
}
