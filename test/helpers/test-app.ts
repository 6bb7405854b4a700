import { setMaxListeners } from 'node:events'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import type { Test } from 'tap'
import { buildApp } from '../../src/app.ts'
import type { AppOptions } from '../../src/app.ts'
import { readSettings } from '../../src/settings.ts'
import { connectStream } from './stream-client.ts'
import type { StreamClient } from './stream-client.ts'
import { stateDir } from './server-process.ts'
import { trainingFault } from './training-fault.ts'
import { root } from './tree.ts'
import { untilDescribed } from './until-described.ts'
import { isJson } from './is-json.ts'

export interface TestApp extends Awaited<ReturnType<typeof buildApp>> {
  url: string
  host: string
  state_dir: string
  /** What it logged so far, a JSON line each, at the level of its settings. */
  log_lines: string[]
  /** Aborted when a training ends by its trainer's own fault, for whatever waits for something else. */
  fault: AbortSignal
  /** Asks and reads JSON; a body makes it a POST unless `method` says otherwise. */
  // any: replies of every route
  ask: (
    path: string,
    options?: { method?: string, body?: unknown, headers?: Record<string, string> }
  ) => Promise<{ status: number, body: any, headers: Headers }>
  /** A client of `/ws`, closed when the test ends. */
  stream: (query?: string) => Promise<StreamClient>
}

/** A small training of the built-in trainer: over in a few seconds. */
export const small = {
  epochs: 2, training_set_size: 60, validation_set_size: 20,
  samples: [{ prompt: '7', diffusion_steps: 4, width: 32, height: 32 }],
  sample_after: 1,
  backup_after: 1
}

/**
 * The production app on a free port of loopback, over a folder of its own. Whatever it started ends with the test, and
 * a log that ever has the token fails it.
 */
export async function testApp (
  t: Test, env: Record<string, string> = {}, more: Partial<AppOptions> = {}
): Promise<TestApp> {
  const state_dir = env.STATE_DIR ?? stateDir(t)
  const settings = readSettings({ PORT: '0', STATE_DIR: state_dir, ...env })
  const log_lines: string[] = []
  const stream = {
    write (line: string) {
      log_lines.push(line)
      if (settings.TOKEN !== '' && line.includes(settings.TOKEN)) t.fail('the log has the token', { line })
    }
  }
  const environment = { PATH: process.env.PATH, HOME: state_dir }
  const built = await buildApp({ settings, environment, log: { stream }, ...more })
  await built.services.recovery.begin()
  const faulty = new AbortController()
  setMaxListeners(Infinity, faulty.signal) // one for each client of the test
  built.services.stream.subscribe(batch => {
    for (const { event } of batch) {
      const fault = trainingFault(event)
      if (fault !== null) faulty.abort(fault)
    }
  })
  await built.app.listen({ host: '127.0.0.1', port: 0 })
  const { port } = built.app.server.address() as AddressInfo
  const host = `127.0.0.1:${port}`
  const url = `http://${host}`
  t.teardown(async () => {
    await built.app.close()
  })
  if (settings.ONETRAINER_DIR !== '') await untilDescribed(url)
  return {
    ...built,
    url,
    host,
    state_dir,
    log_lines,
    fault: faulty.signal,
    async ask (path, { method, body, headers = {} } = {}) {
      const reply = await fetch(url + path, {
        method: method ?? (body === undefined ? 'GET' : 'POST'),
        headers: { ...headers, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
        ...(body === undefined ? {} : { body: JSON.stringify(body) })
      })
      const text = await reply.text()
      return {
        status: reply.status, headers: reply.headers,
        body: isJson(reply.headers.get('content-type')) ? JSON.parse(text) : text
      }
    },
    async stream (query = '') {
      const client = await connectStream(`${url}/ws${query}`)
      t.teardown(async () => {
        await client.close()
      })
      return client
    }
  }
}

/** Path of a scripted trainer that stands in for Python. */
export const trainerProgram = (name: string): string => join(root, 'test/fixtures/trainers', name)
