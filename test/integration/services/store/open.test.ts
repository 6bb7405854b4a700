import { readdirSync, rmSync, writeFileSync } from 'node:fs'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import t from 'tap'
import { built } from '../../../helpers/built.ts'
import { startTraining } from '../../../helpers/current-training.ts'
import { ended } from '../../../helpers/jobs.ts'
import { startServer, stateDir } from '../../../helpers/server-process.ts'
import { small, testApp } from '../../../helpers/test-app.ts'
import type { TestApp } from '../../../helpers/test-app.ts'

t.test(
  '[J7] the store can be deleted or damaged: the journals fill it again, and the answers are the same',
  async t => {
    const state_dir = stateDir(t)
    const first = await testApp(t, { STATE_DIR: state_dir })
    const { client } = await startTraining(first, small)
    await client.until(ended)
    const paths = ['/api/training/status', '/api/training/progress', '/api/samples/list', '/api/samples/latest']
    const answers = async (app: TestApp): Promise<unknown[]> =>
      await Promise.all(paths.map(async path => (await app.ask(path)).body))
    const before = await answers(first)
    const {
      body: { last_event_id: cursor }
    } = await first.ask('/api/ws/status')
    await first.app.close()
    for (const suffix of ['', '-wal', '-shm']) rmSync(join(state_dir, 'store.db' + suffix), { force: true })
    const second = await testApp(t, { STATE_DIR: state_dir })
    t.strictSame(await answers(second), before)
    const stale = await second.stream(`?since=${cursor as string}`)
    t.match(await stale.until(frame => frame.type === 'gap'), { reason: 'history_reset', resync: true })
    await second.app.close()
    writeFileSync(join(state_dir, 'store.db'), Buffer.alloc(8192, 7))
    const third = await testApp(t, { STATE_DIR: state_dir })
    t.strictSame(await answers(third), before)
    t.ok(
      readdirSync(state_dir).some(name => name.startsWith('store.db.corrupt-')),
      'the damaged file is kept'
    )
  }
)

t.test('[J8] a second server on the same folder exits at once and names the first', async t => {
  const state_dir = stateDir(t)
  const first = await startServer(t, state_dir)
  const second = spawn(process.execPath, [built('src/server.js')], {
    env: { PATH: process.env.PATH, PORT: '0', STATE_DIR: state_dir, LOG_LEVEL: 'silent' },
    stdio: ['ignore', 'ignore', 'pipe']
  })
  let said = ''
  second.stderr.on('data', piece => { said += String(piece) })
  const [code] = await once(second, 'close') as [number]
  t.equal(code, 1)
  t.match(said, new RegExp(`in use by another server \\(pid ${first.child.pid}, since`))
  await first.kill()
  await startServer(t, state_dir) // a killed server leaves no lock
})
