import { useQuery } from '@tanstack/react-query'
import { Link } from 'wouter'
import type { SocketStatus } from '../../../../core/contract/socket.ts'
import { useApi } from '../../../api/use-api.ts'
import { Card } from '../../../ui/card.tsx'
import { Dot } from '../../../ui/dot.tsx'
import { bytes, count } from '../../../ui/format.ts'
import { Reply } from '../../../ui/reply.tsx'
import { Time } from '../../../ui/time.tsx'
import { PartHead } from '../part-head.tsx'
import { clientsQuery } from '../queries.ts'
import styles from '../system.module.css'

const views: Record<string, string> = {
  native: 'WebSocket', 'event-source': 'Server-sent events', 'job-stream': 'Stream of a job',
  'job-updates': 'Updates of a job', 'socket.io': 'Socket.IO'
}

type Client = SocketStatus['clients'][number]

/** Who listens to the stream, and how far each is behind. */
export function Clients () {
  const query = useQuery(clientsQuery(useApi()))
  const asked_at = query.dataUpdatedAt === 0 ? null : new Date(query.dataUpdatedAt).toISOString()
  return (
    <Card>
      <PartHead title='Clients' at={asked_at} queries={[query]}>
        {query.data !== undefined && <p>{listeners(query.data.connections)}</p>}
      </PartHead>
      <Reply query={query} what='Clients'>
        {({ clients, total_connections, closed_slow }) => (
          <>
            {clients.length > 0 && <ClientTable clients={clients} />}
            <p className={`${styles.nothing} small`} style={{ paddingTop: 'var(--s3)' }}>
              {count(total_connections)} connected since the server started
              {closed_slow > 0 && `, ${count(closed_slow)} closed because they did not read`}.
              Clients that poll are not listed.
            </p>
          </>
        )}
      </Reply>
    </Card>
  )
}

const listeners = (connections: number): string => connections === 1 ? '1 listens' : `${count(connections)} listen`

const ClientTable = ({ clients }: { clients: readonly Client[] }) => (
  <div className={styles.scroll} tabIndex={0} role='region' aria-label='Clients'>
    <table className={styles.table}>
      <thead>
        <tr>
          <th scope='col'>How</th><th scope='col' className='wide'>Since</th><th scope='col'>Has</th>
          <th scope='col' className={styles.num}>Sent</th>
        </tr>
      </thead>
      <tbody>
        {clients.map(client => (
          <tr key={client.client_id}>
            <th scope='row' title={client.client_id}>
              {views[client.view] ?? client.view}
              <small>
                {client.job_id === null
                  ? client.path
                  : <Link className='link' href={`/jobs/${client.job_id}`}>of one job</Link>}
              </small>
            </th>
            <td className='wide'><Time at={client.connected_at} /></td>
            <td><Lag client={client} /></td>
            <td className={styles.num}>{count(client.sent_messages)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  </div>
)

const Lag = ({ client: { lag_events, buffered_bytes, dropped_messages } }: { client: Client }) => (
  <>
    <span className={`${styles.lag} ${lag_events > 0 ? styles.late : ''}`}>
      <Dot tone={lag_events > 0 ? 'warn' : 'ok'} />{lag_events === 0 ? 'current' : `${count(lag_events)} events behind`}
    </span>
    {buffered_bytes > 0 && <small>{bytes(buffered_bytes)} wait to be read</small>}
    {dropped_messages > 0 && <small>{count(dropped_messages)} dropped</small>}
  </>
)
