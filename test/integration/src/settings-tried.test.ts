import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readdirSync } from 'node:fs'
import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import t from 'tap'
import { built } from '../../helpers/built.ts'
import { patience } from '../../helpers/patience.ts'
import { stateDir } from '../../helpers/server-process.ts'

t.setTimeout(patience(120_000))

/** Starts the server where it is expected to end by itself. */
async function start (cwd: string, env: Record<string, string>, args: string[] = []) {
  const child = spawn(process.execPath, [built('src/server.js'), ...args], {
    cwd, stdio: ['ignore', 'pipe', 'pipe'], env: { PATH: process.env.PATH, PORT: '0', STATE_DIR: cwd, ...env }
  })
  t.teardown(() => { child.kill('SIGKILL') })
  const [[code], out, err] = await Promise.all([once(child, 'close'), text(child.stdout), text(child.stderr)])
  return { code, out, lines: err.trim().split('\n') }
}

t.test('[G81] every setting is tried before the start, and all bad ones are named at once, one line each', async t => {
  const dir = t.testdir({ file: '' })
  const taken = createServer().listen(0, '127.0.0.1')
  await once(taken, 'listening')
  t.teardown(() => { taken.close() })
  const { port } = taken.address() as AddressInfo
  const { code, lines } = await start(dir, {
    STATE_DIR: '/proc/foo', RUNTIME_DIR: join(dir, 'x'.repeat(100)), ONETRAINER_DIR: '/nonexistent',
    ONETRAINER_PYTHON: join(dir, 'no-python'), PORT: String(port), LOG_LEVEL: 'loud', AUTH: 'none'
  })
  t.equal(code, 2)
  t.equal(lines.length, 6)
  for (const [name, problem] of [
    ['STATE_DIR', /"\/proc\/foo" is in a file system of the kernel/], ['RUNTIME_DIR', /\d+ bytes long/],
    ['ONETRAINER_DIR', /"\/nonexistent" does not exist/], ['ONETRAINER_PYTHON', /no program/],
    [`port ${port}`, /is taken; set PORT/], ['LOG_LEVEL', /one of trace/]
  ] as const) {
    const line = lines.find(line => line.startsWith(`onetrainer-web-ui cannot start: ${name}`))
    t.match(line, problem, name)
  }
  t.strictSame(readdirSync(dir), ['file'], 'a start that is refused leaves nothing behind')
})

t.test('[G81] a temporary folder in /proc, a file for a folder, and half a checkout are refused', async t => {
  const dir = t.testdir({ file: '', checkout: { modules: {} } })
  const { code, lines } = await start(dir, {
    STATE_DIR: join(dir, 'file'), ONETRAINER_DIR: join(dir, 'checkout'), TMPDIR: '/proc', HOST: 'no-such-host.invalid'
  })
  t.equal(code, 2)
  t.match(lines.join('\n'), /STATE_DIR: .* is a file, not a folder/)
  t.match(lines.join('\n'), /RUNTIME_DIR: "\/proc\/.*kernel/)
  t.match(lines.join('\n'), /ONETRAINER_DIR: .*GenericTrainer\.py and .*TrainConfig\.py missing/)
  t.match(lines.join('\n'), /HOST: "no-such-host\.invalid" /)
})

t.test('[G82] .env is read, the environment replaces it, and a malformed line is named by its number', async t => {
  const dir = t.testdir({ '.env': 'PORT=99999\nexport LOG_LEVEL="loud"\nSECRET my-secret\n' })
  const { code, lines } = await start(dir, { PORT: '0' })
  t.equal(code, 2)
  t.match(lines, [/cannot start: .*\.env, line 3: expected NAME=value/, /LOG_LEVEL must be .* not "loud"/])
  t.equal(lines.length, 2)
  t.notMatch(lines.join('\n'), 'my-secret')
})

t.test('[G83] ~ is the home folder in a path', async t => {
  const dir = t.testdir({ home: {} })
  const { lines } = await start(dir, { STATE_DIR: '~/x', HOME: join(dir, 'home'), ONETRAINER_DIR: '~/none' })
  t.match(lines, [/ONETRAINER_DIR: ".*\/home\/none" does not exist/])
  t.notOk(existsSync(join(dir, '~')))
})

t.test('[G84] the command line replaces the environment, and --help shows the options', async t => {
  const dir = stateDir(t)
  const [help, refused] = await Promise.all([
    start(dir, {}, ['--help']), start(dir, { PORT: '99999' }, ['--port', '0', '--state-dir', '/sys/x'])
  ])
  t.equal(help.code, 0)
  for (const option of ['--host', '--port', '--state-dir']) t.match(help.out, option)
  t.match(refused, { code: 2, lines: [/STATE_DIR: "\/sys\/x"/] })
  t.equal(refused.lines.length, 1)
})
