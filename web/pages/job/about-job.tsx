import { useState } from 'react'
import { Link } from 'wouter'
import { Button } from '../../ui/button.tsx'
import { ChangedMeanwhile } from '../../ui/changed-meanwhile.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { Refused } from '../../ui/refused.tsx'
import type { JobDetails } from '../../jobs/job-details.ts'
import { changedFields, tagsIn } from './job-changes.ts'
import { useChangeJob } from './use-change-job.ts'
import styles from './job.module.css'

/** Origin, tags and notes of a job. */
export function AboutJob ({ job }: { job: JobDetails }) {
  const [editing, setEditing] = useState(false)
  const isBare = job.notes === '' && job.tags.length === 0
  return (
    <div className={styles.about}>
      {job.fork_of !== null && (
        <Link className='link' href={`/jobs/${job.fork_of}`}>
          Forked from another job
        </Link>
      )}
      {job.config_name !== null && (
        <Link className='link' dir='auto' href={`/jobs?${new URLSearchParams({ config: job.config_name }).toString()}`}>
          From the config {job.config_name}
        </Link>
      )}
      {job.tags.map(tag => (
        <span key={tag} className={styles.tag} dir='auto'>
          {tag}
        </span>
      ))}
      {job.notes !== '' && (
        <p className={styles.notes} dir='auto'>
          {job.notes}
        </p>
      )}
      <Button
        kind='ghost'
        onClick={() => {
          setEditing(true)
        }}
      >
        {isBare ? 'Add notes and tags' : 'Edit notes and tags'}
      </Button>
      {editing && (
        <EditJob
          job={job}
          onClose={() => {
            setEditing(false)
          }}
        />
      )}
    </div>
  )
}

function EditJob ({ job, onClose }: { job: JobDetails, onClose: () => void }) {
  const [opened] = useState(job)
  const [notes, setNotes] = useState(job.notes)
  const [tags, setTags] = useState(job.tags.join(', '))
  const change = useChangeJob(job.job_id)
  const mine = changedFields(opened, { notes, tags: tagsIn(tags) })
  const others = changedFields(opened, job)
  return (
    <Dialog title='Notes and tags' onClose={onClose}>
      <form
        className={styles.form}
        onSubmit={event => {
          event.preventDefault()
          change.mutate(mine, { onSuccess: onClose })
        }}
      >
        <label>
          Tags, between commas
          <input
            value={tags}
            dir='auto'
            onChange={event => {
              setTags(event.target.value)
            }}
          />
        </label>
        <label>
          Notes
          <textarea
            rows={6}
            value={notes}
            maxLength={20_000}
            dir='auto'
            onChange={event => {
              setNotes(event.target.value)
            }}
          />
        </label>
        <ChangedMeanwhile what='tags' is={others.tags?.join(', ')} isReplaced={mine.tags !== undefined} />
        <ChangedMeanwhile what='notes' is={others.notes} isReplaced={mine.notes !== undefined} />
        <Refused error={change.error} />
        <div className={styles.next}>
          <Button onClick={onClose}>Cancel</Button>
          <Button kind='primary' type='submit' busy={change.isPending}>
            Save
          </Button>
        </div>
      </form>
    </Dialog>
  )
}
