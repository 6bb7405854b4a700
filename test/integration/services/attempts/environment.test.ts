import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { ended, jobsOf, untilDevicesFree } from '../../../helpers/jobs.ts'
import { testApp, trainerProgram } from '../../../helpers/test-app.ts'

t.test('[C84] a trainer has the families, what TRAINER_ENV adds and the environment of its job; no file has a secret',
  async t => {
    const sink = join(t.testdir(), 'environment.json')
    const inherited = {
      HF_HOME: '/models', https_proxy: 'http://proxy:3128', SSL_CERT_FILE: '/ca.pem', TORCH_HOME: '/torch', USER: 'me',
      XDG_DATA_HOME: '/data', AWS_REGION: 'eu', CONDA_PREFIX: '/conda'
    }
    const secret = { HF_TOKEN: 'hidden-token-1', HTTP_PROXY: 'http://me:hidden-token-2@proxy:3128' }
    const app = await testApp(
      t,
      {
        ONETRAINER_PYTHON: trainerProgram('writes-environment'), LOG_LEVEL: 'trace',
        TRAINER_ENV: `AWS_*, ENVIRONMENT_SINK=${sink}, MY_TOKEN=hidden-token-3`
      },
      { environment: { ...inherited, ...secret, PATH: process.env.PATH } }
    )
    const environment = { PYTORCH_CUDA_ALLOC_CONF: 'expandable_segments:True' }
    const jobs = jobsOf(app, await app.stream(), app.state_dir)
    const job = await jobs.create({ environment })
    t.strictSame(job.environment, environment)
    t.match(await jobs.until(job.job_id, ended), { status: 'completed' })
    const seen = JSON.parse(readFileSync(sink, 'utf8')) as Record<string, string>
    const { CONDA_PREFIX: _, ...passed } = inherited
    t.match(seen, { ...passed, ...secret, ...environment, MY_TOKEN: 'hidden-token-3' })
    t.notOk('CONDA_PREFIX' in seen)
    t.match(app.log_lines.join(''), /"left_out":\["CONDA_PREFIX"\]/)

    await untilDevicesFree(app) // until then a draft of the runner may vanish
    const files = readdirSync(app.state_dir, { recursive: true, withFileTypes: true }).filter(entry => entry.isFile())
    t.ok(files.some(({ name }) => name === 'spec.json'))
    for (const { parentPath, name } of files) {
      t.notMatch(readFileSync(join(parentPath, name)).toString('latin1'), 'hidden-token', name)
    }
    const replies = [
      await app.ask(`/api/v1/training-jobs/${job.job_id}`),
      await app.ask(`/api/v1/training-jobs/${job.job_id}/attempts`),
      await app.ask('/api/system/info')
    ]
    t.notMatch(JSON.stringify(replies.map(({ body }) => body)) + app.log_lines.join(''), 'hidden-token')

    const bad = await app.ask('/api/v1/training-jobs', { body: { environment: { HF_TOKEN: 'hidden-token-4' } } })
    t.match(bad, {
      status: 422, body: { code: 'environment_invalid', details: [{ pointer: '/environment/HF_TOKEN' }] }
    })
    t.notMatch(JSON.stringify(bad.body) + app.log_lines.join(''), 'hidden-token')
  }
)
