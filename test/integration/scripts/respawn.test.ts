import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { createInterface } from 'node:readline'
import t from 'tap'
import type { Test } from 'tap'
import { root } from '../../helpers/tree.ts'

async function freePort (): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo // a TCP server has no other kind of address
  server.close()
  await once(server, 'close')
  return port
}

/** The respawner over a fixture server; `until` reads what the server says up to a line that begins so. */
async function respawn (t: Test, fixture: string, env: Record<string, string> = {}) {
  const port = await freePort()
  const directory = t.testdir({})
  const child = spawn(process.execPath, [`${root}scripts/respawn.mjs`, `${root}test/fixtures/servers/${fixture}.mjs`], {
    env: { PATH: process.env['PATH'], PORT: String(port), STATE_DIR: directory, ...env },
    stdio: ['ignore', 'pipe', 'pipe']
  })
  const exit = once(child, 'exit')
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  const servers: number[] = []
  t.teardown(() => {
    child.kill('SIGKILL')
    for (const pid of servers.slice(-1)) if (isAlive(pid)) process.kill(pid, 'SIGKILL')
  })
  async function until (opening: string): Promise<string[]> {
    const said: string[] = []
    for (;;) {
      const { value, done } = await lines.next()
      if (done === true) throw new Error(`the end came before "${opening}": ${said.join(', ')}`)
      said.push(value)
      if (value.startsWith('up ')) servers.push(Number(value.slice(3)))
      if (value.startsWith(opening)) return said
    }
  }
  const crash = async () => await fetch(`http://127.0.0.1:${port}/crash`, { method: 'POST' }).catch((error: Error) => error)
  return { child, exit, directory, servers, until, crash }
}

function isAlive (pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ESRCH' // kill() throws nothing else
  }
}

t.test('[G13] a server that crashes is started again', async t => {
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

t.test('[G14] SIGHUP starts the server anew and asks nothing of the training', async t => {
  const { child, servers, until } = await respawn(t, 'one-training')
  await until('up ')
  child.kill('SIGHUP')
  t.match(await until('up '), ['ended', /^up /])
  t.not(servers[0], servers[1])
  child.kill('SIGHUP')
  t.match(await until('up '), ['ended', /^up /])
})

t.test('[G15] SIGTERM has the training stopped and waits for its end before the server ends', async t => {
  const { child, exit, servers, until } = await respawn(t, 'one-training')
  await until('up ')
  child.kill('SIGTERM')
  child.kill('SIGTERM')
  t.strictSame(await until('ended'), ['/api/v1/queue {"held":true,"until_restart":true}', '/api/training/stop {"backup":true}', 'looked 1', 'looked 2', '/api/training/stop {"backup":true}', 'ended'])
  t.strictSame(await exit, [0, null])
  t.strictSame(servers.map(isAlive), [false])
})

t.test('[G15] a training that does not end is waited for no longer than STOP_GRACE_SECONDS', async t => {
  const { child, exit, until } = await respawn(t, 'one-training', { NEVER_ENDS: '1', STOP_GRACE_SECONDS: '0.2' })
  await until('up ')
  child.kill('SIGTERM')
  await until('ended')
  t.strictSame(await exit, [0, null])
})

for (const where of ['STATE_DIR', 'TOKEN']) {
  t.test(`[G15] the stop carries the token of ${where}`, async t => {
    const { child, exit, directory, until } = await respawn(t, 'one-training', { WANTS_TOKEN: 'a-secret', ...(where === 'TOKEN' && { TOKEN: 'a-secret' }) })
    if (where === 'STATE_DIR') writeFileSync(`${directory}/token`, 'a-secret\n')
    await until('up ')
    child.kill('SIGTERM')
    t.ok((await until('ended')).includes('looked 2'))
    t.strictSame(await exit, [0, null])
  })
}

t.test('[G15] a stop that is asked for while the server is down waits for it to come back', async t => {
  const { child, exit, until, crash } = await respawn(t, 'one-training')
  await until('up ')
  const gone = once(child.stderr, 'data') // it says that the server is gone, and pauses
  await crash()
  await gone
  child.kill('SIGTERM')
  t.ok((await until('ended')).includes('/api/training/stop {"backup":true}'))
  t.strictSame(await exit, [0, null])
})
