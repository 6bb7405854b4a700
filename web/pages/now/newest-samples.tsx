import { useQuery } from '@tanstack/react-query'
import { Link } from 'wouter'
import type { TrainingState } from '../../../core/contract/training.ts'
import { newestSamplesQuery } from '../../api/queries.ts'
import { useApi } from '../../api/use-api.ts'
import { SamplePicture } from '../../samples/sample-picture.tsx'
import { count } from '../../ui/format.ts'
import { Reply } from '../../ui/reply.tsx'
import styles from './now.module.css'

const SHOWN = 5

/** The newest sample, large, and the ones before it. */
export function NewestSamples ({ state: { job_id, job_slug } }: { state: TrainingState }) {
  const all = `/jobs/${job_slug}/samples`
  const query = useQuery(newestSamplesQuery(useApi(), job_id ?? '', SHOWN))
  return (
    <Reply query={query} what='The samples'>
      {({ samples: [newest, ...before] }) => {
        if (newest === undefined) return <p className={styles.noSample}>No sample yet. Sample now draws one.</p>
        return (
          <>
            <Link className={styles.newest} href={`${all}?sample=${newest.sample_id}`}>
              <SamplePicture sample={newest} eager full />
            </Link>
            <p className={styles.caption}>
              <span className='cut' dir='auto'>“{newest.prompt}”</span>
              <span className='dim'>step&nbsp;<span data-field='sample_step'>{count(newest.step)}</span></span>
            </p>
            <div className={styles.strip}>
              {before.slice(0, 4).reverse().map(sample => (
                <Link
                  key={sample.sample_id} href={`${all}?sample=${sample.sample_id}`}
                  title={`step ${count(sample.step)}`}
                >
                  <SamplePicture sample={sample} />
                </Link>
              ))}
            </div>
            <p className={styles.caption}>
              <span className='dim'>{before.length > 0 ? 'those before it' : ''}</span>
              <Link className='link' href={all}>All samples</Link>
            </p>
          </>
        )
      }}
    </Reply>
  )
}
