import { join } from 'node:path'
import { createAppError } from '../../core/domain/app-error.ts'
import type { Clock } from '../../core/domain/clock.ts'
import type { Description } from '../../core/domain/onetrainer/description.ts'
import type { JsonObject } from '../../core/domain/config/json-schema.ts'
import { descriptionName, keepDescription, readDescription } from './description-cache.ts'
import { askOneTrainer } from './describe-process.ts'
import type { Asked, DescribeProgram } from './describe-process.ts'
import { isCheckout } from './find-checkout.ts'

/** A config to be read by OneTrainer itself. */
export interface ToLoad { config: JsonObject, migrate: boolean, complete: boolean }
export type Loaded = { config: JsonObject, refused: string[] } | { error: string }

export type DescriberState =
  | { state: 'ready', description: Description }
  | { state: 'describing', doing: string }
  | { state: 'failed', problem: string }

/** What the installed OneTrainer says of itself, asked for once per commit and remembered. */
export interface Describer {
  /** Where it stands. Begins to ask when nobody has asked yet, or the checkout has changed. */
  state: () => DescriberState
  /** The description. Errors: trainer_missing, trainer_describing, trainer_undescribed. */
  description: () => Description
  /** Resolves when there is one, rejects when there will be none. */
  ready: () => Promise<Description>
  /** Configs as the checkout's own TrainConfig reads them. Errors: trainer_missing, trainer_undescribed. */
  load: (documents: ToLoad[]) => Promise<Loaded[]>
  close: () => void
}

interface DescriberDeps {
  dir: string
  /** Asked each time: an environment may be made while the server runs. */
  python: () => string | null
  script: string
  env: Record<string, string>
  cache_dir: string
  clock: Clock
  report: (message: string) => void
}

const LOOK_AGAIN_MS = 1000
const TRY_AGAIN_MS = 30_000

export function createDescriber (deps: DescriberDeps): Describer {
  const { dir, clock, cache_dir } = deps
  let current: DescriberState | null = null
  let name: string | null = null
  let looked_at = -Infinity
  let asked: Asked | null = null
  let closed = false
  const waiting: Array<() => void> = []
  const loads = new Set<Asked>()

  function settle (next: DescriberState): void {
    current = next
    if (next.state === 'describing') return
    for (const wake of waiting.splice(0)) wake()
  }

  function state (): DescriberState {
    if (current !== null && (current.state === 'describing' || clock.mono() - looked_at < LOOK_AGAIN_MS)) return current
    looked_at = clock.mono()
    const python = deps.python()
    if (!isCheckout(dir) || python === null) return { state: 'failed', problem: missing(dir, python) }
    const wanted = descriptionName(dir, python, deps.script)
    if (current !== null && wanted === name) return current
    name = wanted
    const kept = readDescription(cache_dir, wanted)
    if (kept === null) describe(python, wanted)
    else settle({ state: 'ready', description: kept })
    return current ?? { state: 'describing', doing: 'starting Python' }
  }

  function describe (python: string, wanted: string): void {
    settle({ state: 'describing', doing: 'starting Python' })
    asked = askOneTrainer(programOf(python), { question: 'schema', clock, onProgress: doing => { settle({ state: 'describing', doing }) } })
    asked.answer.then(async answer => {
      const description = answer as Description // as: the format of our own program
      await keepDescription(cache_dir, wanted, description)
      settle({ state: 'ready', description })
    }).catch(error => {
      const problem = error instanceof Error ? error.message : String(error)
      if (!closed) deps.report(`OneTrainer cannot be described: ${problem}`)
      settle({ state: 'failed', problem })
      clock.after(TRY_AGAIN_MS, () => { if (current?.state === 'failed') { current = null; name = null } })
    }).finally(() => { asked = null })
  }

  const programOf = (python: string): DescribeProgram => ({ python, script: deps.script, cwd: dir, env: { ...deps.env, ONETRAINER_DIR: dir } })

  function description (): Description {
    const now = state()
    if (now.state === 'ready') return now.description
    if (now.state === 'describing') throw createAppError('trainer_describing', { doing: now.doing })
    if (!isCheckout(dir) || deps.python() === null) throw createAppError('trainer_missing', { problem: now.problem })
    throw createAppError('trainer_undescribed', { problem: now.problem })
  }

  return {
    state,
    description,
    async ready () {
      while (state().state === 'describing') await new Promise<void>(resolve => { waiting.push(resolve) })
      return description()
    },
    async load (documents) {
      const python = deps.python()
      if (!isCheckout(dir) || python === null) throw createAppError('trainer_missing', { problem: missing(dir, python) })
      const load = askOneTrainer(programOf(python), { question: 'load', stdin: JSON.stringify({ documents }), clock })
      loads.add(load)
      try {
        return (await load.answer as { results: Loaded[] }).results // as: the format of our own program
      } catch (cause) {
        throw createAppError('trainer_undescribed', { problem: cause instanceof Error ? cause.message : String(cause) }, { cause })
      } finally {
        loads.delete(load)
      }
    },
    close () {
      closed = true
      asked?.cancel()
      for (const load of loads) load.cancel()
    }
  }
}

/** What is missing, and what to do about it. */
export function missing (dir: string, python: string | null): string {
  if (!isCheckout(dir)) return `${join(dir, 'modules/trainer/GenericTrainer.py')} is not there; set ONETRAINER_DIR to the folder of a OneTrainer checkout, or leave it empty for the built-in trainer`
  return python === null ? `no Python environment was found in ${dir}; run OneTrainer's install script there, or set ONETRAINER_PYTHON` : ''
}
