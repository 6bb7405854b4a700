import type { SystemInfo } from '../../core/contract/system.ts'
import { reportOneTrainer } from '../../core/domain/onetrainer/trainer-report.ts'
import type { OneTrainer } from '../onetrainer/onetrainer.ts'
import type { PythonFinder } from './python.ts'

type TrainerInfo = SystemInfo['trainer']

interface TrainerInfoDeps {
  python: PythonFinder
  /** The OneTrainer that ONETRAINER_DIR names; the built-in trainer serves when there is none. */
  onetrainer?: OneTrainer | null
  /** What nvidia-smi says instead of readings. */
  gpuProblem?: () => Promise<string | null>
  /** Version of this package, which is that of the built-in trainer. */
  version: string
}

/** The trainer that serves here, whether it can, and what to do when it cannot. */
export async function trainerInfo ({
  python, onetrainer = null, version, gpuProblem = async () => null
}: TrainerInfoDeps): Promise<TrainerInfo> {
  if (onetrainer !== null) return reportOneTrainer({ ...(await onetrainer.look()), gpu_problem: await gpuProblem() })
  const { available, program, version: python_version, message } = await python.find()
  const help = available ? 'the built-in trainer serves, as ONETRAINER_DIR is not set' : 'the built-in trainer needs it'
  return {
    kind: 'builtin', available, python: program, python_version, version, device: 'cpu', message: `${message}; ${help}`
  }
}
