import type { Frame, StreamClient } from './stream-client.ts'
import { small, trainerProgram } from './test-app.ts'
import type { TestApp } from './test-app.ts'

/** Settings of a server whose trainer trains steadily until it is asked to stop. */
export const marathon = { ONETRAINER_PYTHON: trainerProgram('marathon') }
/** A config of the built-in trainer that outlasts any test. */
export const long = { ...small, epochs: 5000 }

export const progressed = (frame: Frame): boolean => frame.type === 'training_progress'
export const result =
  (command_id: string, status: string) =>
    (frame: Frame): boolean =>
      frame.type === 'command_result' && frame.command_id === command_id && frame.status === status

/** Starts a training over HTTP, and resolves with a client of `/ws` that has received its first progress. */
export async function startTraining (
  app: TestApp, config: object
): Promise<{ client: StreamClient, job_id: string }> {
  const client = await app.stream()
  const { status, body } = await app.ask('/api/training/start', { body: { config } })
  if (status !== 202) throw new Error(`not started: ${JSON.stringify(body)}`)
  await client.until(progressed)
  return { client, job_id: body.job_id }
}
