import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { io } from 'socket.io-client'
import t from 'tap'
import type { Test } from 'tap'
import { patience } from '../../helpers/patience.ts'
import { seeds, snippet } from '../../helpers/snippet.ts'
import { small, testApp, trainerProgram } from '../../helpers/test-app.ts'
import type { TestApp } from '../../helpers/test-app.ts'

t.setTimeout(patience(180_000))
const endless = { ONETRAINER_PYTHON: trainerProgram('marathon') }

/** Runs a Python client of the seeds to its end; resolves with the lines it printed. */
async function python (
  t: Test, { host }: TestApp, name: string, job: string
): Promise<{ lines: string[], code: number | null }> {
  const run =
    'import sys, re; text = open(sys.argv[1]).read().replace("localhost:8000", sys.argv[2]); ' +
    'exec(compile(re.sub(r"\\b42\\b|job_abc123", sys.argv[3], text), sys.argv[1], "exec"))'
  const child: ChildProcess = spawn('python3', ['-u', '-c', run, join(seeds, name), host, job], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { PATH: process.env.PATH, PYTHONDONTWRITEBYTECODE: '1', PYTHONPATH: join(seeds, 'python') }
  })
  t.teardown(() => {
    child.kill('SIGKILL')
  })
  let text = ''
  child.stdout?.setEncoding('utf8').on('data', (part: string) => {
    text += part
  })
  const code = await new Promise<number | null>(resolve => {
    child.once('close', resolve)
  })
  return { lines: text.split('\n').filter(line => line !== ''), code }
}
const start = async (app: TestApp, config: object = { ...small, epochs: 3 }) =>
  (await app.ask('/api/training/start', { body: { config } })).body as { job_id: string, job_slug: string }
/** Makes a job that begins when it is told to, so that nobody comes too late to see its beginning. */
async function prepare (t: Test, app: TestApp) {
  const hold = async (held: boolean): Promise<void> => {
    t.equal((await app.ask('/api/v1/queue', { method: 'PATCH', body: { held } })).status, 200)
  }
  await hold(true)
  const { job_slug } = (await app.ask('/api/v1/training-jobs', { body: { config: { ...small, epochs: 3 } } })).body as {
    job_slug: string
  }
  return { job_slug, begin: async () => { await hold(false) } }
}

t.test(
  '[V2] [V5] the job-stream clients run unchanged: browser, React, Python and poller see the job from its start to its end',
  async t => {
    const app = await testApp(t)
    const { begin } = await prepare(t, app)
    const [page, component, poller, first] = [
      snippet(t, app, 's2-browser.js'), snippet(t, app, 's2-react.jsx'), snippet(t, app, 's2-poll.js'),
      python(t, app, 's2-client.py', '1')
    ]
    for (const { until } of [page, component, poller]) {
      await until(
        ({ what, args }) => what === 'message' || (what === 'console.log' && String(args[0]).startsWith('Progress'))
      )
    }
    await begin()
    const { lines, code } = await first
    t.equal(code, 0, 'every message has the three figures it prints')
    for (const line of lines) t.match(line, /^Progress: [\d.]+%$|^Epoch: \d+\/\d+$/)
    t.strictSame(lines.slice(-2), ['Progress: 100%', 'Epoch: 3/3'])

    await page.until(({ what }) => what === 'close')
    t.strictSame(
      [page.calls('close'), page.calls('console.log')[0], page.calls('console.log').at(-1)],
      [[[1000]], ['Connected to training job stream'], ['Connection closed']]
    )
    t.strictSame(page.calls('console.error'), [])

    t.equal(await component.ended, 0)
    const renders = component.calls('render').map(([tree]) => JSON.stringify(tree))
    const shown = (text: string): boolean => renders.some(tree => tree.includes(`["Status: ","${text}"]`))
    const statuses = ['connecting', 'connected', 'running', 'completed', 'disconnected']
    for (const status of statuses) t.ok(shown(status), status)
    t.match(renders.at(-1), /"type":"progress","value":1,/)
    t.notOk(shown('failed') || shown('error'))

    t.equal(await poller.ended, 0, 'it stops by itself')
    const progress = poller
      .calls('console.log')
      .map(([text]) => Number(/^Progress: ([\d.]+)%$/.exec(String(text))?.[1]))
    t.equal(progress.at(-1), 100)
    t.strictSame(
      progress,
      [...progress].sort((a, b) => a - b)
    )
  }
)

t.test(
  '[V5] the snippet that reconnects even after a normal end is served each of its six times',
  async t => {
    const app = await testApp(t)
    await start(app, small)
    const client = snippet(t, app, 's2-reconnect.js')
    t.equal(await client.ended, 0)
    t.strictSame(client.calls('close'), Array(6).fill([1000]))
    t.equal(client.calls('console.log').length, 5)
  }
)

