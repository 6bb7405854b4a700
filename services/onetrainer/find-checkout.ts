import { existsSync, readFileSync } from 'node:fs'
import { isAbsolute, join } from 'node:path'

/** What the environment says about where OneTrainer's Python is. */
export interface PythonHints {
  OT_PYTHON_VENV?: string | undefined
  OT_CONDA_ENV?: string | undefined
  VIRTUAL_ENV?: string | undefined
  CONDA_PREFIX?: string | undefined
}

/** True for the folder of a OneTrainer checkout. */
export const isCheckout = (dir: string): boolean => existsSync(join(dir, 'modules', 'trainer', 'GenericTrainer.py'))

/**
 * The Python of a checkout's own environment, looked for where OneTrainer's scripts make one and then where the shell
 * says; null when none of them is there.
 */
export function pythonOf (dir: string, hints: PythonHints): string | null {
  return environments(dir, hints).flatMap(programs).find(path => existsSync(path)) ?? null
}

/** The Python that is named, else that of the checkout; null when there is none. */
export const pythonIn = (dir: string, { python, hints }: { python: string, hints: PythonHints }): string | null =>
  python === '' ? pythonOf(dir, hints) : python

/** The folders that are looked in, in order. */
export function environments (
  dir: string,
  { OT_PYTHON_VENV, OT_CONDA_ENV, VIRTUAL_ENV, CONDA_PREFIX }: PythonHints
): string[] {
  const inside = (path: string | undefined): string[] =>
    path === undefined || path === '' ? [] : [isAbsolute(path) ? path : join(dir, path)]
  return [
    ...inside(OT_PYTHON_VENV),
    join(dir, 'venv'),
    join(dir, '.venv'),
    ...inside(OT_CONDA_ENV),
    join(dir, 'conda_env'),
    ...inside(VIRTUAL_ENV),
    ...inside(CONDA_PREFIX)
  ]
}

const programs = (environment: string): string[] =>
  [join('bin', 'python'), join('bin', 'python3'), join('Scripts', 'python.exe'), 'python.exe'].map(name =>
    join(environment, name)
  )

/** The commit a checkout stands at, 12 digits; null when git does not say so in a plain file. */
export function commitOf (folder: string): string | null {
  const read = (...parts: string[]): string | null => {
    const path = join(folder, '.git', ...parts)
    return existsSync(path) ? readFileSync(path, 'utf8').trim() : null
  }
  // In a worktree .git is a file, and there is no HEAD below it.
  const head = read('HEAD')
  const branch = /^ref: (refs\/heads\/[\w./-]+)$/.exec(head ?? '')?.[1]
  const commit = branch === undefined ? head : read(...branch.split('/')) ?? packedRef(read('packed-refs'), branch)
  return commit !== null && /^[0-9a-f]{40}$/.test(commit) ? commit.slice(0, 12) : null
}

const packedRef = (refs: string | null, branch: string): string | null =>
  refs
    ?.split('\n')
    .find(line => line.endsWith(` ${branch}`))
    ?.split(' ')[0] ?? null

/** What is missing, and what to do about it. */
export function missing (dir: string, python: string | null): string {
  if (!isCheckout(dir)) {
    return `${join(dir, 'modules/trainer/GenericTrainer.py')} is not there; set ONETRAINER_DIR to the folder of a ` +
      'OneTrainer checkout, or leave it empty for the built-in trainer'
  }
  return python === null
    ? `no Python environment was found in ${dir}; run OneTrainer's install script there, or set ONETRAINER_PYTHON`
    : ''
}
