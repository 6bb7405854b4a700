import type { Queue } from '../../../core/contract/queue.ts'
import type { Gpu, JobMemory, SystemStats } from '../../../core/contract/system.ts'
import { useLive } from '../../live/use-live.ts'
import { Meter } from '../../ui/meter.tsx'
import { gib } from '../../ui/format.ts'
import { Unknown } from '../../ui/time.tsx'
import styles from './now.module.css'

const HOT_CELSIUS = 83
const NOT_READ = 'Its processes cannot be read'

interface DeviceStripProps { devices: Queue['devices'], job_number: number | null }

/** The load of the devices of a training, as it was measured last, and what it uses of their memory itself. */
export function DeviceStrip ({ devices, job_number }: DeviceStripProps) {
  const stats = useLive(({ stats }) => stats)
  const own = stats?.job_memory.find(one => one.job_number === job_number)
  return devices.map(({ device, name }) => (
    <div key={device} className={styles.device}>
      <b>{device === 'cpu' ? 'CPU' : name}</b>
      {device === 'cpu'
        ? <CpuMeters stats={stats} own={own} />
        : <GpuMeters gpu={stats?.gpus.find(({ uuid }) => uuid === device)} own={own} />}
    </div>
  ))
}

function CpuMeters ({ stats, own }: { stats: SystemStats | null, own: JobMemory | undefined }) {
  const { cpu_percent = null, ram_used_gb = null, ram_total_gb = null } = stats ?? {}
  return (
    <>
      <Load percent={cpu_percent} />
      <Memory used={ram_used_gb} all={ram_total_gb} own={own?.ram_used_gb ?? null} why={NOT_READ} />
    </>
  )
}

function GpuMeters ({ gpu, own }: { gpu: Gpu | undefined, own: JobMemory | undefined }) {
  if (gpu === undefined) return <Meter label='load' share={null} text='' why='nvidia-smi does not list it' />
  const { utilization_percent, memory_used_gb, memory_total_gb, temperature_celsius: heat } = gpu
  const here = own?.gpus.find(({ uuid }) => uuid === gpu.uuid)
  return (
    <>
      <Load percent={utilization_percent} />
      <Memory
        used={memory_used_gb} all={memory_total_gb} own={here?.memory_used_gb ?? null} why={here?.problem ?? NOT_READ}
      />
      <Meter
        label='heat' share={part(heat, 100)} text={`${Math.round(heat ?? 0)} °C`} hot={(heat ?? 0) >= HOT_CELSIUS}
      />
      <Power watts={gpu.power_draw_watts} limit={gpu.power_limit_watts} />
    </>
  )
}

const Power = ({ watts, limit }: { watts: number | null, limit: number | null }) => watts === null
  ? null
  : limit === null
    ? <span className='small sub'>power <b>{Math.round(watts)} W</b></span>
    : <Meter label='power' share={part(watts, limit)} text={`${Math.round(watts)} of ${Math.round(limit)} W`} />

const Load = ({ percent }: { percent: number | null }) => (
  <Meter label='load' share={part(percent, 100)} text={`${Math.round(percent ?? 0)} %`} />
)

interface MemoryProps { used: number | null, all: number | null, own: number | null, why: string }

const Memory = ({ used, all, own, why }: MemoryProps) => (
  <Meter label='memory' share={part(used, all)} text={`${gib(used).replace(' GB', '')} of ${gib(all)}`}>
    this job {own === null ? <Unknown why={why} /> : gib(own)}
  </Meter>
)

const part = (value: number | null, whole: number | null): number | null =>
  value === null || whole === null || whole === 0 ? null : value / whole
