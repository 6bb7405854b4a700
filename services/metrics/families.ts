import { conditionNames } from '../../core/contract/conditions.ts'
import type { Condition } from '../../core/contract/conditions.ts'
import { jobStatuses } from '../../core/contract/values.ts'
import type { TrainingState } from '../../core/contract/training.ts'
import type { DeviceLoad } from '../../core/domain/device-load.ts'
import { fractionDone } from '../../core/domain/job/progress-report.ts'
import type { ServerMetrics } from './server-metrics.ts'

/** What one scrape shows. */
export interface Scrape extends ServerMetrics {
  conditions: readonly Condition[]
  /** Open connections of the streams, by view. */
  clients: Readonly<Record<string, number>>
  node_version: string
}

/** `value` null: unknown, and therefore not shown. */
export interface Sample { labels: Record<string, string>, value: number | null }

/** A gauge: its samples are made anew on each scrape, so that a label is gone with what it named. */
export interface Family { name: string, help: string, labels: readonly string[], samples: (scrape: Scrape) => Sample[] }

const flag = (is: boolean): number => is ? 1 : 0
const one = (value: number | null): Sample[] => [{ labels: {}, value }]

/** A family with one sample for each word; what a word has no entry for is 0. */
const byWord = (label: string, words: readonly string[], count: (word: string) => number): Sample[] =>
  words.map(word => ({ labels: { [label]: word }, value: count(word) }))

/** A figure of each training. The name is for people; the number never changes. */
const ofTraining = (name: string, help: string, read: (state: TrainingState) => number | null): Family => ({
  name: `onetrainer_training_${name}`, help, labels: ['job_number', 'job_name'],
  samples: ({ trainings }) => trainings.map(state => ({
    labels: { job_number: String(state.job_number), job_name: state.job_name ?? '' }, value: read(state)
  }))
})

const ofDevice = (name: string, help: string, read: (load: DeviceLoad) => number | null): Family => ({
  name: `onetrainer_device_${name}`, help, labels: ['device', 'device_name'],
  samples: ({ devices }) =>
    devices.map(load => ({ labels: { device: load.device, device_name: load.name }, value: read(load) }))
})

const ofServer: Family[] = [
  {
    name: 'onetrainer_build_info', help: 'Version of onetrainer-web-ui and of Node.js; always 1',
    labels: ['version', 'node_version'],
    samples: ({ version, node_version }) => [{ labels: { version, node_version }, value: 1 }]
  },
  {
    name: 'onetrainer_condition', help: '1 while that trouble lasts; GET /readyz says what to do',
    labels: ['condition'],
    samples: ({ conditions }) => byWord(
      'condition', conditionNames, word => flag(conditions.some(({ condition }) => condition === word))
    )
  },
  {
    name: 'onetrainer_state_dir_size_bytes', help: 'Size of the file system of the state folder', labels: [],
    samples: ({ state_dir }) => one(state_dir?.size_bytes ?? null)
  },
  {
    name: 'onetrainer_state_dir_available_bytes', help: 'Free space for the state folder', labels: [],
    samples: ({ state_dir }) => one(state_dir?.available_bytes ?? null)
  },
  {
    name: 'onetrainer_stream_clients', help: 'Open connections of the streams, by view', labels: ['view'],
    samples: ({ clients }) => byWord('view', Object.keys(clients), view => clients[view] ?? 0)
  }
]

const ofQueue: Family[] = [
  {
    name: 'onetrainer_jobs', help: 'Jobs, by status; idle: never queued', labels: ['status'],
    samples: ({ job_statuses }) => byWord(
      'status', ['idle', ...jobStatuses], word => job_statuses.filter(status => status === word).length
    )
  },
  {
    name: 'onetrainer_queue_waiting_jobs', help: 'Jobs that wait in the queue', labels: [],
    samples: ({ queue }) => one(queue.waiting)
  },
  {
    name: 'onetrainer_queue_held', help: '1 while the queue is held and starts no jobs', labels: [],
    samples: ({ queue }) => one(flag(queue.held))
  }
]

const ofDevices: Family[] = [
  ofDevice('busy', '1 while a job has the device', ({ busy }) => busy === null ? null : flag(busy)),
  ofDevice('utilization_ratio', 'Load of the device, 0 to 1', ({ utilization }) => utilization),
  ofDevice('memory_used_bytes', 'Memory in use', ({ memory_used_bytes }) => memory_used_bytes),
  ofDevice('memory_size_bytes', 'Memory of the device', ({ memory_size_bytes }) => memory_size_bytes),
  ofDevice('temperature_celsius', 'Temperature of the device', ({ temperature_celsius }) => temperature_celsius),
  ofDevice('power_watts', 'Power drawn by the device', ({ power_watts }) => power_watts)
]

const ofTrainings: Family[] = [
  ofTraining('step', 'Steps of the training since its beginning', ({ progress }) => progress.global_step),
  ofTraining('epoch', 'Finished epochs', ({ progress }) => progress.epoch),
  ofTraining('progress_ratio', 'Share of all steps that is done, 0 to 1', fractionDone),
  ofTraining('loss', 'Loss of the last step', ({ loss }) => loss),
  ofTraining('smooth_loss', 'Running mean of the loss', ({ smooth_loss }) => smooth_loss),
  ofTraining('learning_rate', 'Learning rate of the first parameter group', ({ learning_rate }) => learning_rate),
  ofTraining('time_left_seconds', 'Estimated time until the end', ({ eta_seconds }) => eta_seconds),
  ofTraining('elapsed_seconds', 'Time the job has run, over all attempts', ({ elapsed_seconds }) => elapsed_seconds),
  ofTraining('paused', '1 while the training is paused', ({ status }) => flag(status === 'paused'))
]

/** All of them; the labels have no more values than there are words in the contract, devices, or jobs at work. */
export const families: readonly Family[] = [...ofServer, ...ofQueue, ...ofDevices, ...ofTrainings]
