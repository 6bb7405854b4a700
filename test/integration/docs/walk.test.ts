import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import type { Test } from 'tap'
import { patience } from '../../helpers/patience.ts'
import { startServer, stateDir } from '../../helpers/server-process.ts'
import type { ServerProcess } from '../../helpers/server-process.ts'
import { root } from '../../helpers/tree.ts'
import { hasCurl, runLine, shellLines } from '../../helpers/walk-page.ts'

t.setTimeout(patience(300_000))

/** Lines that start the server, and what they add to its environment. */
const starts: Record<string, Record<string, string>> = {
  'npm ci && npm start': {},
  'AUTH=token npm start': { AUTH: 'token' },
  'npm start -- --state-dir tour': { STATE_DIR: 'tour' }
}
/** Lines that need what a test machine does not have. */
const elsewhere = ['ONETRAINER_DIR=/path/to/OneTrainer npm start', 'npm run doctor', 'docker compose up --build']

/** Does what a page says, line by line, from an empty folder. Resolves with the server that its last start left. */
async function walk (t: Test, page: string): Promise<ServerProcess> {
  const folder = stateDir(t)
  let server: ServerProcess | undefined
  for (const line of shellLines(readFileSync(join(root, page), 'utf8'))) {
    const env = starts[line]
    if (env !== undefined) {
      await server?.kill()
      const { STATE_DIR = 'data' } = env
      server = await startServer(t, join(folder, STATE_DIR), { ...env, STATE_DIR: join(folder, STATE_DIR) })
    } else if (!elsewhere.includes(line)) {
      t.ok(server !== undefined, `a server runs before ${line}`)
      await runLine(t, line, { cwd: folder, url: server!.url })
    }
  }
  return server!
}

const skip = !hasCurl() && 'curl is not installed'

t.test('[G200] every line of the README works, in order, from an empty folder', { skip }, async t => {
  await walk(t, 'README.md')
})

t.test('[G200] every line of the tour works, in order; no job has failed, and no queue is held', { skip }, async t => {
  const { ask } = await walk(t, 'docs/api-tour.md')
  t.equal((await ask('/api/v1/queue')).body.held, false)
  const { jobs } = (await ask('/api/v1/training-jobs')).body as { jobs: Array<{ name: string, job_status: string }> }
  t.equal(jobs.length, 4)
  t.strictSame(jobs.filter(({ job_status }) => job_status === 'error'), [])
})

t.test('[G200] a line that fails, or that the walk does not know, is found', { skip }, async t => {
  const { url } = await startServer(t, stateDir(t))
  const failed: unknown[] = []
  const witness = { pass () {}, ok (fine: unknown) { failed.push(fine) } }
  const lines = ['curl localhost:8000/api/nothing', 'cat no-such-file', 'curl localhost:8000/healthz | grep -q nothing']
  for (const line of lines) {
    await runLine(witness as unknown as Test, line, { cwd: '/', url }) // as: the two that it uses
  }
  t.strictSame(failed, [false, false, false])
})
