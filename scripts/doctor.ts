import { mkdirSync } from 'node:fs'
import { resolve } from 'node:path'
import { machineClock } from '../core/machine-clock.ts'
import { createOneTrainer } from '../services/onetrainer/onetrainer.ts'
import { packageRoot, packageVersion } from '../services/files/package-root.ts'
import { optionalPackages } from '../services/system/optional-packages.ts'
import { createNvidia } from '../services/system/nvidia.ts'
import { createPythonFinder } from '../services/system/python.ts'
import { trainerInfo } from '../services/system/trainer-info.ts'
import { readEnvironmentRules } from '../core/domain/job/environment-rules.ts'
import { trainerEnvironment } from '../core/domain/job/trainer-environment.ts'
import { readEnvFiles, withFile } from '../src/start/env-file.ts'
import { readSettings, SettingsError } from '../src/settings.ts'
import type { Settings } from '../src/settings.ts'

// Says which trainer serves here and what is missing, as GET /api/system/info does; exits 1 when no training could run.
const marks = { ok: 'ok     ', warning: 'warning', missing: 'MISSING', waiting: 'waiting' } as const

const file = readEnvFiles([process.cwd(), packageRoot()])
const environment = withFile(file.values, process.env)

async function look (settings: Settings) {
  const state_dir = resolve(settings.STATE_DIR)
  mkdirSync(state_dir, { recursive: true, mode: 0o700 })
  const onetrainer =
    settings.ONETRAINER_DIR === ''
      ? null
      : createOneTrainer({
        dir: resolve(settings.ONETRAINER_DIR),
        search: { python: settings.ONETRAINER_PYTHON, hints: environment },
        places: { package_root: packageRoot(), state_dir },
        env: trainerEnvironment(environment, readEnvironmentRules(settings.TRAINER_ENV).rules).env, clock: machineClock,
        others: () => [],
        report: message => {
          console.error(message)
        }
      })
  if (onetrainer?.describer.state().state === 'describing') {
    console.log('asking OneTrainer what may be in a config, which loads all of it …')
  }
  await onetrainer?.describer.ready().catch(() => undefined) // what it failed of is in the report
  const python = createPythonFinder({
    clock: machineClock,
    program: settings.ONETRAINER_PYTHON === '' ? 'python3' : settings.ONETRAINER_PYTHON
  })
  const nvidia = createNvidia({ clock: machineClock })
  const gpuProblem = async () => { await nvidia.first(); return nvidia.problem() }
  const found = await trainerInfo({ python, onetrainer, version: packageVersion(), gpuProblem })
  nvidia.close()
  onetrainer?.close()
  return found
}

type Check = Awaited<ReturnType<typeof optionalPackages>>[number]

const lineOf = ({ name, status, message, hint }: Check): string =>
  `${marks[status]}  ${name}: ${message}${hint === undefined ? '' : `\n         → ${hint}`}`

try {
  if (file.problems.length > 0) throw new SettingsError(file.problems)
  const { available, kind, message, checks = [] } = await look(readSettings(environment))
  const packages = await optionalPackages()
  for (const check of [...packages, ...checks]) console.log(lineOf(check))
  const ready = available && packages.every(({ status }) => status !== 'missing')
  const trainer = kind === 'onetrainer' ? 'OneTrainer' : 'the built-in trainer'
  if (checks.length === 0) console.log(message)
  else {
    console.log(
      ready ? `A training can run with ${trainer}.` : 'No training can run here until what is missing is there.'
    )
  }
  process.exitCode = ready ? 0 : 1
} catch (error) {
  if (!(error instanceof SettingsError)) throw error
  for (const problem of error.problems) console.error(problem)
  process.exitCode = 2
}
