import { execFile, spawnSync } from 'node:child_process'
import { readFileSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import t from 'tap'
import type { Test } from 'tap'
import { packageVersion } from '../../../services/files/package-root.ts'
import { ended, jobsOf, running } from '../../helpers/jobs.ts'
import { patience } from '../../helpers/patience.ts'
import { startServer, stateDir } from '../../helpers/server-process.ts'
import type { ServerProcess } from '../../helpers/server-process.ts'
import { connectStream } from '../../helpers/stream-client.ts'
import { progressed } from '../../helpers/current-training.ts'
import { root } from '../../helpers/tree.ts'
import { hasCurl, runLine, shellLines } from '../../helpers/walk-page.ts'

t.setTimeout(patience(300_000))
/** What tar says of a file that was written to while it was read. */
const CHANGED_MEANWHILE = 1
const run = promisify(execFile)
const unreachable = /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|EHOSTUNREACH/
const skip = !hasCurl() && 'curl is not installed'
const page = readFileSync(join(root, 'docs/operating.md'), 'utf8')
const asked = [
  '/api/v1/training-jobs/1/events?limit=500', '/api/v1/training-jobs/1/metrics?tags=loss/train_step',
  '/api/v1/training-jobs/1/models', '/api/v1/training-jobs/1/attempts', '/api/samples/list?job=1'
]

/** Makes the package of this checkout, under another version where one is given. */
async function pack (folder: string, version = packageVersion()): Promise<string> {
  const tarball = `onetrainer-web-ui-${version}.tgz`
  if (version === packageVersion()) {
    await run('npm', ['pack', '--ignore-scripts', '--silent', '--pack-destination', folder], { cwd: root })
    return tarball
  }
  await unpack(folder)
  const cwd = join(folder, 'package')
  await run('npm', ['pkg', 'set', `version=${version}`], { cwd })
  await run('npm', ['pack', '--ignore-scripts', '--silent', '--pack-destination', folder], { cwd })
  return tarball
}

async function unpack (folder: string): Promise<void> {
  await run('tar', ['--extract', '--file', `onetrainer-web-ui-${packageVersion()}.tgz`], { cwd: folder })
}

/** Installs a package as the page says; false where the registry, which `npm ci` needs as well, cannot be reached. */
async function install (folder: string, tarball: string): Promise<boolean> {
  const options = ['--prefer-offline', '--fetch-retries=0', '--no-audit', '--no-fund']
  const asked = ['install', '--global', '--prefix', join(folder, 'installed'), ...options, `./${tarball}`]
  return await run('npm', asked, { cwd: folder }).then(() => true, (error: Error) => {
    if (!unreachable.test(error.message)) throw error
    return false
  })
}

/** The command of the package; where npm cannot install it, with the packages of this checkout. */
async function installFirst (t: Test, folder: string): Promise<string> {
  if (await install(folder, await pack(folder))) return join(folder, 'installed/bin/onetrainer-web-ui')
  t.pass('npm installs the package', { skip: 'the registry cannot be reached; the packages of this checkout are used' })
  await unpack(folder)
  symlinkSync(join(root, 'node_modules'), join(folder, 'package/node_modules'))
  return join(folder, 'package/scripts/cli.mjs')
}

t.test('[G201] what the page on operating says can be done, in order, and nothing is lost', { skip }, async t => {
  const folder = stateDir(t)
  const at = (name: string): string => join(folder, name)
  const program = await installFirst(t, folder)
  const start = async (name: string) => await startServer(t, at(name), {}, { program })
  const doctor = spawnSync(program, ['doctor'], { cwd: folder, encoding: 'utf8' })
  t.match(doctor, { status: 0, stdout: /built-in/ })

  const lines = shellLines(page)
  t.strictSame(lines.splice(0, 3), [
    'npm pack', `npm install --global ./onetrainer-web-ui-${packageVersion()}.tgz`, 'onetrainer-web-ui doctor'
  ])
  let server: ServerProcess | null = null
  for (const line of lines) {
    const version = /^npm install --global \.\/onetrainer-web-ui-(.+)\.tgz$/.exec(line)?.[1]
    if (version !== undefined) {
      await replace(version)
      continue
    }
    const name = /^onetrainer-web-ui --state-dir (\w+)$/.exec(line)?.[1]
    if (name === undefined) {
      if (line.startsWith('mv ')) await server!.kill()
      const allowed = line.startsWith('tar --create') ? [CHANGED_MEANWHILE] : []
      await runLine(t, line, { cwd: folder, url: server!.url }, allowed)
      continue
    }
    await server?.kill()
    server = await start(name)
    if (before === undefined) await train(server)
    else t.strictSame(await answers(server), before, `${name} answers alike`)
    if (name === 'restored') t.match(await untilOver(server, 2), { name: 'long', job_status: 'error' })
  }

  /** Installs another version while the server runs; the next one is started from it, and the training goes on. */
  async function replace (version: string): Promise<void> {
    if (!program.startsWith(at('installed'))) return
    t.ok(await install(folder, await pack(folder, version)), version)
    await server?.kill()
    server = await start('data')
    t.equal((await server.ask('/api/system/info')).body.server.version, version)
    t.match((await server.ask('/api/v1/training-jobs/2')).body, { name: 'long', job_status: 'running' })
  }

  async function train ({ url, ask }: ServerProcess): Promise<void> {
    const client = await connectStream(`${url}/ws`)
    const jobs = jobsOf({ ask }, client, at('data'))
    const { job_id } = await jobs.create({ name: 'short', config: { epochs: 1 } })
    await jobs.until(job_id, ended)
    const long = await jobs.create({ name: 'long', config: { epochs: 100_000 } })
    await jobs.until(long.job_id, running)
    await client.until(progressed)
    before = await answers(server!)
  }
})

/** The job once nothing of it is followed any more. */
async function untilOver ({ url, ask }: ServerProcess, job: number): Promise<unknown> {
  const client = await connectStream(`${url}/ws`)
  const path = `/api/v1/training-jobs/${job}`
  const { body } = await ask(path)
  if (body.job_status === 'running') await client.until(frame => frame.job_id === body.job_id && ended(frame))
  return (await ask(path)).body
}

let before: unknown
async function answers ({ ask }: { ask: (path: string) => Promise<{ body: unknown }> }): Promise<unknown> {
  const replies = await Promise.all(asked.map(async path => (await ask(path)).body))
  // the ids of events are of one database
  return JSON.parse(JSON.stringify(replies, (key, value: unknown) => key === 'id' ? undefined : value))
}
