import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { startServer, stateDir } from '../../../helpers/server-process.ts'
import type { ServerProcess } from '../../../helpers/server-process.ts'
import { small } from '../../../helpers/test-app.ts'
import { root } from '../../../helpers/tree.ts'
import { untilSeen } from '../../../helpers/until-seen.ts'

const checkout = join(root, 'test/fixtures/onetrainer')
const choose = async ({ ask }: ServerProcess, onetrainer_dir: string | null) =>
  await ask('/api/system/checkout', { method: 'PUT', body: { onetrainer_dir } })

/** Asks until the server that starts anew answers as wanted. */
// any: replies of every route
async function until ({ ask }: ServerProcess, path: string, isWanted: (body: any) => boolean): Promise<any> {
  return await untilSeen(async () => {
    const reply = await ask(path).catch(() => null)
    return reply !== null && isWanted(reply.body) ? reply.body : null
  })
}

t.test('[O41] a folder is tried before it is chosen, and the server that serves stays as it is', async t => {
  const server = await startServer(t, stateDir(t))
  const missing = await choose(server, '/nowhere/OneTrainer')
  t.equal(missing.status, 422)
  t.match(missing.body, {
    code: 'checkout_invalid', message: '"/nowhere/OneTrainer" does not exist; correct the path',
    details: [{ pointer: '/onetrainer_dir' }]
  })
  t.match((await choose(server, 'OneTrainer')).body, { code: 'checkout_invalid', message: /absolute/ })
  t.match((await choose(server, root)).body, { code: 'checkout_invalid', message: /is not a OneTrainer checkout/ })
  t.match((await server.ask('/api/system/checkout')).body, { onetrainer_dir: null, set_by: null })
})

t.test('[O42] a chosen checkout serves once the server has started anew, and a training goes on meanwhile', async t => {
  const state_dir = stateDir(t)
  const server = await startServer(t, state_dir)
  await server.ask('/api/v1/training-jobs', { body: { config: { ...small, epochs: 100_000, validation: false } } })
  const { trainer_pid } = await until(server, '/api/training/status', body => body.status === 'running')
  t.match(await choose(server, checkout), { status: 202, body: { onetrainer_dir: checkout, set_by: 'request' } })
  const info = await until(server, '/api/system/info', body => body.trainer?.kind === 'onetrainer')
  t.equal(info.server.pid, server.child.pid, 'the same process, at the same address')
  t.match(await until(server, '/api/training/status', body => body.status === 'running'), { trainer_pid })
  const isDescribed = (check: { name: string }): boolean => check.name === 'packages'
  await until(server, '/api/system/info', body => body.trainer?.checks?.some(isDescribed))

  await server.kill()
  const next = await startServer(t, state_dir)
  t.match((await next.ask('/api/system/checkout')).body, { onetrainer_dir: checkout, set_by: 'request' })
  t.equal((await choose(next, null)).status, 202)
  await until(next, '/api/system/info', body => body.trainer?.kind === 'builtin')
  await next.ask('/api/training/kill', { body: { force: true } })
})

t.test('[O43] a checkout that the environment names is not changed by a request', async t => {
  const server = await startServer(t, stateDir(t), { ONETRAINER_DIR: checkout })
  t.match(await choose(server, null), { status: 409, body: { code: 'setting_fixed' } })
  t.match((await server.ask('/api/system/checkout')).body, { onetrainer_dir: checkout, set_by: 'environment' })
})

t.test('[O42] a damaged choice is reported, and the built-in trainer serves', async t => {
  const state_dir = stateDir(t)
  writeFileSync(join(state_dir, 'checkout.json'), '{"v":1')
  const server = await startServer(t, state_dir, { LOG_LEVEL: 'warn' })
  t.match((await server.ask('/api/system/checkout')).body, { onetrainer_dir: null, set_by: null })
  t.match(server.output.join(''), /checkout\.json/)
})
