import type { TrainingState } from '../../core/contract/training.ts'
import { read } from '../api/client.ts'
import type { Api } from '../api/client.ts'
import type { Opener } from './transport.ts'

const EVERY_MS = 3000

/** The states of the jobs at work, asked for again and again: for a proxy that lets no stream through. */
export const pollingOpener = (api: Api): Opener => (_cursor, { onMessage, onClose }) => {
  let timer: ReturnType<typeof setTimeout> | undefined
  let ended = false
  let heard = ''

  async function poll (): Promise<void> {
    const states = await readStates(api)
    if (ended) return
    const timestamp = new Date().toISOString()
    for (const state of states) onMessage({ type: 'training_state', ...state, timestamp })
    const now = states.map(({ job_id, seq }) => `${job_id} ${seq}`).join()
    // Events happened that nobody told of one by one.
    if (heard !== '' && now !== heard) onMessage(lostEvents(timestamp))
    heard = now
    timer = setTimeout(next, EVERY_MS)
  }
  function next (): void {
    poll().catch((error: Error) => {
      if (ended) return
      ended = true
      onClose(error.message)
    })
  }
  next()
  return {
    check: () => undefined,
    close () {
      ended = true
      clearTimeout(timer)
    }
  }
}

async function readStates (api: Api): Promise<TrainingState[]> {
  const [current, queue] = await Promise.all([
    read(api.GET('/api/training/status')), read(api.GET('/api/v1/queue', { params: { query: { limit: 1 } } }))
  ])
  const others = queue.devices.flatMap(({ job_id }) => job_id === null || job_id === current.job_id ? [] : [job_id])
  const details = others.map(job => read(api.GET('/api/v1/training-jobs/{job}', { params: { path: { job } } })))
  return [...(await Promise.all(details)).map(({ state }) => state), current]
}

const lostEvents = (timestamp: string) => ({
  type: 'gap' as const, reason: 'history_reset' as const, dropped: {}, from: null, to: null, id: null, job_id: null,
  seq: 0, timestamp, resync: true
})
