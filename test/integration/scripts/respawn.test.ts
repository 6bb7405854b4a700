import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { join, resolve } from 'node:path'
import { createInterface } from 'node:readline'
import t from 'tap'
import type { Test } from 'tap'
import { onCall } from '../../helpers/jobs.ts'
import { stateDir } from '../../helpers/server-process.ts'
import { root } from '../../helpers/tree.ts'

async function freePort (): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo // a TCP server has no other kind of address
  server.close()
  await once(server, 'close')
  return port
}

/**
 * The respawner over a fixture, or over the server of that path; `until` reads the server's output up to a line that
 * begins so, or fits.
 */
async function respawn (t: Test, fixture: string, env: Record<string, string> = {}) {
  const port = await freePort()
  const child = spawn(
    process.execPath,
    [
      `${root}scripts/respawn.mjs`,
      resolve(`${root}test/fixtures/servers`, fixture.includes('/') ? fixture : `${fixture}.mjs`)
    ],
    {
      env: { PATH: process.env['PATH'], PORT: String(port), ...env },
      stdio: ['ignore', 'pipe', 'pipe']
    }
  )
  const exit = once(child, 'exit')
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  const servers: number[] = []
  t.teardown(() => {
    child.kill('SIGKILL')
    for (const pid of servers.slice(-1)) if (isAlive(pid)) process.kill(pid, 'SIGKILL')
  })
  async function until (opening: string | RegExp): Promise<string[]> {
    const fits = (line: string): boolean =>
      typeof opening === 'string' ? line.startsWith(opening) : opening.test(line)
    const output: string[] = []
    for (;;) {
      const { value, done } = await lines.next()
      if (done === true) throw new Error(`the end came before "${String(opening)}": ${output.join(', ')}`)
      output.push(value)
      if (value.startsWith('up ')) servers.push(Number(value.slice(3)))
      if (fits(value)) return output
    }
  }
  const crash = async () =>
    await fetch(`http://127.0.0.1:${port}/crash`, { method: 'POST' }).catch((error: Error) => error)
  return { child, exit, port, servers, until, crash }
}

function isAlive (pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ESRCH' // kill() throws nothing else
  }
}

t.test('[G13] a server that crashes is restarted', async t => {
  const { servers, until, crash } = await respawn(t, 'one-training')
  await until('up ')
  await crash()
  await until('up ')
  await crash()
  await until('up ')
  t.equal(new Set(servers).size, 3)
  t.strictSame(servers.map(isAlive), [false, false, true])
})

t.test('[G13] a server that refuses its settings ends the container with its exit code', async t => {
  const { exit } = await respawn(t, 'refuses-settings')
  t.strictSame(await exit, [2, null])
})

t.test('[G14] SIGHUP restarts the server and asks nothing of the training', async t => {
  const { child, servers, until } = await respawn(t, 'one-training')
  await until('up ')
  child.kill('SIGHUP')
  t.match(await until('up '), ['ended', /^up /])
  t.not(servers[0], servers[1])
  child.kill('SIGHUP')
  t.match(await until('up '), ['ended', /^up /])
})

t.test('[G15] SIGTERM drains the server, and ends it once the drain has ended', async t => {
  const { child, exit, servers, until } = await respawn(t, 'one-training')
  await until('up ')
  child.kill('SIGTERM')
  child.kill('SIGTERM')
  t.strictSame(await until('ended'), ['drain', 'the training has ended', 'ended'])
  t.strictSame(await exit, [0, null])
  t.strictSame(servers.map(isAlive), [false])
})

t.test('[G15] a training that does not end is waited for no longer than STOP_GRACE_SECONDS', async t => {
  const { child, exit, until } = await respawn(t, 'one-training', { NEVER_ENDS: '1', STOP_GRACE_SECONDS: '0.2' })
  await until('up ')
  child.kill('SIGTERM')
  t.strictSame(await until('ended'), ['drain', 'ended'])
  t.strictSame(await exit, [0, null])
})

t.test('[G15] a drain that is asked for while the server is down waits for it to come back', async t => {
  const { child, exit, until, crash } = await respawn(t, 'one-training')
  await until('up ')
  const gone = once(child.stderr, 'data') // it reports that the server is gone, and pauses
  await crash()
  await gone
  child.kill('SIGTERM')
  t.ok((await until('ended')).includes('drain'))
  t.strictSame(await exit, [0, null])
})

t.test(
  '[G15] the built server, which asks callers for a token, is drained: the training has a backup and has stopped',
  async t => {
    const state_dir = stateDir(t)
    const TOKEN = 'a-secret-of-sixteen-or-more'
    const { child, exit, until, port } = await respawn(t, `${root}dist/src/server.js`, {
      ...onCall,
      STATE_DIR: state_dir,
      TOKEN,
      AUTH: 'token',
      HOME: state_dir
    })
    await until(/startup recovery finished/)
    // any: replies of every route
    const ask = async (path: string, body?: object): Promise<any> =>
      await (
        await fetch(`http://127.0.0.1:${port}${path}`, {
          ...(body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) }),
          headers: {
            authorization: `Bearer ${TOKEN}`,
            ...(body === undefined ? {} : { 'content-type': 'application/json' })
          }
        })
      ).json()
    const { job_id } = await ask('/api/training/start', {})
    child.kill('SIGTERM')
    t.strictSame(await exit, [0, null])
    const attempt = join(state_dir, 'runs', job_id, 'a1')
    t.match(JSON.parse(readFileSync(join(attempt, 'exit.json'), 'utf8')), { status: 'stopped', reason: 'user_stop' })
    t.ok(readFileSync(join(attempt, 'events-000001.jsonl'), 'utf8').includes('"type":"backup_created"'))
  }
)
