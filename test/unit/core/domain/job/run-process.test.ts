import t from 'tap'
import { runSign } from '../../../../../core/domain/job/run-process.ts'

const job_id = '019a4f6e-7b1c-7c3e-9d2a-5f0b8e6c1d42'
const dir = `/srv/runs/${job_id}/a2`
const folder = { runs_dir: '/srv/runs', job_id, attempt: 2 }
const gpu = 'GPU-3c9f0f5e-58a2-4f5e-9b0a-4c1f0a3d2b11'
const sign = (args: string[], env: Record<string, string> = {}) => runSign({ args, env: name => env[name] })

t.test('[Q51] a process shows the attempt it belongs to by its variables, or by the folder among its arguments', t => {
  t.match(sign(['python3'], { OT_RUN_COOKIE: 'c', OT_RUN_DIR: dir }), { role: 'trainer', folder, cookie: 'c' })
  t.match(sign(['python3', '-u', dir], { OT_RUN_COOKIE: 'c' }), { role: 'trainer', folder })
  t.match(sign(['python3'], { OT_RUN_COOKIE: 'c' }), { role: 'trainer', folder: null })
  t.match(sign(['node', '/app/dist/runner/main.js', dir]), { role: 'runner', folder, cookie: null })
  t.match(sign(['node', '/app/dist/runner/launch.js', dir]), { role: 'runner', folder })
  for (const args of [['node', '/app/dist/runner/main.js'], ['python3', dir], ['node', 'main.js', dir], []]) {
    t.equal(sign(args), null, args.join(' '))
  }
  t.end()
})

t.test('[Q52] a process shows the devices it may use; an index says nothing', t => {
  const devices = (env: Record<string, string>) => sign([], { OT_RUN_COOKIE: 'c', ...env })?.devices
  t.strictSame(devices({ OT_RUN_DEVICES: `${gpu},` }), [gpu])
  t.strictSame(devices({ CUDA_VISIBLE_DEVICES: '' }), ['cpu'])
  t.strictSame(devices({ CUDA_VISIBLE_DEVICES: gpu }), [gpu])
  t.equal(devices({ CUDA_VISIBLE_DEVICES: '0' }), null)
  t.equal(devices({}), null)
  t.end()
})
