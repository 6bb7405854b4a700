import { Card } from '../../ui/card.tsx'
import { Unknown } from '../../ui/time.tsx'
import { configRows } from './config-rows.ts'
import type { JobDetails } from '../../jobs/job-details.ts'
import styles from './compare.module.css'

/** The fields in which the configs differ. */
export function ConfigTable ({ jobs }: { jobs: readonly JobDetails[] }) {
  const rows = configRows(jobs.map(({ config }) => config))
  return (
    <Card title='What differs in the configs'>
      {rows.length === 0
        ? <p className={styles.nothing}>Nothing: all trained with the same config.</p>
        : (
          <div className={styles.scroll} tabIndex={0} role='region' aria-label='Differences of the configs'>
            <table className={styles.table}>
              <thead>
                <tr>
                  <th scope='col'>Field</th>
                  {jobs.map(({ job_id, name }) => <th key={job_id} scope='col' dir='auto'>{name}</th>)}
                </tr>
              </thead>
              <tbody>
                {rows.map(({ pointer, values }) => (
                  <tr key={pointer}>
                    <th scope='row' className='mono'>{pointer.slice(1).replaceAll('/', ' · ')}</th>
                    {values.map((value, place) => (
                      <td key={jobs[place]?.job_id} className='mono'>
                        {value === undefined ? <Unknown why='It has no such field' /> : JSON.stringify(value)}
                      </td>
                    ))}
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
          )}
    </Card>
  )
}
