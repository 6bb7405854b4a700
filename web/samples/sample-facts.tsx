import { useEffect, useState } from 'react'
import { useMutation, useQuery } from '@tanstack/react-query'
import { Star } from 'lucide-react'
import { read } from '../api/client.ts'
import { useApi } from '../api/use-api.ts'
import { Button } from '../ui/button.tsx'
import { Confirm } from '../ui/confirm.tsx'
import { Time } from '../ui/time.tsx'
import { bytes, count } from '../ui/format.ts'
import { Refused } from '../ui/refused.tsx'
import type { Sample } from './grid.ts'
import { nearestCheckpoint } from './nearest-checkpoint.ts'
import { checkpointsQuery } from './queries.ts'
import { relative } from './sample-picture.tsx'
import { isViewerKey } from './viewer-keys.ts'
import styles from './viewer.module.css'

/** What is known of a sample, what a person thinks of it, and what can be done with it. */
export function SampleFacts ({ sample, onDeleted }: { sample: Sample, onDeleted: () => void }) {
  const api = useApi()
  const [notes, setNotes] = useState(sample.notes)
  const [asked, setAsked] = useState(false)
  const of = { params: { path: { sample_id: sample.sample_id } } }
  const mark = useMutation({
    mutationFn: (body: { starred?: boolean, notes?: string }) =>
      read(api.PATCH('/api/samples/{sample_id}/mark', { ...of, body }))
  })
  const remove = useMutation({
    mutationFn: () => read(api.DELETE('/api/samples/{sample_id}', of)),
    onSuccess: onDeleted
  })
  const starred = mark.data?.starred ?? sample.starred
  useStarKey(() => {
    mark.mutate({ starred: !starred })
  })
  return (
    <>
      <div className={styles.acts}>
        <Button
          aria-pressed={starred}
          onClick={() => {
            mark.mutate({ starred: !starred })
          }}
        >
          <Star size={16} className={starred ? styles.starred : ''} aria-hidden='true' />{' '}
          {starred ? 'Starred' : 'Star'}
        </Button>
        <a className='link' href={relative(sample.path)} download>
          Download
        </a>
        <Button
          kind='danger'
          onClick={() => {
            setAsked(true)
          }}
        >
          Delete …
        </Button>
      </div>
      <dl className={styles.facts}>
        <Fact name='Step'>
          {count(sample.step)}, epoch {count(sample.epoch)}
        </Fact>
        <Fact name='Drawn'>
          <Time at={sample.timestamp} />
        </Fact>
        <Fact name='Prompt'>
          <span dir='auto'>{sample.prompt}</span>
        </Fact>
        {sample.negative_prompt !== '' && (
          <Fact name='Negative prompt'>
            <span dir='auto'>{sample.negative_prompt}</span>
          </Fact>
        )}
        <Fact name='Seed'>
          <span className='mono'>{sample.seed}</span>
        </Fact>
        <Fact name='Size'>
          {sample.width} × {sample.height}, {bytes(sample.bytes)}
        </Fact>
        <Fact name='SHA-256'>
          <span className='mono'>{sample.sha256}</span>
        </Fact>
      </dl>
      <Pick sample={sample} />
      <label className={styles.notes}>
        <span>Notes</span>
        <textarea
          rows={3}
          value={notes}
          maxLength={2000}
          onChange={event => {
            setNotes(event.target.value)
          }}
        />
      </label>
      <Button
        blocked={notes === sample.notes && mark.data === undefined ? 'Nothing was changed' : null}
        onClick={() => {
          mark.mutate({ notes })
        }}
      >
        Keep the notes
      </Button>
      <Refused error={mark.error} />
      {asked && (
        <Confirm
          title='Delete this sample?'
          act={`Delete ${bytes(sample.bytes)}`}
          busy={remove.isPending}
          refused={remove.error}
          onClose={() => {
            setAsked(false)
          }}
          onConfirm={() => {
            remove.mutate()
          }}
        >
          <p>Its file and its thumbnail go; the history keeps that it was drawn.</p>
        </Confirm>
      )}
    </>
  )
}

const Fact = ({ name, children }: { name: string, children: React.ReactNode }) => (
  <div>
    <dt>{name}</dt>
    <dd>{children}</dd>
  </div>
)

/** The backup or save that is nearest to the step of a sample: what to take when the sample is the best one. */
function Pick ({ sample }: { sample: Sample }) {
  const models = useQuery(checkpointsQuery(useApi(), sample.job_id)).data?.models
  if (models === undefined) return null
  const nearest = nearestCheckpoint(models, sample.step)
  if (nearest === null) {
    return (
      <p className='small sub'>No backup and no model was written yet that this sample could be picked with.</p>
    )
  }
  const distance = Math.abs(nearest.step - sample.step)
  return (
    <p className='small'>
      The {nearest.kind} nearest to this sample is of step {count(nearest.step)}
      {distance === 0 ? ', the same' : `, ${count(distance)} steps away`}:{' '}
      <a className='link' href={relative(nearest.download_path)} download>
        {nearest.name}, {bytes(nearest.bytes)}
      </a>
    </p>
  )
}

function useStarKey (onStar: () => void): void {
  useEffect(() => {
    function onKeyDown (event: KeyboardEvent): void {
      if (event.key === 's' && isViewerKey(event)) onStar()
    }
    document.addEventListener('keydown', onKeyDown)
    return () => {
      document.removeEventListener('keydown', onKeyDown)
    }
  })
}
