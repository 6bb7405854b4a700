import assert from 'node:assert/strict'
import fc from 'fast-check'
import t from 'tap'
import { readEnvironmentRules } from '../../../../../core/domain/job/environment-rules.ts'
import { checkJobEnvironment } from '../../../../../core/domain/job/job-environment.ts'
import { isSecret, trainerEnvironment } from '../../../../../core/domain/job/trainer-environment.ts'

const families = [
  'HF_HOME', 'HF_HUB_OFFLINE', 'HUGGINGFACE_HUB_CACHE', 'HTTP_PROXY', 'https_proxy', 'NO_PROXY', 'all_proxy',
  'SSL_CERT_FILE', 'SSL_CERT_DIR', 'REQUESTS_CA_BUNDLE', 'CURL_CA_BUNDLE', 'PYTORCH_CUDA_ALLOC_CONF', 'TORCH_HOME',
  'TORCHINDUCTOR_CACHE_DIR', 'TORCHDYNAMO_DISABLE', 'TRITON_CACHE_DIR', 'XDG_DATA_HOME', 'USER', 'LOGNAME',
  'CUDA_HOME', 'NVIDIA_TF32_OVERRIDE', 'HIP_VISIBLE_DEVICES', 'ROCR_VISIBLE_DEVICES', 'HSA_OVERRIDE_GFX_VERSION',
  'NCCL_DEBUG', 'OMP_NUM_THREADS', 'MKL_NUM_THREADS', 'XFORMERS_FORCE_DISABLE_TRITON', 'ACCELERATE_USE_CPU',
  'BITSANDBYTES_NOWELCOME', 'TOKENIZERS_PARALLELISM', 'WANDB_MODE', 'TRANSFORMERS_CACHE', 'LC_ALL', 'TMPDIR'
]
const secrets = {
  HF_TOKEN: 'a', HUGGING_FACE_HUB_TOKEN: 'a', WANDB_API_KEY: 'a', HF_ENDPOINT: 'https://me:pw@mirror.example',
  HTTPS_PROXY: 'http://me:pw@proxy:3128', http_proxy: 'me:pw@proxy:3128', HF_HUB_URL: 'https://x.example/?token=abc',
  WANDB_NOTES: 'hf_abcdefghijklmnopqrstuvwx'
}

t.test('[C81] the families that trainers need are passed, and secrets among them only by the way of secrets', t => {
  for (const name of families) {
    const found = trainerEnvironment({ [name]: '/some/value' })
    t.equal(found.env[name], '/some/value', name)
    t.strictSame(found.secret_env, {}, name)
  }
  for (const [name, value] of Object.entries(secrets)) {
    const found = trainerEnvironment({ [name]: value })
    t.equal(found.env[name], undefined, name)
    t.strictSame(found.secret_env, { [name]: value })
  }
  const own = { TOKEN: 'x', STATE_DIR: '/x', OT_TRAINER_SECRETS: '{}', OT_RUN_COOKIE: 'x', OPENAI_API_KEY: 'x' }
  const { env, secret_env } = trainerEnvironment(own)
  t.strictSame(Object.keys(env).filter(name => !name.startsWith('PYTHON')), [])
  t.strictSame(secret_env, {})
  t.end()
})

t.test('[C81] a secret is in no other part of the result, whatever its name', t => {
  const name = fc.stringMatching(/^[A-Z]{1,4}_(TOKEN|API_KEY|SECRET|PASSWORD)(_[A-Z]{1,3})?$/)
  fc.assert(fc.property(name, fc.constantFrom('', 'HF_', 'WANDB_'), (rest, prefix) => {
    const { env, left_out } = trainerEnvironment({ [prefix + rest]: 'the-secret-value' })
    assert.ok(!JSON.stringify([env, left_out]).includes('the-secret-value'))
  }))
  t.end()
})

t.test('[C82] TRAINER_ENV passes names and patterns and sets values; a bad entry is named without its value', t => {
  const { rules, problems } = readEnvironmentRules(' PYTHONPATH, AWS_*,DEBUG=a=b , EMPTY=')
  t.strictSame(problems, [])
  const environment = {
    PYTHONPATH: '/p', AWS_REGION: 'eu', AWS_SECRET_ACCESS_KEY: 's', CONDA_PREFIX: '/c', LS_COLORS: '', toString: 'x'
  }
  t.match(trainerEnvironment(environment, rules), {
    env: { PYTHONPATH: '/p', AWS_REGION: 'eu', DEBUG: 'a=b', EMPTY: '' },
    secret_env: { AWS_SECRET_ACCESS_KEY: 's' },
    left_out: ['CONDA_PREFIX']
  })
  t.notOk(Object.hasOwn(trainerEnvironment(environment, rules).env, 'toString'), 'passed by no rule')
  for (const bad of ['1A=secret', 'A B', '*', 'OT_X=1', '=x', 'A-B=secret']) {
    const found = readEnvironmentRules(bad)
    t.equal(found.problems.length, 1, bad)
    t.notMatch(found.problems[0], /secret/)
  }
  t.end()
})

t.test('[C83] the environment of a job refuses what is no name, what is ours, what chooses programs, and secrets', t => {
  t.strictSame(checkJobEnvironment({ PYTORCH_CUDA_ALLOC_CONF: 'expandable_segments:True', MY_FLAG: '' }), [])
  const refused = {
    '1A': 'x', 'A-B': 'x', '': 'x', 'a/b': 'x', OT_RUN_COOKIE: 'x', ONETRAINER_DIR: 'x', CUDA_VISIBLE_DEVICES: '0',
    LD_PRELOAD: 'x', PATH: '/x', PYTHONPATH: 'x', MY_PASSWORD: 'x', NUL: 'a\0b', ...secrets
  }
  const found = checkJobEnvironment(refused)
  t.strictSame(
    found.map(({ pointer }) => pointer),
    Object.keys(refused).map(name => `/environment/${name.replace('/', '~1')}`)
  )
  t.ok(found.every(({ message, hint }) => message.length > 0 && hint.length > 0))
  t.notMatch(JSON.stringify(found), /pw@|token=abc/)
  t.notOk(isSecret('TOKENIZERS_PARALLELISM', 'false'))
  t.end()
})

t.test('[C81] Python runs in UTF-8, unbuffered, with its fault handler and without files of byte code', t => {
  const { env } = trainerEnvironment({ PYTHONUTF8: '0' })
  t.strictSame(env, {
    PYTHONUTF8: '1', PYTHONUNBUFFERED: '1', PYTHONFAULTHANDLER: '1', PYTHONDONTWRITEBYTECODE: '1'
  })
  t.end()
})
