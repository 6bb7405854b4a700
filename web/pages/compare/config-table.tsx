import { useQuery } from '@tanstack/react-query'
import { areEqual } from '../../../core/domain/config/compare-configs.ts'
import type { ConfigComparison, ConfigGroup } from '../../../core/domain/config/compare-configs.ts'
import { useApi } from '../../api/use-api.ts'
import { changedFrom, fieldName } from '../../jobs/config-words.ts'
import type { JobDetails } from '../../jobs/job-details.ts'
import { Card } from '../../ui/card.tsx'
import { count } from '../../ui/format.ts'
import { Reply } from '../../ui/reply.tsx'
import { ConfigValue } from './config-value.tsx'
import { EqualFields } from './equal-fields.tsx'
import { configDifferencesQuery } from './queries.ts'
import { useAddress } from './use-address.ts'
import styles from './compare.module.css'

/** The fields in which the configs differ, by the parts of the config; marked is what is not as in one of the jobs. */
export function ConfigTable ({ jobs }: { jobs: readonly JobDetails[] }) {
  const [address, change] = useAddress()
  const base = Math.max(0, jobs.findIndex(({ job_slug }) => job_slug === address.get('base')))
  const query = useQuery(configDifferencesQuery(useApi(), jobs.map(({ job_id }) => job_id)))
  return (
    <Card
      title={<>What differs {query.data !== undefined && <span className={styles.sum}>{sumWords(query.data)}</span>}</>}
      side={(
        <label className={styles.against}>
          against{' '}
          <select
            value={jobs[base]?.job_slug} onChange={event => { change({ base: event.target.value }) }}
          >
            {jobs.map(({ job_slug, name }) => <option key={job_slug} value={job_slug}>{name}</option>)}
          </select>
        </label>
      )}
    >
      <Reply query={query} what='What differs'>
        {({ groups, equal }) => (
          <>
            {groups.length === 0
              ? <p className={styles.nothing}>Nothing: all have the same config.</p>
              : <Differences jobs={jobs} groups={groups} base={base} />}
            <EqualFields rows={equal} jobs={jobs.length} />
          </>
        )}
      </Reply>
    </Card>
  )
}

function sumWords ({ groups, equal }: ConfigComparison): string {
  const differ = groups.reduce((sum, { rows }) => sum + rows.length, 0)
  return `${count(differ)} of ${count(differ + equal.length)} fields`
}

interface DifferencesProps { jobs: readonly JobDetails[], groups: readonly ConfigGroup[], base: number }

const Differences = ({ jobs, groups, base }: DifferencesProps) => (
  <div className={styles.scroll} tabIndex={0} role='region' aria-label='Differences of the configs'>
    <table className={styles.table}>
      <thead>
        <tr>
          <th scope='col'>Field</th>
          {jobs.map(({ job_id, name }, place) => (
            <th key={job_id} scope='col'>
              <span className={`cut ${styles.column}`} dir='auto' title={name}>{name}</span>
              <small>{place === base ? 'base' : `${count(changedFrom(groups, base, place))} changed`}</small>
            </th>
          ))}
        </tr>
      </thead>
      {groups.map(group => <GroupRows key={group.title} group={group} jobs={jobs} base={base} />)}
    </table>
  </div>
)

interface GroupRowsProps { group: ConfigGroup, jobs: readonly JobDetails[], base: number }

const GroupRows = ({ group: { title, rows }, jobs, base }: GroupRowsProps) => (
  <tbody>
    <tr className={styles.group}>
      <th scope='rowgroup'>{title} · {count(rows.length)}</th>
      <td colSpan={jobs.length} />
    </tr>
    {rows.map(({ pointer, values }) => (
      <tr key={pointer}>
        <th scope='row' className='mono' dir='auto'>{fieldName(pointer, title)}</th>
        {values.map((value, place) => {
          const isChanged = !areEqual([values[base], value])
          return (
            <td key={jobs[place]?.job_id} className={`mono ${isChanged ? styles.changed : ''}`}>
              <ConfigValue value={value} />
              {isChanged && <span className='hidden'> (not as in {jobs[base]?.name})</span>}
            </td>
          )
        })}
      </tr>
    ))}
  </tbody>
)
