import type { Limits } from '../../core/contract/journal.ts'
import type { Clock } from '../../core/domain/clock.ts'
import type { CrashPoint } from '../attempts/start.ts'
import type { PythonHints } from '../onetrainer/find-checkout.ts'
import type { Ids } from '../system/ids.ts'

type Write = (facts: object, message: string) => void

/** What the services are made of; nothing else reaches them. */
export interface ServicesDeps {
  places: { state_dir: string, runtime_dir: string, xdg_runtime_dir: string | undefined, package_root: string }
  version: string
  trainer: {
    /** ONETRAINER_DIR; empty: the built-in trainer serves. */
    onetrainer_dir: string
    /** ONETRAINER_PYTHON; empty: looked for. */
    python: string
    python_hints: PythonHints
    /** What trainers inherit; `secret_env` reaches their processes and no file. */
    env: Record<string, string>
    secret_env: Record<string, string>
  }
  /** `env` is all that runners inherit. */
  runner: { env: Record<string, string>, limits: Limits }
  stats_interval_ms: number
  machine: { clock: Clock, ids: Ids, crash: CrashPoint }
  log: { info: Write, warn: Write, error: Write }
}
