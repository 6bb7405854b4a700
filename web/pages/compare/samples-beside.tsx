import { useState } from 'react'
import { useQuery } from '@tanstack/react-query'
import { Link } from 'wouter'
import { useApi } from '../../api/use-api.ts'
import { SamplePicture } from '../../samples/sample-picture.tsx'
import { Card } from '../../ui/card.tsx'
import { Reply } from '../../ui/reply.tsx'
import { count } from '../../ui/format.ts'
import type { JobDetails } from '../../jobs/job-details.ts'
import { besideQuery } from './queries.ts'
import type { Alignment } from './queries.ts'
import styles from './compare.module.css'

const alignments: Record<Alignment, string> = { step: 'same step', epoch: 'same epoch', share: 'same share of the run' }

/** Samples of the same prompt and seed, of all jobs at one place that a slider chooses. */
export function SamplesBeside ({ jobs }: { jobs: readonly JobDetails[] }) {
  const [align, setAlign] = useState<Alignment>('share')
  const [chosen, setChosen] = useState<number | null>(null)
  const query = useQuery(besideQuery(useApi(), jobs.map(({ job_id }) => job_id), align))
  return (
    <Card
      title='Samples'
      side={(
        <label className='small'>
          At the{' '}
          <select
            value={align}
            onChange={event => {
              setAlign(event.target.value as Alignment) // as: the values below
              setChosen(null)
            }}
          >
            {Object.entries(alignments).map(([one, words]) => <option key={one} value={one}>{words}</option>)}
          </select>
        </label>
      )}
    >
      <Reply query={query} what='The samples'>
        {({ positions, rows }) => {
          if (positions.length === 0) return <p className={styles.nothing}>None of the jobs has a sample.</p>
          const at = Math.min(chosen ?? positions.length - 1, positions.length - 1)
          return (
            <>
              <div className={styles.slider}>
                <input
                  type='range' min={0} max={positions.length - 1} value={at} aria-label='Place in the trainings'
                  onChange={event => { setChosen(event.target.valueAsNumber) }}
                />
                <output>{placeWords(align, positions[at] ?? 0)}</output>
              </div>
              {rows.map(({ prompt, seed, cells }) => (
                <section key={`${seed} ${prompt}`} className={styles.beside} aria-label={prompt}>
                  <h3 dir='auto'>{prompt}</h3>
                  <div className={styles.pictures}>
                    {(cells[at] ?? []).map((sample, place) => (
                      <figure key={jobs[place]?.job_id}>
                        {sample === null
                          ? <span className={styles.noSample}>no sample here</span>
                          : (
                            <Link href={`/jobs/${jobs[place]?.job_slug}/samples?sample=${sample.sample_id}`}>
                              <SamplePicture sample={sample} />
                            </Link>
                            )}
                        <figcaption className='cut' dir='auto'>{jobs[place]?.name}</figcaption>
                      </figure>
                    ))}
                  </div>
                </section>
              ))}
            </>
          )
        }}
      </Reply>
    </Card>
  )
}

function placeWords (align: Alignment, at: number): string {
  return align === 'step' ? `step ${count(at)}` : align === 'epoch' ? `epoch ${at}` : `${at} % of the run`
}
