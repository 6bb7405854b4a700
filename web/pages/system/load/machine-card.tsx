import { useQuery } from '@tanstack/react-query'
import { systemInfoQuery } from '../../../api/queries.ts'
import { useApi } from '../../../api/use-api.ts'
import { Card } from '../../../ui/card.tsx'
import { gib } from '../../../ui/format.ts'
import { AtWork } from './at-work.tsx'
import { MarkLegend } from './lane-rows.tsx'
import { JobLegend, JobMemoryProblem } from './job-legend.tsx'
import { ramOfJobs } from './job-part.ts'
import { LaneRoom } from './lane-room.tsx'
import { LoadChart } from './load-chart.tsx'
import type { LoadView } from './load-chart.tsx'
import { roundUp } from './readings.ts'
import type { Reading } from './readings.ts'
import type { JobLanes } from './use-lanes.ts'
import styles from './load.module.css'

/** An hour of CPU and RAM. */
export function MachineCard ({ view, work }: { view: LoadView, work: JobLanes }) {
  const info = useQuery(systemInfoQuery(useApi())).data
  const total = view.readings.at(-1)?.ram_total_gb ?? info?.ram_total_gb ?? null
  const most = total ?? roundUp(Math.max(1, ...view.readings.map(({ ram_used_gb }) => ram_used_gb ?? 0)))
  const alone = { memory: 'RAM', view, partOf: ramOfJobs }
  const of = { of: 'the machine', view, work, tone: 'machine' as const }
  return (
    <Card className={styles.card}>
      <div className={styles.head}>
        <h2>CPU and RAM</h2>
        {info !== undefined && <p>{info.cpu.model}, {cores(info.cpu)}</p>}
        <AtWork device='cpu' />
        <MarkLegend marks={work.marks}><JobLegend {...alone} /></MarkLegend>
      </div>
      <LaneRoom work={work} across='two'>
        <LoadChart
          {...of} label='CPU' valueOf={cpuOf} scale={{ min: 0, max: 100 }} format={value => `${Math.round(value)} %`}
          ticks={['0', '50', '100 %']}
        />
        <LoadChart
          {...of} label='RAM' valueOf={ramOf} partOf={ramOfJobs} scale={{ min: 0, max: most }} format={gib}
          ticks={['0', half(most), gib(Math.round(most))]} more={total === null ? undefined : `of ${gib(total)}`}
        />
      </LaneRoom>
      <JobMemoryProblem {...alone} />
    </Card>
  )
}

const cpuOf = ({ cpu_percent }: Reading): number | null => cpu_percent
const ramOf = ({ ram_used_gb }: Reading): number | null => ram_used_gb
const half = (value: number): string =>
  (value / 2).toLocaleString(undefined, { maximumFractionDigits: value < 20 ? 1 : 0 })
const cores = ({ cores: logical }: { cores: number }): string => logical === 1 ? '1 core' : `${logical} cores`
