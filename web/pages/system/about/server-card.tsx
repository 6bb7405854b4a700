import type { ReactNode } from 'react'
import type { SystemInfo } from '../../../../core/contract/system.ts'
import { useLive } from '../../../live/use-live.ts'
import { Card } from '../../../ui/card.tsx'
import { duration } from '../../../ui/format.ts'
import { Time, Unknown } from '../../../ui/time.tsx'
import { upSeconds } from './uptime.ts'
import styles from './about.module.css'

/** Pages of the server besides this one, relative to the page's base. */
const links = [
  ['docs', 'API, to try'], ['redoc', 'API, to read'], ['openapi.json', 'OpenAPI document'],
  ['asyncapi.json', 'AsyncAPI document of the stream'], ['metrics', 'Metrics for Prometheus'],
  ['test_socketio.html', 'Socket.IO test page']
] as const

interface ServerCardProps { info: SystemInfo, asked_at: number }

/** This server: its version, since when it runs, where its files are, and its other pages. */
export function ServerCard ({ info: { server, os, trainer, survives_restart }, asked_at }: ServerCardProps) {
  const newest = useLive(({ server }) => server)
  const now = useLive(({ as_of }) => as_of)
  const started_at = newest?.started_at ?? server.started_at
  const system = [os.distribution ?? os.platform, os.release, os.architecture].filter(word => word !== null)
  return (
    <Card title='Server'>
      <dl className={styles.facts}>
        <Fact name='Version'>{newest?.version ?? server.version}</Fact>
        <Fact name='Up'>
          {duration(upSeconds(server, started_at, asked_at, now))}, since <Time at={started_at} />
        </Fact>
        <Fact name='State directory'><span className='mono'>{server.state_dir}</span></Fact>
        <Fact name='Trainings outlive its restart' more={survives_restart.reason}>
          {survives(survives_restart.value)}
        </Fact>
        <Fact name='Machine' more={system.join(' ')}>{os.hostname}</Fact>
        <Fact name='Programs' more={pythonOf(trainer)}>Node.js {server.node_version}</Fact>
      </dl>
      <ul className={styles.links} aria-label='Other pages of the server'>
        {links.map(([path, label]) => <li key={path}><a className='link' href={path}>{label}</a></li>)}
      </ul>
    </Card>
  )
}

const Fact = ({ name, more, children }: { name: string, more?: string, children: ReactNode }) => (
  <div><dt>{name}</dt><dd>{children}{more !== undefined && <small>{more}</small>}</dd></div>
)

const pythonOf = ({ python, python_version }: SystemInfo['trainer']): string =>
  python_version === null ? 'No Python was found' : `Python ${python_version}${python === null ? '' : `, ${python}`}`

function survives (value: boolean | null): ReactNode {
  if (value === null) return <Unknown why='It depends on how the server is run' />
  return value ? 'yes' : 'no'
}
