import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import WebSocket from 'ws'
import { packageRoot } from '../services/files/package-root.ts'
import type { Program, Sandbox } from './sandbox.ts'

/** The real server as a process. */
export interface Server {
  program: Program
  port: number
  state_dir: string
}

/** A training whose trainer is the metronome: it writes lines when it is told to. */
export interface Training {
  job_id: string
  /**
   * Tells the trainer to write and resolves when its lines are committed and told: "ticks <count> <per second>" or
   * "flood <steps>".
   */
  perform: (what: string) => Promise<void>
  /** Stops it and waits for its end. */
  stop: () => Promise<void>
}

/** The program that plays the trainer. */
export const metronome = join(packageRoot(), 'bench/trainers/metronome')

/** Starts the built server on a free port and waits until it has recovered. */
export async function startServer (place: Sandbox, name = 'state'): Promise<Server> {
  const state_dir = join(place.folder, name)
  const program = place.start('src/server.js', { env: serverEnv(place, state_dir) })
  const { listening } = await program.says() as { listening: AddressInfo }
  await program.says() // it has recovered
  return { program, port: listening.port, state_dir }
}

/** The environment of a server that works under the place's folder. */
export const serverEnv = (place: Sandbox, state_dir: string): Record<string, string> =>
  ({
    PORT: '0', STATE_DIR: state_dir, RUNTIME_DIR: join(place.folder, 'run'), LOG_LEVEL: 'error',
    ONETRAINER_PYTHON: metronome
  })

/** Starts a training by the metronome and takes hold of it through the stream. */
export async function startTraining ({ port }: Server): Promise<Training> {
  const socket = new WebSocket(`ws://127.0.0.1:${port}/ws`)
  const results = resultsOf(socket)
  await once(socket, 'open')
  socket.send(JSON.stringify({ type: 'subscribe', events: ['command_result', 'training_status'] }))
  const reply = await fetch(`http://127.0.0.1:${port}/api/training/start`, {
    method: 'POST', headers: { 'content-type': 'application/json' }, body: '{}'
  })
  const { job_id } = await reply.json() as { job_id: string }
  if (!reply.ok) throw new Error(`no training was started: ${reply.status}`)
  await results('running')
  let given = 0

  async function command (name: string, args: object): Promise<void> {
    const id = `bench-${++given}`
    const done = results(id)
    socket.send(JSON.stringify({ type: 'command', command: name, args, id }))
    await done
  }

  return {
    job_id,
    perform: async what => { await command('sample_custom', { prompt: what }) },
    async stop () {
      await Promise.all([results('over'), command('stop', {})])
      socket.close()
    }
  }
}

interface Message { type: string, status?: string, command_id?: string, exit?: object | null, message?: string }

/**
 * Waits for what a socket tells: the end of a command by its id, that the training is "running", or that it is "over".
 */
function resultsOf (socket: WebSocket): (name: string) => Promise<void> {
  const waiting = new Map<string, { resolve: () => void, reject: (error: Error) => void }>()
  const heard = new Set<string>()

  function nameOf ({ type, status, exit, command_id }: Message): string | undefined {
    if (type === 'command_result') return status === 'done' || status === 'failed' ? command_id : undefined
    if (type === 'training_status') return exit !== null ? 'over' : status
    return undefined
  }

  socket.on('message', (data: Buffer) => {
    const message = JSON.parse(String(data)) as Message
    if (message.type === 'error' || message.status === 'failed' || message.status === 'error') {
      fail(new Error(`the bench goes wrong: ${String(data)}`))
    }
    const name = nameOf(message)
    if (name === undefined) return
    heard.add(name)
    waiting.get(name)?.resolve()
    if (name === 'over') fail(new Error('the training is over'))
  })
  socket.on('error', fail)
  socket.on('close', () => { fail(new Error('the server closed the socket of the bench')) })

  function fail (error: Error): void {
    for (const { reject } of waiting.values()) reject(error)
  }

  return async name => {
    if (!heard.has(name)) await new Promise<void>((resolve, reject) => { waiting.set(name, { resolve, reject }) })
  }
}
