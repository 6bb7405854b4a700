/** Variables for a trainer. `secret_env` reaches its process only; `env` is also written to spec.json. */
export interface TrainerEnvironment {
  env: Record<string, string>
  secret_env: Record<string, string>
  /** Names of variables that look relevant to a training and are not passed. */
  left_out: string[]
}

type Variables = Record<string, string | undefined>

/** What TRAINER_ENV says: names and patterns to pass as well, and values to set. */
export interface EnvironmentRules { pass: RegExp[], set: Record<string, string> }

const families = [
  // programs, user, folders, locale
  'PATH|HOME|USER|LOGNAME|LANG|LANGUAGE|LC_\\w+|TZ|TMPDIR|TMP|TEMP|LD_LIBRARY_PATH|XDG_\\w+',
  // network and certificates
  '(HTTP|HTTPS|FTP|NO|ALL)_PROXY|SSL_CERT_(FILE|DIR)|REQUESTS_CA_BUNDLE|CURL_CA_BUNDLE',
  // devices and their libraries
  '(CUDA|CUDNN|CUBLAS|NVIDIA|NCCL|RCCL|GLOO|HIP|ROCR|ROCM|ROCBLAS|MIOPEN|HSA|AMD|GPU|SYCL|ONEAPI|ZE|IPEX)_\\w+',
  // threads and memory of the CPU
  '(OMP|GOMP|KMP|MKL|OPENBLAS|BLIS|NUMEXPR|VECLIB|MALLOC)_\\w+',
  // the libraries of trainers
  '(PYTORCH|TORCH|TORCH[A-Z]+|TRITON|XFORMERS|ACCELERATE|BITSANDBYTES|BNB|FLASH_ATTENTION)_\\w+',
  '(HF|HUGGINGFACE|HUGGING_FACE|TRANSFORMERS|DIFFUSERS|DATASETS|SAFETENSORS|TOKENIZERS)_\\w+',
  '(WANDB|TENSORBOARD|TF)_\\w+|MPLBACKEND|MPLCONFIGDIR|DISABLE_TELEMETRY|DO_NOT_TRACK',
  // compilers that kernels are built with
  'CC|CXX|CPATH|LIBRARY_PATH|MAX_JOBS'
]
const known = new RegExp(`^(${families.join('|')})$`)
const knownAnyCase = /^(http|https|ftp|no|all)_proxy$/

// Not passed, and a trainer may behave otherwise without it.
const relevant =
  /^(PYTHON\w+|LD_\w+|DYLD_\w+|CONDA_\w+|VIRTUAL_ENV|PIP_\w+|UV_\w+|AWS_\w+|AZURE_\w+|GOOGLE_\w+|GCP_\w+|S3_\w+)$/
const relevantToo = /^(MLFLOW|COMET|CLEARML|NEPTUNE|KAGGLE|CIVITAI|MODELSCOPE|REPLICATE|JAX|XLA|SLURM|RAY|MPI|UCX)_\w+$/
// The server's own variables, which say nothing to a trainer.
const ownPython = /^PYTHON(UTF8|UNBUFFERED|FAULTHANDLER|DONTWRITEBYTECODE)$/

const python = { PYTHONUTF8: '1', PYTHONUNBUFFERED: '1', PYTHONFAULTHANDLER: '1', PYTHONDONTWRITEBYTECODE: '1' }

const secretName = /TOKEN(?!IZER)|SECRET|PASSW|PASSPHRASE|CREDENTIAL|(API|ACCESS|PRIVATE)_?KEY|(^|_)(KEY|PAT|AUTH)$/i
const secretValues = [
  /:\/\/[^/?#\s]*@/, // a URL with a user or a password
  /[?&][^=&\s]*(token|key|secret|signature|password)[^=&\s]*=/i,
  /^(hf|api_org|ghp|gho|sk|github_pat|glpat)[_-]\w{16,}$/
]

/** True for a variable that no file, log or reply may hold: a token, a key, a proxy with a password. */
export function isSecret (name: string, value: string): boolean {
  if (secretName.test(name) || secretValues.some(pattern => pattern.test(value))) return true
  return /_proxy$/i.test(name) && !/^no_proxy$/i.test(name) && value.includes('@')
}

/** True for a variable that this program sets itself. */
export const isOurs = (name: string): boolean =>
  name.startsWith('OT_') || name === 'ONETRAINER_DIR' || ownPython.test(name)

/**
 * What a trainer gets of an environment: the families it is known to need, and what `rules` add. Secrets are kept
 * apart.
 */
export function trainerEnvironment (
  environment: Variables, { pass, set }: EnvironmentRules = { pass: [], set: {} }
): TrainerEnvironment {
  const env: Record<string, string> = {}
  const secret_env: Record<string, string> = {}
  const left_out: string[] = []
  const isPassed = (name: string): boolean =>
    known.test(name) || knownAnyCase.test(name) || pass.some(pattern => pattern.test(name))
  for (const [name, value] of Object.entries({ ...environment, ...set })) {
    if (value === undefined || isOurs(name)) continue
    if (!Object.hasOwn(set, name) && !isPassed(name)) {
      if (relevant.test(name) || relevantToo.test(name)) left_out.push(name)
    } else if (isSecret(name, value)) secret_env[name] = value
    else env[name] = value
  }
  return { env: { ...env, ...python }, secret_env, left_out: left_out.sort() }
}
