import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import t from 'tap'
import type { Test } from 'tap'
import { patience } from '../../helpers/patience.ts'
import { createSeen } from '../../helpers/seen.ts'
import { startServer, stateDir } from '../../helpers/server-process.ts'
import type { ServerProcess } from '../../helpers/server-process.ts'
import { trainerProgram } from '../../helpers/test-app.ts'
import { root } from '../../helpers/tree.ts'

t.setTimeout(patience(240_000))
const typescript = '@tapjs/typescript/import'
const quick = { epochs: 30, training_set_size: 60, validation_set_size: 20 }

/** Runs a program that uses an example, and reads the lines that it prints. */
function runExample (t: Test, [program = '', ...args]: string[], env: Record<string, string> = {}) {
  const child = spawn(program, args, {
    cwd: root, stdio: ['ignore', 'pipe', 'pipe'], env: { PATH: process.env.PATH, ...env }
  })
  t.teardown(() => { child.kill('SIGKILL') })
  const lines = createSeen<string>()
  const complaints: string[] = []
  child.stderr.on('data', piece => { complaints.push(String(piece)) })
  createInterface(child.stdout).on('line', lines.add)
  const ended = once(child, 'close').then(([code]) => {
    lines.fail(new Error(`it ended: ${lines.all.join('; ')} ${complaints.join('')}`))
    return code as number | null // as: of a child process
  })
  return { ended, ...lines }
}

/** The server dies and is started anew at the same address. */
async function restart (t: Test, server: ServerProcess, state_dir: string, env: Record<string, string>): Promise<void> {
  await server.kill()
  await startServer(t, state_dir, { ...env, PORT: new URL(server.url).port })
}

t.test('[G204] the Python example follows a training to its end, over a restart of the server', async t => {
  const [state_dir, env] = [stateDir(t), { AUTH: 'token', TOKEN: 'correct-horse-battery' }]
  const server = await startServer(t, state_dir, env)
  const { ended, until, all } = runExample(
    t, ['python3', 'docs/examples/follow.py', server.url, JSON.stringify(quick)], { TOKEN: env.TOKEN }
  )
  await until(line => line.startsWith('epoch '))
  await restart(t, server, state_dir, env)
  t.equal(await ended, 0)
  t.match(all.at(-1), /^completed /)
  const steps = all.flatMap(line => {
    const [, epoch, step] = /^epoch (\d+), step (\d+),/.exec(line) ?? []
    return step === undefined ? [] : [Number(epoch) * 1000 + Number(step)]
  })
  t.strictSame(steps, [...new Set(steps)].sort((one, other) => one - other), 'nothing came twice or out of order')
})

t.test('[G204] the Socket.IO example prints each epoch once, over a restart of the server', async t => {
  const state_dir = stateDir(t)
  const server = await startServer(t, state_dir)
  const { until, all } = runExample(t, [process.execPath, 'docs/examples/epochs.mjs', server.url])
  await until(line => line === 'connected')
  await server.ask('/api/training/start', { body: { config: quick } })
  await until(line => line.includes(': epoch 1 of 30'))
  await restart(t, server, state_dir, {})
  await until(line => line.includes(': epoch 30 of 30'))
  const epochs = all.flatMap(line => /: epoch (\d+) of/.exec(line)?.[1] ?? []).map(Number)
  t.strictSame(epochs, Array.from({ length: 30 }, (_, index) => index + 1))
})

for (const name of ['react', 'angular'] as const) {
  t.test(`[G204] the ${name} example shows the training that runs, and nothing while the server is away`, async t => {
    const [state_dir, env] = [stateDir(t), { ONETRAINER_PYTHON: trainerProgram('epochs') }]
    const server = await startServer(t, state_dir, env)
    const { until, all } = runExample(t, [
      process.execPath, '--experimental-websocket', `--import=${typescript}`, `test/fixtures/examples/${name}.ts`,
      server.url
    ], { TS_NODE_TRANSPILE_ONLY: '1' })
    await until(line => line === 'idle 0')
    await server.ask('/api/training/start', { body: { config: { epochs: 3 } } })
    const stepOf = (line: string): number => Number(/^running (\d+)$/.exec(line)?.[1] ?? -1)
    await until(line => stepOf(line) >= 5)
    await server.kill()
    await until(line => line === 'not connected' && all.some(line => stepOf(line) >= 5))
    const before = Math.max(...all.map(stepOf))
    const second = await startServer(t, state_dir, { ...env, PORT: new URL(server.url).port })
    await until(line => stepOf(line) > before)
    await second.ask('/api/training/stop', { body: {} })
    await until(line => line.startsWith('stopped '))
  })
}
