import { resolve } from 'node:path'
import { machineClock } from '../../core/machine-clock.ts'
import { packageRoot } from '../../services/files/package-root.ts'
import { tryFolders } from '../../services/files/try-folders.ts'
import { readCommandLine } from './command-line.ts'
import { readEnvFiles, withFile } from './env-file.ts'
import { inspectSettings } from '../settings.ts'
import type { Settings } from '../settings.ts'
import { trySettings } from './try-settings.ts'

type Variables = Record<string, string | undefined>

/** What a process was started with: settings that can be used, or why not, one line for each. */
export type StartOptions =
  | { kind: 'help' } | { kind: 'refused', problems: string[] }
  | { kind: 'start', settings: Settings, environment: Variables }

const TRY_MS = 10_000

/** Reads the command line, then the environment, then `.env`, and tries what the settings name. */
export async function readStartOptions (args: readonly string[], env: Variables): Promise<StartOptions> {
  const line = readCommandLine(args)
  if (line.kind !== 'settings') return line
  const file = readEnvFiles([process.cwd(), packageRoot()])
  const environment = { ...withFile(file.values, env), ...line.settings }
  const { settings, problems } = inspectSettings(environment)
  const tried = await trySettings(settings, {
    clock: machineClock, xdg_runtime_dir: environment.XDG_RUNTIME_DIR, tryFolders, limit_ms: TRY_MS
  })
  const all = [...file.problems, ...new Map([...tried, ...problems]).values()]
  if (all.length > 0) return { kind: 'refused', problems: all }
  return { kind: 'start', settings: { ...settings, STATE_DIR: resolve(settings.STATE_DIR) }, environment }
}
