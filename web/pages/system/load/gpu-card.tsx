import { useMemo } from 'react'
import { useQuery } from '@tanstack/react-query'
import { queueQuery } from '../../../api/queries.ts'
import { useApi } from '../../../api/use-api.ts'
import { Card } from '../../../ui/card.tsx'
import { gib } from '../../../ui/format.ts'
import { AtWork } from './at-work.tsx'
import { MarkLegend } from './lane-rows.tsx'
import { LoadChart } from './load-chart.tsx'
import type { LoadView } from './load-chart.tsx'
import { gpuKey, gpuKeys, roundUp } from './readings.ts'
import type { GpuReading, Reading } from './readings.ts'
import { lanesFor } from './use-lanes.ts'
import type { JobLanes } from './use-lanes.ts'
import { gpuMemoryOfJobs } from './job-part.ts'
import { JobLegend, JobMemoryProblem } from './job-legend.tsx'
import { LaneRoom } from './lane-room.tsx'
import styles from './load.module.css'

const HOT_CELSIUS = 83

interface GpuCardProps { gpu_key: string, view: LoadView, work: JobLanes }

/** An hour of a GPU: load, memory, heat and power. */
export function GpuCard ({ gpu_key, view, work }: GpuCardProps) {
  const gpu = newestOf(view.readings, gpu_key)
  const own = useLanesOf(gpu_key, view.readings, work)
  const valuesOf = useMemo(() => accessors(gpu_key), [gpu_key])
  const most_watts = Math.max(0, ...view.readings.map(reading => valuesOf.watts(reading) ?? 0))
  if (gpu === undefined) return null
  const total = gpu.memory_total_gb
  const memory = total ?? roundUp(Math.max(0, ...view.readings.map(reading => valuesOf.memory(reading) ?? 0)))
  const limit = gpu.power_limit_watts
  const watts = roundUp(Math.max(50, most_watts, limit ?? 0))
  const alone = { memory: 'memory', view, partOf: valuesOf.jobs }
  const of = { of: `GPU ${gpu.index}`, view, work: own }
  return (
    <Card className={styles.card}>
      <div className={styles.head}>
        <h2>GPU {gpu.index}</h2><p>{gpu.name}{gpu.driver_version !== null && `, driver ${gpu.driver_version}`}</p>
        <AtWork device={gpu_key} />
        <MarkLegend marks={own.marks}><JobLegend {...alone} /></MarkLegend>
      </div>
      <LaneRoom work={own}>
        <LoadChart
          {...of} label='Load' valueOf={valuesOf.load} scale={hundred} format={whole('%')} ticks={['0', '50', '100 %']}
        />
        <LoadChart
          {...of} label='Memory' valueOf={valuesOf.memory} partOf={valuesOf.jobs} scale={{ min: 0, max: memory }}
          format={gib}
          ticks={['0', amount(memory / 2), `${amount(memory)} GB`]}
          more={total === null ? undefined : `of ${gib(total)}`}
        />
        <LoadChart
          {...of} label='Heat' valueOf={valuesOf.heat} scale={heatScale} format={whole('°C')}
          ticks={['30', '65', '100 °C']} isHot={value => value >= HOT_CELSIUS}
        />
        <LoadChart
          {...of} label='Power' valueOf={valuesOf.watts} scale={{ min: 0, max: watts }} format={whole('W')}
          ticks={['0', amount(watts / 2), `${amount(watts)} W`]}
          more={limit === null ? undefined : `of ${amount(limit)} W`}
        />
      </LaneRoom>
      <JobMemoryProblem {...alone} />
    </Card>
  )
}

const hundred = { min: 0, max: 100 }
const heatScale = { min: 30, max: 100 }
const whole = (unit: string) => (value: number): string => `${Math.round(value)} ${unit}`
const amount = (value: number): string => value.toLocaleString(undefined, { maximumFractionDigits: value < 10 ? 1 : 0 })

const newestOf = (readings: readonly Reading[], key: string): GpuReading | undefined =>
  readings.findLast(({ gpus }) => gpus.some(gpu => gpuKey(gpu) === key))?.gpus.find(gpu => gpuKey(gpu) === key)

/** Functions that stay the same, so that a path is not made anew while the cursor moves. */
function accessors (key: string) {
  const of = (reading: Reading) => reading.gpus.find(gpu => gpuKey(gpu) === key)
  return {
    load: (reading: Reading) => of(reading)?.utilization_percent ?? null,
    memory: (reading: Reading) => of(reading)?.memory_used_gb ?? null,
    jobs: gpuMemoryOfJobs(key),
    heat: (reading: Reading) => of(reading)?.temperature_celsius ?? null,
    watts: (reading: Reading) => of(reading)?.power_draw_watts ?? null
  }
}

/**
 * The jobs that are known to use this GPU. The built-in trainer uses none. A job that cannot be placed among several
 * GPUs stands at the CPU only.
 */
function useLanesOf (key: string, readings: readonly Reading[], work: JobLanes): JobLanes {
  const queue = useQuery(queueQuery(useApi())).data
  const is_only = gpuKeys(readings).length === 1
  const on_it = new Set(
    queue?.devices.flatMap(({ device, job_id }) => device === key && job_id !== null ? [job_id] : [])
  )
  return lanesFor(work, job_number => {
    const job = work.jobs.get(job_number)
    if (job === undefined) return false
    const may_use_it = job.trainer !== 'builtin' && job.device !== 'cpu'
    return on_it.has(job.job_id) || job.device === key || (is_only && may_use_it)
  })
}
