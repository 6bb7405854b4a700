import { read } from '../api/client.ts'
import type { Api } from '../api/client.ts'

/** What can be asked of one job. Each act names its job: another one may be current by the time it arrives. */
export function createJobActs (api: Api, job: string) {
  const at = { params: { query: { job } } }
  const of = { params: { path: { job } } }
  return {
    hold: () => read(api.POST('/api/training/pause', { ...at, body: { mode: 'hold' } })),
    release: () => read(api.POST('/api/training/pause', { ...at, body: { mode: 'release' } })),
    /** Goes on from memory while held, else is queued to go on from a backup; without one, the newest. */
    resume: (model_id?: string) => read(api.POST('/api/v1/training-jobs/{job}/resume', {
      ...of, body: model_id === undefined ? {} : { model_id }
    })),
    sampleDefaults: () => read(api.POST('/api/samples/default', { ...at, body: {} })),
    sampleCustom: (fields: { prompt: string, [field: string]: unknown }) =>
      read(api.POST('/api/samples/custom', { ...at, body: fields })),
    backUp: () => read(api.POST('/api/training/backup', { ...at, body: {} })),
    save: () => read(api.POST('/api/training/save', { ...at, body: {} })),
    /** Stops it at work, or takes it out of the queue. */
    stop: ({ backup = false, force = false }) =>
      read(api.POST('/api/v1/training-jobs/{job}/stop', { ...of, body: { backup, force } })),
    kill: () => read(api.POST('/api/training/kill', { ...at, body: { force: true } })),
    start: () => read(api.POST('/api/v1/training-jobs/{job}/start', { ...of, body: {} })),
    retry: () => read(api.POST('/api/v1/training-jobs/{job}/retry', { ...of, body: { from: 'auto' } }))
  }
}
export type JobActs = ReturnType<typeof createJobActs>
