import { useInfiniteQuery } from '@tanstack/react-query'
import { Link } from 'wouter'
import type { Alignment } from '../../../core/contract/sample-matrix.ts'
import { useApi } from '../../api/use-api.ts'
import { lineStyle } from '../../charts/line-style.ts'
import { Swatch } from '../../charts/swatch.tsx'
import { useJobState } from '../../live/use-live.ts'
import { SamplePicture } from '../../samples/sample-picture.tsx'
import type { Sample } from '../../samples/sample-picture.tsx'
import { More } from '../../ui/more.tsx'
import { Reply } from '../../ui/reply.tsx'
import { count } from '../../ui/format.ts'
import type { JobDetails } from '../../jobs/job-details.ts'
import { newestState } from './newest-state.ts'
import { whyNone } from './positions.ts'
import { besideQuery } from './queries.ts'
import { jobPlace } from './use-positions.ts'
import styles from './compare.module.css'

interface SamplesAtProps { jobs: readonly JobDetails[], align: Alignment, at: number }

/** The samples of all jobs at one position: a row a prompt and seed. */
export function SamplesAt ({ jobs, align, at }: SamplesAtProps) {
  const query = useInfiniteQuery(besideQuery(useApi(), jobs.map(({ job_id }) => job_id), align, at))
  return (
    <Reply query={query} what='The samples at this place'>
      {({ pages }) => {
        const rows = pages.flatMap(({ rows }) => rows)
        const shown = rows.flatMap(({ cells: [cells = []], ...row }, place) =>
          cells.some(sample => sample !== null) ? [{ ...row, cells, place }] : [])
        return (
          <div className={query.isPlaceholderData ? 'stale' : ''} aria-busy={query.isPlaceholderData}>
            {shown.map(({ prompt, seed, cells, place }) => (
              <section key={place} className={styles.beside} aria-label={prompt}>
                <h3>
                  <span dir='auto'>{prompt}</span>{' '}
                  <small>{seed === null ? 'each has its own seed' : `seed ${seed} in all`}</small>
                </h3>
                <div className={styles.pictures}>
                  {jobs.map((job, at_job) => (
                    <JobSample
                      key={job.job_id} job={job} place={at_job} align={align} at={at} sample={cells[at_job] ?? null}
                    />
                  ))}
                </div>
              </section>
            ))}
            {shown.length < rows.length && (
              <p className={styles.nothing}>
                {count(rows.length - shown.length)} of {count(rows.length)} prompts have no sample here.
              </p>
            )}
            <More query={query}>{`Show more of ${count(pages[0]?.total_rows ?? 0)} prompts`}</More>
          </div>
        )
      }}
    </Reply>
  )
}

interface JobSampleProps { job: JobDetails, place: number, align: Alignment, at: number, sample: Sample | null }

function JobSample ({ job, place, align, at, sample }: JobSampleProps) {
  const state = newestState(job, useJobState(job.job_id))
  return (
    <figure>
      {sample === null
        ? <span className={styles.noSample}>{whyNone(align, at, jobPlace({ ...job, state }))}</span>
        : (
          <Link href={`/jobs/${job.job_slug}/samples?sample=${sample.sample_id}`}>
            <SamplePicture sample={sample} />
          </Link>
          )}
      <figcaption>
        <Swatch {...lineStyle(place)} />
        <span className='cut' dir='auto' title={job.name}>{job.name}</span>
        {sample !== null && <span className={styles.at}>step {count(sample.step)}</span>}
      </figcaption>
    </figure>
  )
}
