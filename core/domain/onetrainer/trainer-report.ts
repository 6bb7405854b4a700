import type { SystemInfo } from '../../contract/system.ts'
import type { Description } from './description.ts'

type TrainerInfo = SystemInfo['trainer']
type Check = NonNullable<TrainerInfo['checks']>[number]

/** What was found of a OneTrainer installation. */
export interface Found {
  dir: string
  is_checkout: boolean
  commit: string | null
  python: string | null
  python_version: string | null
  /** Folders in which a Python environment was looked for. */
  looked_in: string[]
  description:
    | { state: 'ready', description: Description }
    | { state: 'describing', doing: string }
    | { state: 'failed', problem: string }
  /** What nvidia-smi says instead of readings. */
  gpu_problem?: string | null
  has_git: boolean
  free_bytes: number | null
}

const GIB = 1024 ** 3
const ROOM_GIB = 10
const NEEDED = [
  'torch', 'torchvision', 'diffusers', 'transformers', 'accelerate', 'safetensors', 'huggingface_hub', 'mgds'
]

/**
 * What OneTrainer is here, whether a training could run, and what to do about what is missing. The doctor and the API
 * both say this.
 */
export function reportOneTrainer (found: Found): TrainerInfo {
  const { description: about } = found
  const description = about.state === 'ready' ? about.description : null
  const checks = [
    checkout(found), python(found),
    ...(found.is_checkout && found.python !== null ? configs(about) : []),
    ...(description === null ? [] : [packages(description), device(description)]),
    ...gpu(found),
    git(found),
    disk(found)
  ]
  const available = about.state === 'ready' && checks.every(({ status }) => status !== 'missing')
  return {
    kind: 'onetrainer',
    available,
    version: found.commit,
    python: found.python,
    python_version: found.python_version,
    device: description?.device.name ?? null,
    message: inOneLine(found, checks),
    checks
  }
}

function inOneLine ({ commit, description }: Found, checks: Check[]): string {
  const broken = checks
    .filter(({ status }) => status === 'missing')
    .map(({ message, hint }) => (hint === undefined ? message : `${message}; ${hint}`))
  if (broken.length > 0) return broken.join('. ')
  const name = commit === null ? 'OneTrainer' : `OneTrainer ${commit}`
  return description.state === 'describing'
    ? `${name} serves as soon as it has said what may be in a config (${description.doing})`
    : `${name} serves`
}

const ok = (name: string, message: string): Check => ({ name, status: 'ok', message })
const missing = (name: string, message: string, hint: string): Check => ({ name, status: 'missing', message, hint })

function checkout ({ dir, is_checkout, commit }: Found): Check {
  if (!is_checkout) {
    return missing(
      'checkout',
      `${dir} is not a OneTrainer checkout: modules/trainer/GenericTrainer.py is missing there`,
      'set ONETRAINER_DIR to the folder that OneTrainer was cloned into, or leave it empty for the built-in trainer'
    )
  }
  return ok('checkout', `${dir}, ${commit === null ? 'of no known commit' : `commit ${commit}`}`)
}

function python ({ dir, python, python_version, looked_in }: Found): Check {
  if (python === null) {
    return missing(
      'python',
      `no Python environment was found; looked in ${looked_in.join(', ')}`,
      `run OneTrainer's install script in ${dir}, or set ONETRAINER_PYTHON to its Python`
    )
  }
  if (python_version === null) {
    return missing(
      'python', `${python} cannot be run`,
      "run OneTrainer's install script again, or set ONETRAINER_PYTHON to another Python"
    )
  }
  const [major = 0, minor = 0] = python_version.split('.').map(Number)
  if (major !== 3 || minor < 10 || minor > 13 || python_version === '3.11.0') {
    return missing(
      'python',
      `${python} is Python ${python_version}, which OneTrainer does not run on`,
      'make its environment with Python 3.10 to 3.13, but not 3.11.0'
    )
  }
  return ok('python', `${python}, Python ${python_version}`)
}

function configs (about: Found['description']): Check[] {
  switch (about.state) {
    case 'describing':
      return [
        {
          name: 'config', status: 'waiting',
          message: `OneTrainer is being asked what may be in a config: ${about.doing}`
        }
      ]
    case 'failed':
      return [
        missing(
          'config',
          `OneTrainer's config cannot be loaded: ${about.problem}`,
          'install its requirements with its own Python'
        )
      ]
    default:
      return about.description.problems.map(problem =>
        missing('config', problem, "install OneTrainer's requirements with its own Python")
      )
  }
}

function packages ({ versions }: Description): Check {
  const absent = NEEDED.filter(name => versions[name] === null)
  return absent.length === 0
    ? ok('packages', NEEDED.map(name => `${name} ${versions[name] ?? 'unknown'}`).join(', '))
    : missing(
      'packages',
        `OneTrainer's Python lacks ${absent.join(', ')}`,
        'install its requirements with its own Python'
    )
}

function device ({ device: { type, name } }: Description): Check {
  return type === 'cpu'
    ? {
        name: 'device', status: 'warning',
        message: 'torch finds no GPU, so a training runs on the CPU and is very slow',
        hint: 'if there is one, install its driver and the torch that fits it'
      }
    : ok('device', `${type}, ${name}`)
}

function gpu ({ gpu_problem = null }: Found): Check[] {
  return gpu_problem === null
    ? []
    : [{
        name: 'gpu', status: 'warning', message: `nvidia-smi fails and says: ${gpu_problem}`,
        hint: 'run nvidia-smi; after an update of the driver, restart the machine'
      }]
}

const git = ({ has_git }: Found): Check =>
  has_git
    ? ok('git', 'is on the PATH')
    : missing('git', 'git is not on the PATH: OneTrainer would lose every backup and the final model', 'install git')

function disk ({ free_bytes }: Found): Check {
  if (free_bytes === null) {
    return {
      name: 'disk', status: 'warning',
      message: 'nobody knows how much room there is where jobs keep their files'
    }
  }
  const room = `${(free_bytes / GIB).toFixed(1)} GiB are free where jobs keep their files`
  return free_bytes / GIB < ROOM_GIB
    ? { name: 'disk', status: 'warning', message: room, hint: 'free some space, or set STATE_DIR to a larger disk' }
    : ok('disk', room)
}
