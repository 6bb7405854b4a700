import { useQuery } from '@tanstack/react-query'
import type { SystemProcesses } from '../../../../core/contract/system.ts'
import { useApi } from '../../../api/use-api.ts'
import { Card } from '../../../ui/card.tsx'
import { bytes, count } from '../../../ui/format.ts'
import { Reply } from '../../../ui/reply.tsx'
import { Unknown } from '../../../ui/time.tsx'
import { PartHead } from '../part-head.tsx'
import { processesQuery } from '../queries.ts'
import styles from '../system.module.css'

type Process = SystemProcesses['processes'][number]

/** The processes of this program, and the busiest others. */
export function Processes () {
  const query = useQuery(processesQuery(useApi()))
  const ours = query.data?.processes.filter(({ role }) => role !== 'other') ?? []
  return (
    <Card>
      <PartHead title='Our processes' at={query.data?.timestamp ?? null} queries={[query]}>
        {query.data !== undefined && <p>{ours.length} of {count(query.data.total)} on this machine</p>}
      </PartHead>
      <Reply query={query} what='Processes'>
        {({ processes }) => {
          const others = processes.filter(({ role }) => role === 'other')
          return (
            <>
              <ProcessTable label='Our processes' processes={ours} />
              {others.length > 0 && (
                <details className={styles.more}>
                  <summary>The {others.length} busiest others</summary>
                  <ProcessTable label='The busiest other processes' processes={others} />
                </details>
              )}
            </>
          )
        }}
      </Reply>
    </Card>
  )
}

const ProcessTable = ({ label, processes }: { label: string, processes: readonly Process[] }) => (
  <div className={styles.scroll} tabIndex={0} role='region' aria-label={label}>
    <table className={styles.table}>
      <thead>
        <tr>
          <th scope='col'>What</th><th scope='col' className={styles.num}>PID</th>
          <th scope='col' className={styles.num}>CPU</th><th scope='col' className={styles.num}>RAM</th>
          <th scope='col' className='wide'>Started</th>
        </tr>
      </thead>
      <tbody>
        {processes.map(({ pid, parent_pid, name, role, cpu_percent, ram_bytes, started_at }) => (
          <tr key={pid}>
            <th scope='row'>{role === 'other' ? name : role}{role !== 'other' && <small>{name}</small>}</th>
            <td className={`${styles.num} mono`} title={`Started by ${parent_pid}`}>{pid}</td>
            <td className={styles.num}>{cpu_percent === null ? unknown : `${Math.round(cpu_percent)} %`}</td>
            <td className={styles.num}>{ram_bytes === null ? unknown : bytes(ram_bytes)}</td>
            <td className='wide small sub' title='By the clock and the zone of the machine'>{started_at ?? unknown}</td>
          </tr>
        ))}
      </tbody>
    </table>
  </div>
)

const unknown = <Unknown why='The system does not say' />
