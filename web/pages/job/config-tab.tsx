import { useState } from 'react'
import { useQuery } from '@tanstack/react-query'
import { jobQuery, jobSearchQuery } from '../../api/queries.ts'
import { useApi } from '../../api/use-api.ts'
import { compareConfigs } from '../../../core/domain/config/compare-configs.ts'
import { StartButton } from '../../start/start-button.tsx'
import { announce } from '../../ui/announcer.tsx'
import { Button } from '../../ui/button.tsx'
import { Card } from '../../ui/card.tsx'
import { Reply } from '../../ui/reply.tsx'
import { ConfigDifferences } from './config-differences.tsx'
import type { JobDetails } from '../../jobs/job-details.ts'
import { attemptsQuery, defaultsQuery } from './queries.ts'
import styles from './parts.module.css'

type Config = Record<string, unknown>
const NONE = ''
const DEFAULTS = 'defaults'

/** What a job really trains with, and in what that differs from something else. */
export function ConfigTab ({ job }: { job: JobDetails }) {
  const attempts = useQuery(attemptsQuery(useApi(), job.job_id)).data?.attempts ?? []
  const [chosen, setChosen] = useState<number | null>(null)
  const [other, setOther] = useState(NONE)
  const shown = attempts.find(({ attempt }) => attempt === chosen) ?? attempts.at(-1)
  const config: Config = shown?.config ?? job.config
  const differ = compareConfigs(attempts.map(({ config }) => config)).groups.length > 0
  return (
    <Card>
      <div className={styles.tools}>
        {differ && <AttemptChoice attempts={attempts} chosen={chosen} onChoose={setChosen} />}
        <OtherChoice job={job} other={other} onChoose={setOther} />
        <span className={styles.space} />
        <Button
          onClick={() => {
            void copy(config)
          }}
        >
          Copy
        </Button>
        <StartButton label='Fork' fork_of={job.job_slug} />
      </div>
      {other === NONE && (
        <pre className={styles.json} tabIndex={0} aria-label='Config'>
          {JSON.stringify(config, null, 2)}
        </pre>
      )}
      {other === DEFAULTS && <FromDefaults config={config} trainer={job.trainer} />}
      {other !== NONE && other !== DEFAULTS && <FromJob key={other} config={config} other={other} />}
    </Card>
  )
}

interface AttemptChoiceProps {
  attempts: ReadonlyArray<{ attempt: number }>
  chosen: number | null
  onChoose: (attempt: number) => void
}

const AttemptChoice = ({ attempts, chosen, onChoose }: AttemptChoiceProps) => (
  <select
    aria-label='Attempt' value={chosen ?? attempts.at(-1)?.attempt}
    onChange={event => { onChoose(Number(event.target.value)) }}
  >
    {attempts.map(({ attempt }) => <option key={attempt} value={attempt}>Attempt {attempt}</option>)}
  </select>
)

function OtherChoice ({
  job,
  other,
  onChoose
}: {
  job: JobDetails
  other: string
  onChoose: (other: string) => void
}) {
  const [search, setSearch] = useState('')
  const found = useQuery(jobSearchQuery(useApi(), search)).data?.jobs ?? []
  return (
    <>
      <select
        aria-label='Show'
        value={other}
        onChange={event => {
          onChoose(event.target.value)
        }}
      >
        <option value={NONE}>The whole config</option>
        <option value={DEFAULTS}>What differs from the defaults</option>
        {job.fork_of !== null && <option value={job.fork_of}>What differs from its parent</option>}
        {found
          .filter(({ job_id }) => job_id !== job.job_id && job_id !== job.fork_of)
          .map(({ job_id, name, job_number }) => (
            <option key={job_id} value={job_id}>
              What differs from {job_number}, {name}
            </option>
          ))}
        {other !== NONE &&
          other !== DEFAULTS &&
          other !== job.fork_of &&
          !found.some(({ job_id }) => job_id === other) && (
            <option value={other}>What differs from the chosen job</option>
        )}
      </select>
      <input
        type='search'
        aria-label='Find another job to compare with'
        placeholder='Find a job to compare'
        value={search}
        maxLength={200}
        onChange={event => {
          setSearch(event.target.value)
        }}
      />
    </>
  )
}

const FromDefaults = ({ config, trainer }: { config: Config, trainer: JobDetails['trainer'] }) => (
  <Reply query={useQuery(defaultsQuery(useApi()))} what='The defaults'>
    {defaults =>
      defaults.trainer === trainer
        ? (
          <ConfigDifferences before={defaults.config} after={config} title='Default' />
          )
        : (
          <p className={styles.text}>
            This job was trained by another trainer than the one whose defaults are known now.
          </p>
          )}
  </Reply>
)

const FromJob = ({ config, other }: { config: Config, other: string }) => (
  <Reply query={useQuery(jobQuery(useApi(), other))} what='The other job'>
    {({ name, config: before }) => <ConfigDifferences before={before} after={config} title={name} />}
  </Reply>
)

async function copy (config: Config): Promise<void> {
  try {
    await navigator.clipboard.writeText(JSON.stringify(config, null, 2))
    announce('The config is copied')
  } catch {
    announce('The browser does not allow copying here')
  }
}
