import { join } from 'node:path'
import type { Clock } from '../../core/domain/clock.ts'
import { createAppError } from '../../core/domain/app-error.ts'
import type { MachineProbe } from '../../core/domain/onetrainer/machine-facts.ts'
import type { Found } from '../../core/domain/onetrainer/trainer-report.ts'
import type { Trainer } from '../attempts/trainers.ts'
import { createPythonFinder } from '../system/python.ts'
import { createDescriber } from './describer.ts'
import type { Describer } from './describer.ts'
import { commitOf, environments, isCheckout, missing, pythonIn } from './find-checkout.ts'
import type { PythonHints } from './find-checkout.ts'
import { createMachineProbe } from './machine-probe.ts'
import { createSchemaCompiler } from './schema-compiler.ts'
import { createSecretStore } from './secrets.ts'
import type { SecretStore } from './secrets.ts'

/** A OneTrainer checkout: what it says of itself, how a training of it is run, and what there is of it. */
export interface OneTrainer {
  dir: string
  describer: Describer
  secrets: SecretStore
  probe: MachineProbe
  trainer: Trainer
  /** Looks what is there now. Never throws for what is missing. */
  look: () => Promise<Found>
  close: () => void
}

interface OneTrainerDeps {
  dir: string
  /** ONETRAINER_PYTHON, empty when it is to be found, and what the environment says about where. */
  search: { python: string, hints: PythonHints }
  places: { package_root: string, state_dir: string }
  env: Record<string, string>
  clock: Clock
  others: MachineProbe['others']
  report: (message: string) => void
}

/** The checkout that ONETRAINER_DIR names. Nothing in it is written. */
export function createOneTrainer (deps: OneTrainerDeps): OneTrainer {
  const { dir, search, places: { package_root, state_dir }, clock, report } = deps
  const python = (): string | null => pythonIn(dir, search)
  const env: Record<string, string> = { ...deps.env, ONETRAINER_DIR: dir }
  const describer = createDescriber({
    checkout: { dir, python, script: join(package_root, 'bridge', 'describe'), env },
    cache_dir: join(state_dir, 'cache'),
    compiler: createSchemaCompiler(join(package_root, 'dist/services/onetrainer/compile-worker.js')),
    clock,
    report
  })
  const probe = createMachineProbe({ dir, state_dir, path: env.PATH ?? '', others: deps.others })
  const secrets = createSecretStore(state_dir, report)
  return {
    dir,
    describer,
    secrets,
    probe,
    trainer: {
      kind: 'onetrainer',
      argv (attempt_dir) {
        const program = python()
        if (program === null || !isCheckout(dir)) {
          throw createAppError('trainer_missing', { problem: missing(dir, program) })
        }
        return [program, '-u', join(package_root, 'bridge'), attempt_dir]
      },
      cwd: dir,
      env,
      secret_env: secrets.env
    },
    async look () {
      const program = python()
      const answered = program === null ? null : await createPythonFinder({ clock, program }).find()
      return {
        dir,
        is_checkout: isCheckout(dir),
        commit: isCheckout(dir) ? commitOf(dir) : null,
        python: program,
        python_version: answered?.version ?? null,
        looked_in: environments(dir, search.hints),
        description: describer.state(),
        has_git: await probe.hasProgram('git'),
        free_bytes: await probe.freeBytes()
      }
    },
    close: () => { describer.close() }
  }
}
