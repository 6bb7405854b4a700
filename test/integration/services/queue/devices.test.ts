import { existsSync, mkdirSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { ended, jobsOf, onCall, running } from '../../../helpers/jobs.ts'
import { smallRun } from '../../../helpers/onetrainer.ts'
import { openCheckout } from '../../../helpers/onetrainer-configs.ts'
import { startServer, stateDir } from '../../../helpers/server-process.ts'
import { connectStream } from '../../../helpers/stream-client.ts'
import { root } from '../../../helpers/tree.ts'

t.test(
  '[Q28] on two GPUs two jobs train at once, each seeing its own by UUID; a third waits, and a restarted server assigns no GPU twice',
  async t => {
    const state_dir = stateDir(t)
    const bin = join(state_dir, 'bin')
    mkdirSync(bin)
    symlinkSync(join(root, 'test/fixtures/nvidia-smi/two-gpus'), join(bin, 'nvidia-smi'))
    const env = {
      ...onCall,
      ONETRAINER_DIR: join(root, 'test/fixtures/onetrainer'),
      PATH: `${bin}:${process.env.PATH}`,
      STATS_INTERVAL_MS: '200'
    }
    // what it says is kept, so that the server knows it at once
    await openCheckout(t, { dir: env.ONETRAINER_DIR, python: env.ONETRAINER_PYTHON, state_dir }).describer.ready()
    const first = await startServer(t, state_dir, env)
    const client = await connectStream(`${first.url}/ws`)
    const jobs = jobsOf(first, client, state_dir)
    const config = smallRun(join(state_dir, 'material'), { train_device: 'cuda' })
    const made = [
      await jobs.create({ config }),
      await jobs.create({ config }),
      await jobs.create({ config }),
      await jobs.create({ config, device: 'GPU-bbbb', priority: -1 }),
      await jobs.create({ config, device: 'cpu' })
    ]
    // as: five were made
    const [a, b, c, d, e] = made.map(({ job_id }) => job_id as string) as [string, string, string, string, string]
    const seen = async (job_id: string) => (await jobs.until(job_id, frame => frame.type === 'trainer_ready')).device
    t.strictSame([await seen(a), await seen(b), await seen(e)], ['GPU-aaaa', 'GPU-bbbb', ''])
    t.match(await jobs.get(c), {
      status: 'queued',
      queue: { waiting_for: 'GPU-aaaa is taken by Training 1; GPU-bbbb is taken by Training 2' }
    })
    t.match(await jobs.get(d), { queue: { waiting_for: 'GPU-bbbb is taken by Training 2' } })
    const shown = await first.ask('/api/training/status')
    const backed_up = await first.ask('/api/training/backup', { body: {} })
    t.match(shown, { status: 200, body: { status: 'running' } })
    t.match(backed_up, { status: 202, body: { job_id: shown.body.job_id } }, 'a command goes to the job that is shown')
    t.match(await first.ask('/api/v1/training-jobs', { body: { config, device: 'GPU-zzzz' } }), {
      status: 422,
      body: { code: 'device_unknown', message: /GPU-zzzz/ }
    })
    await client.close()
    await first.kill()

    const second = await startServer(t, state_dir, env)
    const other = await connectStream(`${second.url}/ws`)
    const later = jobsOf(second, other, state_dir)
    t.match((await second.ask('/api/v1/queue')).body, {
      devices: [
        { device: 'cpu', job_id: e }, { device: 'GPU-aaaa', job_id: a }, { device: 'GPU-bbbb', job_id: b }
      ],
      waiting: [{ job_id: c }, { job_id: d }]
    })
    later.endAttempt(b, 'finish')
    await later.until(b, ended)
    t.equal(
      (await later.until(c, frame => frame.type === 'trainer_ready')).device,
      'GPU-bbbb',
      'the first in the line, on what became free'
    )
    later.endAttempt(a, 'finish')
    await later.until(a, ended)
    t.match((await later.get(d)).queue, { waiting_for: 'GPU-bbbb is taken by Training 3' })
    await later.act(c, 'stop')
    await later.until(d, running)
    t.notOk(existsSync(join(state_dir, 'collisions')))
    await other.close()
  }
)
