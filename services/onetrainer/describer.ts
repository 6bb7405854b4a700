import { createAppError } from '../../core/domain/app-error.ts'
import type { Clock } from '../../core/domain/clock.ts'
import { createListeners } from '../../core/domain/listeners.ts'
import type { Listeners } from '../../core/domain/listeners.ts'
import type { JsonObject } from '../../core/domain/schema/json-schema.ts'
import type { ValidateSchema } from '../../core/domain/schema/schema-error.ts'
import type { Description } from '../../core/domain/onetrainer/description.ts'
import { descriptionName, keepDescription, readDescription } from './description-cache.ts'
import { askOneTrainer } from './describe-process.ts'
import type { Asked, DescribeProgram } from './describe-process.ts'
import { isCheckout, missing } from './find-checkout.ts'
import type { SchemaCompiler } from './schema-compiler.ts'

/** A config to be read by OneTrainer itself. */
export interface ToLoad { config: JsonObject, migrate: boolean, complete: boolean }
export type Loaded = { config: JsonObject, refused: string[] } | { error: string }

export type DescriberState =
  | { state: 'ready', description: Description, validate: ValidateSchema }
  | { state: 'describing', doing: string }
  | { state: 'failed', problem: string }

/**
 * The description of the installed OneTrainer and its compiled config schema, made once for each state of the checkout.
 */
export interface Describer {
  /** Starts to describe at the first call, and again when the checkout has changed. */
  state: () => DescriberState
  /** Errors: trainer_missing, trainer_describing, trainer_undescribed. */
  description: () => Description
  /** Errors of a config by the described schema. Throws as description does. */
  validateSchema: ValidateSchema
  /** Resolves when there is a description, rejects when there will be none. */
  ready: () => Promise<Description>
  /** Configs as the checkout's own TrainConfig reads them. Errors: trainer_missing, trainer_undescribed. */
  load: (documents: ToLoad[]) => Promise<Loaded[]>
  /** Calls the listener whenever the state has changed. */
  subscribe: Listeners<void>['subscribe']
  close: () => void
}

/** A checkout, and how bridge/describe is run in it. */
interface DescribedCheckout {
  dir: string
  /** Asked each time: an environment may be made while the server runs. */
  python: () => string | null
  script: string
  env: Record<string, string>
}

interface DescriberDeps {
  checkout: DescribedCheckout
  cache_dir: string
  /** Compiles the described schema; takes a second or more. */
  compiler: SchemaCompiler
  clock: Clock
  report: (message: string) => void
}

const LOOK_AGAIN_MS = 1000
const TRY_AGAIN_MS = 30_000
const COMPILING = 'compiling its config schema'

export function createDescriber (deps: DescriberDeps): Describer {
  const { clock, cache_dir, compiler } = deps
  const { dir, script, env } = deps.checkout
  let current: DescriberState | null = null
  let name: string | null = null
  let looked_at = -Infinity
  let asked: Asked | null = null
  let closed = false
  const waiting: Array<() => void> = []
  const loads = new Set<Asked>()
  const changes = createListeners()

  function enterState (next: DescriberState): void {
    current = next
    changes.notify()
    if (next.state === 'describing') return
    for (const wake of waiting.splice(0)) wake()
  }

  function state (): DescriberState {
    if (current !== null && (current.state === 'describing' || clock.mono() - looked_at < LOOK_AGAIN_MS)) return current
    looked_at = clock.mono()
    const python = deps.checkout.python()
    if (!isCheckout(dir) || python === null) return { state: 'failed', problem: missing(dir, python) }
    const wanted = descriptionName(dir, python, script)
    if (current !== null && wanted === name) return current
    name = wanted
    const kept = readDescription(cache_dir, wanted)
    const doing = kept === null ? 'starting Python' : COMPILING
    enterState({ state: 'describing', doing })
    prepare(kept ?? ask(python, wanted)).catch(error => {
      const problem = error instanceof Error ? error.message : String(error)
      if (!closed) deps.report(`OneTrainer cannot be described: ${problem}`)
      enterState({ state: 'failed', problem })
      clock.after(TRY_AGAIN_MS, () => { if (current?.state === 'failed') { current = null; name = null } })
    })
    return current ?? { state: 'describing', doing }
  }

  async function ask (python: string, wanted: string): Promise<Description> {
    asked = askOneTrainer(programOf(python), {
      question: 'schema', clock,
      onProgress: doing => {
        enterState({ state: 'describing', doing })
      }
    })
    try {
      const description = await asked.answer as Description // as: the format of our own program
      await keepDescription(cache_dir, wanted, description)
      return description
    } finally {
      asked = null
    }
  }

  async function prepare (described: Description | Promise<Description>): Promise<void> {
    const description = await described
    enterState({ state: 'describing', doing: COMPILING })
    enterState({ state: 'ready', description, validate: await compiler.compile(description.schema) })
  }

  const programOf = (python: string): DescribeProgram => ({
    python, script, cwd: dir, env: { ...env, ONETRAINER_DIR: dir }
  })

  function ready (): Extract<DescriberState, { state: 'ready' }> {
    const now = state()
    if (now.state === 'ready') return now
    if (now.state === 'describing') throw createAppError('trainer_describing', { doing: now.doing })
    if (!isCheckout(dir) || deps.checkout.python() === null) {
      throw createAppError('trainer_missing', { problem: now.problem })
    }
    throw createAppError('trainer_undescribed', { problem: now.problem })
  }

  return {
    state,
    description: () => ready().description,
    subscribe: changes.subscribe,
    validateSchema: document => ready().validate(document),
    async ready () {
      while (state().state === 'describing') await new Promise<void>(resolve => { waiting.push(resolve) })
      return ready().description
    },
    async load (documents) {
      const python = deps.checkout.python()
      if (!isCheckout(dir) || python === null) {
        throw createAppError('trainer_missing', { problem: missing(dir, python) })
      }
      const load = askOneTrainer(programOf(python), { question: 'load', stdin: JSON.stringify({ documents }), clock })
      loads.add(load)
      try {
        return (await load.answer as { results: Loaded[] }).results // as: the format of our own program
      } catch (cause) {
        throw createAppError(
          'trainer_undescribed',
          { problem: cause instanceof Error ? cause.message : String(cause) },
          { cause }
        )
      } finally {
        loads.delete(load)
      }
    },
    close () {
      closed = true
      asked?.cancel()
      compiler.close()
      for (const load of loads) load.cancel()
    }
  }
}