t.test('[V7] the job-stream snippet that checks for 1008 sees that there is no such job', async t => {
  const app = await testApp(t)
  const page = snippet(t, app, 's2-browser.js', '99')
  await page.until(({ what, args }) => what === 'close' && args[0] === 1008)
  const source = readFileSync(join(seeds, 's2-not-found.js'), 'utf8')
  t.match(source, /event\.code === 1008/)
})

t.test(
  '[V9] [V10] the job-updates clients run unchanged: browser and Python, on a job that completes and on one that is stopped',
  async t => {
    const app = await testApp(t)
    const { job_slug, begin } = await prepare(t, app)
    const [page, quick, whole] = [
      snippet(t, app, 's3-browser.js', job_slug), snippet(t, app, 's3-quick.js', job_slug),
      python(t, app, 's3-client.py', job_slug)
    ]
    await page.until(({ what }) => what === 'updateMetrics')
    await begin()
    const { lines, code } = await whole
    t.equal(code, 0, 'progress is a number in every message')
    t.equal(lines.at(-1), 'Training succeeded!')
    t.ok(lines.includes('Progress: 100.0%'))
    t.equal(await page.ended, 0, 'it closes the socket itself when the training is complete')
    t.strictSame(
      [page.calls('console.log')[0], page.calls('console.log').at(-1), page.calls('startPolling')],
      [['Connected!'], ['Training completed!'], []]
    )
    t.equal(page.calls('updateProgressBar').at(-1)?.[0], 100)
    t.ok(page.calls('updateMetrics').some(([loss, speed]) => typeof loss === 'number' && typeof speed === 'number'))
    await quick.until(({ args }) => args[1] === 100)
    t.equal(
      (await python(t, app, 's3-client.py', job_slug)).lines.at(-1),
      'Training succeeded!',
      'who comes later is told at once'
    )
  }
)

t.test('[V10] the Python client of job-updates ends on a stopped job too', async t => {
  const app = await testApp(t, endless)
  const { job_slug } = await start(app, {})
  const watching = python(t, app, 's3-client.py', job_slug)
  await app.ask('/api/training/stop', { method: 'POST' })
  const { lines, code } = await watching
  t.strictSame([code, lines.at(-1)], [0, 'Training stopped!'])
})

t.test(
  '[I1] [I2] the Angular service runs unchanged, and its call that starts a training is accepted as it is',
  async t => {
    const app = await testApp(t)
    const service = snippet(t, app, 's4-angular-service.txt')
    await service.until(({ what, args }) => what === 'next' && (args[0] as { connected?: boolean }).connected === true)
    const {
      body: { network_id }
    } = await app.ask('/api/networks', { body: { config: { training_set_size: 60, validation_set_size: 20 } } })
    t.match(readFileSync(join(seeds, 's4-start-training.txt'), 'utf8'), /mini_batch_size: 10,\s+learning_rate: 3\.0/)
    t.equal(
      (
        await app.ask(`/api/networks/${network_id}/train`, {
          body: { epochs: 6, mini_batch_size: 10, learning_rate: 3.0 }
        })
      ).status,
      202
    )
    const updates = (): Array<Record<string, number>> =>
      service
        .calls('next')
        .map(([value]) => value as Record<string, number>)
        .filter(value => 'epoch' in value)
    await service.until(() => updates().length === 1)
    service.child.stdin.write('disconnect\n')
    await service.until(({ what, args }) => what === 'next' && (args[0] as { connected?: boolean }).connected === false)
    service.child.stdin.write('reconnect\n')
    await service.until(() => updates().some(({ epoch }) => epoch === 6))
    const epochs = updates().map(({ epoch }) => epoch!)
    t.strictSame(
      epochs,
      [...epochs].sort((a, b) => a - b),
      'after a reconnect in the middle it goes on'
    )
    t.strictSame(service.calls('error'), [])
    t.strictSame(service.calls('console.error'), [])
    for (const update of updates()) {
      t.ok(
        [update.progress!.toFixed(1), (update.accuracy! * 100).toFixed(2), update.elapsed_time!.toFixed(2)].every(
          text => /^[\d.]+$/.test(text)
        ),
        'what the template calls is there'
      )
      t.equal(update.network_id as unknown, network_id)
    }
  }
)

t.test(
  '[I1] a stock client with default options and one that only polls both follow a training to its end',
  async t => {
    const app = await testApp(t)
    const sockets = [io(app.url, { forceNew: true }), io(app.url, { forceNew: true, transports: ['polling'] })]
    t.teardown(() => {
      for (const socket of sockets) socket.disconnect()
    })
    const last = sockets.map(async socket => {
      await new Promise<void>(resolve => {
        socket.on('training_update', ({ epoch }: { epoch: number }) => {
          if (epoch === 3) resolve()
        })
      })
    })
    await Promise.all(
      sockets.map(async socket => {
        await new Promise<void>(resolve => {
          socket.once('connect', resolve)
        })
      })
    )
    await start(app)
    await Promise.all(last)
    t.ok(sockets.every(({ connected }) => connected))
  }
)
