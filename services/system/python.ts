import { execFile } from 'node:child_process'
import type { Clock } from '../../core/domain/clock.ts'

export interface Python {
  available: boolean
  /** The interpreter's own path; null when none was found. */
  program: string | null
  version: string | null
  /** What was found, and what to do about what is missing. */
  message: string
}

export interface PythonFinder {
  /** Looks once; a Python that was found is remembered, a missing one is looked for again after a while. */
  find: () => Promise<Python>
}

interface PythonFinderDeps {
  clock: Clock
  /** ONETRAINER_PYTHON. */
  program?: string
  limit_ms?: number
}

const OLDEST = [3, 10] as const
const FORGET_MISSING_MS = 30_000
const QUESTION =
  'import json, platform, sys; print(json.dumps([sys.executable, platform.python_version(), sys.version_info[:2]]))'

/** Finds the Python that runs the trainer. */
export function createPythonFinder ({ clock, program = 'python3', limit_ms = 10_000 }: PythonFinderDeps): PythonFinder {
  let asked: Promise<Python> | null = null
  return {
    async find () {
      if (asked !== null) return await asked
      const question = asked = ask(program, limit_ms)
      const found = await question
      if (!found.available) clock.after(FORGET_MISSING_MS, () => { asked = null })
      return found
    }
  }
}

async function ask (program: string, limit_ms: number): Promise<Python> {
  const cure = 'install Python 3.10 or newer, or set ONETRAINER_PYTHON to one'
  return await new Promise(resolve => {
    const missing = (problem: string, path: string | null = null, version: string | null = null) => {
      resolve({ available: false, program: path, version, message: `${problem}; ${cure}` })
    }
    execFile(
      program, ['-c', QUESTION],
      { timeout: limit_ms, killSignal: 'SIGKILL', maxBuffer: 65_536 },
      (error, stdout) => {
        if (error?.killed === true) return missing(`${program} did not answer within ${limit_ms / 1000} s`)
        if (error !== null) {
          return missing(
            error.code === 'ENOENT'
              ? `There is no program ${program}`
              : `${program} could not be run (${error.code ?? error.signal ?? 'unknown'})`
          )
        }
        const answer = parse(stdout)
        if (answer === null) return missing(`${program} is not a Python interpreter`)
        const {
          path, version, release: [major, minor]
        } = answer
        if (major < OLDEST[0] || (major === OLDEST[0] && minor < OLDEST[1])) {
          return missing(`${path} is Python ${version}, which is too old`, path, version)
        }
        resolve({ available: true, program: path, version, message: `Python ${version} at ${path}` })
      }
    )
  })
}

function parse (text: string): { path: string, version: string, release: [number, number] } | null {
  const found = /^\["([^"]+)", "([^"]+)", \[(\d+), (\d+)\]\]\s*$/.exec(text)
  if (found === null) return null
  const [, path = '', version = '', major, minor] = found
  return { path, version, release: [Number(major), Number(minor)] }
}
