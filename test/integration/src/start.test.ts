import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import t from 'tap'
import { built } from '../../helpers/built.ts'
import { stateDir } from '../../helpers/server-process.ts'
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
