import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Frame, StreamClient } from './stream-client.ts'
import { trainerProgram } from './test-app.ts'

/** Settings of a server whose trainer is on call: it trains until it is told what to do. */
export const onCall = { ONETRAINER_PYTHON: trainerProgram('on-call') }

export const ended = (frame: Frame): boolean => frame.type === 'training_status' && frame.exit !== null
export const running = (frame: Frame): boolean => frame.type === 'training_status' && frame.status === 'running'
export const queued = (frame: Frame): boolean => frame.type === 'job_queued'

// any: replies of every route
interface Asks {
  ask: (
    path: string,
    options?: { method?: string, body?: unknown, headers?: Record<string, string> }
  ) => Promise<{ status: number, body: any }>
}

/** Resolves once no device is taken: a runner leaves after the last event, and writes its records until then. */
export async function untilDevicesFree (app: Asks): Promise<void> {
  const isTaken = ({ job_id }: { job_id: string | null }): boolean => job_id !== null
  while ((await app.ask('/api/v1/queue')).body.devices.some(isTaken));
}

/** Jobs of a server, asked for over HTTP and heard of over /ws. */
export function jobsOf (app: Asks, client: StreamClient, state_dir: string) {
  const path = (ref: string | number): string => `/api/v1/training-jobs/${ref}`
  return {
    async create (body: object = {}): Promise<any> { // any: a job, as the reply has it
      const reply = await app.ask('/api/v1/training-jobs', { body })
      if (reply.status !== 201) throw new Error(`not made: ${JSON.stringify(reply.body)}`)
      return reply.body
    },
    act: async (ref: string | number, act: string, body: object = {}) => await app.ask(`${path(ref)}/${act}`, { body }),
    get: async (ref: string | number) => (await app.ask(path(ref))).body,
    list: async (query = '') => await app.ask(`/api/v1/training-jobs${query}`),
    patch: async (ref: string | number, body: object) => await app.ask(path(ref), { method: 'PATCH', body }),
    remove: async (ref: string | number, query = '') => await app.ask(path(ref) + query, { method: 'DELETE' }),
    hold: async (held: boolean) => await app.ask('/api/v1/queue', { method: 'PATCH', body: { held } }),
    /** The `nth` event of the job that fits, told or yet to come. */
    async until (job_id: string, fits: (frame: Frame) => boolean, nth = 1): Promise<Frame> {
      let seen = 0
      const counted = new Set<Frame>()
      return await client.until(frame => {
        if (frame.job_id === job_id && !counted.has(frame) && fits(frame)) { counted.add(frame); seen++ }
        return seen === nth && counted.has(frame)
      })
    },
    /** Tells the trainer of an attempt to `finish` or to `fail`. */
    endAttempt (job_id: string, what: 'finish' | 'fail', attempt = 1): void {
      writeFileSync(join(state_dir, 'runs', job_id, `a${attempt}`, 'do'), what)
    }
  }
}
