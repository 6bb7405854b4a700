import { lookup } from 'node:dns/promises'
import { createServer, isIP } from 'node:net'
import type { Clock } from '../../core/domain/clock.ts'
import { errorCode } from '../../core/domain/file-error.ts'
import type { FolderTry } from '../../services/files/try-folder.ts'
import { runtimeDirPath } from '../../services/files/runtime-dir.ts'
import { createPythonFinder } from '../../services/system/python.ts'
import type { Settings } from '../settings.ts'

interface TryDeps {
  clock: Clock
  xdg_runtime_dir: string | undefined
  tryFolders: (tries: readonly FolderTry[], limit_ms: number) => Promise<Map<string, string | null>>
  /** How long an answer is waited for. */
  limit_ms: number
}

const SOCKET_DIR_BYTES = 85 // the name of a socket and the limit of the kernel leave no more

/** Tries what the settings name: folders, the trainer, the address. Resolves with lines by the name of the setting. */
export async function trySettings (settings: Settings, deps: TryDeps): Promise<Map<string, string>> {
  const tries = [tryAllFolders, tryPython, tryAddress]
  const found = await Promise.all(tries.map(async one => await one(settings, deps)))
  return new Map(found.flatMap(problems => [...problems]))
}

type Problems = Map<string, string>
const line = (name: string, value: string, problem: string): string => `${name}: ${JSON.stringify(value)} ${problem}`

async function tryAllFolders (settings: Settings, deps: TryDeps): Promise<Problems> {
  const runtime_dir = runtimeDirPath(settings.RUNTIME_DIR, deps.xdg_runtime_dir)
  const tries: FolderTry[] = [
    { name: 'STATE_DIR', path: settings.STATE_DIR, kind: 'writable' },
    { name: 'RUNTIME_DIR', path: runtime_dir, kind: 'private' }
  ]
  if (settings.ONETRAINER_DIR !== '') {
    tries.push({ name: 'ONETRAINER_DIR', path: settings.ONETRAINER_DIR, kind: 'checkout' })
  }
  const problems: Problems = new Map()
  const found = await deps.tryFolders(tries, deps.limit_ms)
  for (const { name, path } of tries) {
    const problem = found.get(name) ?? null
    if (problem !== null) problems.set(name, line(name, path, problem))
  }
  const bytes = Buffer.byteLength(runtime_dir)
  if (bytes > SOCKET_DIR_BYTES) {
    problems.set('RUNTIME_DIR', line('RUNTIME_DIR', runtime_dir, (
      `is ${bytes} bytes long, and sockets allow ${SOCKET_DIR_BYTES}; set RUNTIME_DIR to a shorter path`
    )))
  }
  return problems
}

/** Only a Python that is named: without one, the start says what is missing and the pages work. */
async function tryPython ({ ONETRAINER_PYTHON: program }: Settings, { clock, limit_ms }: TryDeps): Promise<Problems> {
  if (program === '') return new Map()
  const { available, message } = await createPythonFinder({ clock, program, limit_ms }).find()
  const problem = line('ONETRAINER_PYTHON', program, `fails: ${message}`)
  return available ? new Map() : new Map([['ONETRAINER_PYTHON', problem]])
}

async function tryAddress ({ HOST, PORT }: Settings, { limit_ms }: TryDeps): Promise<Problems> {
  const problem = isIP(HOST) === 0 ? await within(limit_ms, lookup(HOST).then(() => null, unknownHost)) : null
  if (problem !== null) return new Map([['HOST', line('HOST', HOST, problem)]])
  const code = await tryListening(HOST, PORT)
  switch (code) {
    case null: return new Map()
    case 'EADDRINUSE': return new Map([['PORT', `port ${PORT} on ${HOST} is taken; set PORT to another one`]])
    case 'EACCES': return new Map([['PORT', line('PORT', String(PORT), 'needs privileges; set PORT to 1024 or more')]])
    case 'EADDRNOTAVAIL':
      return new Map([['HOST', line('HOST', HOST, 'is no address of this machine; use 127.0.0.1 or 0.0.0.0')]])
    default: return new Map([['HOST', line('HOST', HOST, `cannot be listened on (${code}); use 127.0.0.1`)]])
  }
}

const unknownHost = (error: unknown): string => `is not a known host (${errorCode(error)}); use an address or 127.0.0.1`

async function within (limit_ms: number, answer: Promise<string | null>): Promise<string | null> {
  const late = new Promise<string>(resolve => {
    setTimeout(resolve, limit_ms, `could not be looked up within ${limit_ms / 1000} s; use an address`).unref()
  })
  return await Promise.race([answer, late])
}

async function tryListening (host: string, port: number): Promise<string | null> {
  const server = createServer()
  return await new Promise(resolve => {
    server.once('error', error => { resolve(errorCode(error)) })
    server.listen({ host, port }, () => {
      server.close(() => { resolve(null) })
    })
  })
}
