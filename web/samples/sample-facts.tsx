import { useEffect, useState } from 'react'
import { useMutation } from '@tanstack/react-query'
import { Star } from 'lucide-react'
import { read } from '../api/client.ts'
import { useApi } from '../api/use-api.ts'
import { Button } from '../ui/button.tsx'
import { Confirm } from '../ui/confirm.tsx'
import { Time } from '../ui/time.tsx'
import { bytes, count } from '../ui/format.ts'
import { Refused } from '../ui/refused.tsx'
import type { Sample } from './grid.ts'
import { Pick } from './pick.tsx'
import { SampleNotes } from './sample-notes.tsx'
import { relative } from './sample-picture.tsx'
import { useViewerKey } from './use-viewer-key.ts'
import styles from './viewer.module.css'

/** What is known of a sample, what a person thinks of it, and what can be done with it. */
export function SampleFacts ({ sample, onDeleted }: { sample: Sample, onDeleted: () => void }) {
  const api = useApi()
  const [asked, setAsked] = useState(false)
  const of = { params: { path: { sample_id: sample.sample_id } } }
  const mark = useMutation({
    mutationFn: (body: { starred: boolean }) =>
      read(api.PATCH('/api/samples/{sample_id}/mark', { ...of, body }))
  })
  const remove = useMutation({
    mutationFn: () => read(api.DELETE('/api/samples/{sample_id}', of)),
    onSuccess: onDeleted
  })
  useEffect(() => { mark.reset() }, [sample]) // it is newer than the reply to a press
  const starred = mark.data?.starred ?? sample.starred
  useViewerKey('s', () => {
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
      <SampleNotes sample={sample} />
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
