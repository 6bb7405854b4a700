import { COOKIE_VARIABLE, DEVICES_VARIABLE, FOLDER_VARIABLE } from '../../contract/run-environment.ts'

/** What a process was started with. */
export interface Started { args: readonly string[], env: (name: string) => string | undefined }

/** The attempt a process belongs to, as its folder is named: `<runs_dir>/<job_id>/a<attempt>`. */
export interface AttemptFolder { runs_dir: string, job_id: string, attempt: number }

/** A process of a run, as it shows itself. */
export interface RunSign {
  /** A trainer, or what it started; or the runner of an attempt, or the program that launches it. */
  role: 'runner' | 'trainer'
  /** null: a process of an earlier version, whose cookie alone is known. */
  folder: AttemptFolder | null
  cookie: string | null
  /** The devices it may use: cpu, or UUIDs of GPUs. null: not known. */
  devices: readonly string[] | null
}

const FOLDER = /^(\/.*)\/([0-9a-f-]{36})\/a([1-9]\d{0,8})$/
const PROGRAM = /(^|\/)runner\/(main|launch)\.js$/

/** Whether a process belongs to a run of any server of this program, and to which; null: it does not. */
export function runSign ({ args, env }: Started): RunSign | null {
  const cookie = env(COOKIE_VARIABLE) ?? null
  const isRunner = cookie === null && args.some(arg => PROGRAM.test(arg))
  if (cookie === null && !isRunner) return null
  // A trainer of an earlier version has no variable, but the folder is its last argument.
  const folder = [env(FOLDER_VARIABLE) ?? '', ...args].map(readFolder).find(found => found !== null) ?? null
  return isRunner
    ? folder === null ? null : { role: 'runner', folder, cookie, devices: null }
    : { role: 'trainer', folder, cookie, devices: devicesIn(env) }
}

function readFolder (text: string): AttemptFolder | null {
  const [, runs_dir, job_id, attempt] = FOLDER.exec(text) ?? []
  return runs_dir === undefined || job_id === undefined ? null : { runs_dir, job_id, attempt: Number(attempt) }
}

/** An index of CUDA_VISIBLE_DEVICES says nothing: what it counts is not known. */
function devicesIn (env: Started['env']): string[] | null {
  const named = env(DEVICES_VARIABLE)?.split(',').filter(device => device !== '') ?? []
  if (named.length > 0) return named
  const visible = env('CUDA_VISIBLE_DEVICES')
  if (visible === '') return ['cpu']
  const uuids = visible?.split(',') ?? []
  return uuids.length > 0 && uuids.every(device => /^GPU-[0-9a-f-]{36}$/.test(device)) ? uuids : null
}
