import type { Test } from 'tap'
import type { EventBody } from '../../core/contract/events.ts'
import type { LogLevel } from '../../core/contract/values.ts'
import charts from '../../routes/charts.ts'
import history from '../../routes/history.ts'
import { bareApp } from './bare-app.ts'
import { testHistory } from './history.ts'
import { isJson } from './is-json.ts'

/** A line of the log. */
export const line = (
  message: string, level: LogLevel = 'info',
  source: 'stdout' | 'stderr' | 'runner' = 'stdout'
): EventBody => ({ type: 'log', level, message, source })

/** A server over a store with one job, whose first attempt has told `events`. */
export async function historyApp (t: Test, events: EventBody[]) {
  const server = await testHistory(t)
  await server.addJob()
  await server.addAttempt()
  await server.feed(events)
  const { app } = await bareApp(t, async app => {
    await app.register(history, server)
    await app.register(charts, server)
  })
  const ask = async (path: string) => {
    const reply = await app.inject(path)
    return {
      status: reply.statusCode, headers: reply.headers, text: reply.payload,
      body: isJson(reply.headers['content-type']) ? reply.json() : null
    }
  }
  return { ...server, app, ask, at: async (path: string) => await ask(`/api/v1/training-jobs/1/${path}`) }
}
