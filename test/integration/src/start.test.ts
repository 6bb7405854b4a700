import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { constants } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import t from 'tap'
import { built } from '../../helpers/built.ts'
import { startServer, stateDir } from '../../helpers/server-process.ts'
import { root } from '../../helpers/tree.ts'

t.test('[G20] a server without SQLite reports that in one line and exits with code 2', async t => {
  const child = spawn(
    process.execPath,
    ['--require', join(root, 'test/fixtures/node/no-sqlite.cjs'), built('src/server.js')],
    {
      env: { PATH: process.env.PATH, PORT: '0', STATE_DIR: stateDir(t), LOG_LEVEL: 'silent' },
      stdio: ['ignore', 'pipe', 'pipe']
    }
  )
  const [[code], out, err] = await Promise.all([once(child, 'close'), text(child.stdout), text(child.stderr)])
  t.equal(code, 2)
  t.match(
    out + err,
    /^onetrainer-web-ui cannot start: Node \d+ needs the package @photostructure\/sqlite: run npm install, or use Node 22.13 or newer\n$/
  )
})

t.test('[G42] a server that crashes ends at once: it handles no signal of a crash', async t => {
  const server = await startServer(t, stateDir(t))
  const status = readFileSync(`/proc/${server.child.pid}/status`, 'utf8')
  const caught = BigInt(`0x${/^SigCgt:\s*(\w+)/m.exec(status)![1]}`)
  // V8 has SIGSEGV and SIGTRAP for itself and passes on what is not its own; no handler keeps abort() from its end.
  for (const name of ['SIGBUS', 'SIGFPE', 'SIGILL'] as const) {
    t.equal(caught >> BigInt(constants.signals[name] - 1) & 1n, 0n, name)
  }
  server.child.kill('SIGSEGV')
  t.strictSame(await once(server.child, 'exit'), [null, 'SIGSEGV'])
})
