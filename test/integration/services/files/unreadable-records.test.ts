import { readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { readOrReplaceToken } from '../../../../services/files/access-token.ts'
import { createActiveConfig } from '../../../../services/configs/active-config.ts'
import { createSecretStore } from '../../../../services/onetrainer/secrets.ts'
import { createHold } from '../../../../services/queue/hold.ts'
import { failReads } from '../../../helpers/failing-reads.ts'

t.test('[T46] the hold, the secrets and the active config that could not be read count once they can be', t => {
  const dir = t.testdir({
    'queue.json': '{"v":1,"held":false}', 'secrets.json': '{"v":1,"huggingface_token":"mine"}',
    'a.json': '{"v":1,"name":"mine","config":{}}'
  })
  const said: string[] = []
  const report = (message: string): void => { said.push(message) }
  const heal = failReads(t, path => path.startsWith(dir) ? 'EMFILE' : null)
  const [hold, secrets] = [createHold(dir, report), createSecretStore(dir, report)]
  const active = createActiveConfig(dir, 'a.json', report)
  for (let use = 0; use < 3; use++) {
    t.equal(hold.held(), true)
    t.strictSame(secrets.env(), {})
    t.equal(active.get(), null)
  }
  t.strictSame(said, [
    'queue.json: cannot be read (EMFILE); the queue is held until it is released',
    'secrets.json: cannot be read (EMFILE); no secrets are known',
    'configs/a.json: cannot be read (EMFILE); no config is active'
  ], 'each is reported once')
  heal()
  t.equal(hold.held(), false)
  t.strictSame(secrets.env(), { HF_TOKEN: 'mine' })
  t.match(active.get(), { name: 'mine' })
  t.end()
})

t.test('[T46] one that is repaired by hand counts too, and one that is replaced is kept aside', async t => {
  const dir = t.testdir({ 'queue.json': '{' })
  const hold = createHold(dir, () => {})
  t.equal(hold.held(), true)
  writeFileSync(join(dir, 'queue.json'), '{"v":1,"held":false,"mine":1}')
  t.equal(hold.held(), false)
  await hold.set(true)
  t.match(JSON.parse(readFileSync(join(dir, 'queue.json'), 'utf8')), { held: true, mine: 1 })
  writeFileSync(join(dir, 'queue.json'), 'not again')
  const next = createHold(dir, () => {})
  await next.set(false)
  t.equal(next.held(), false)
  t.equal(readFileSync(join(dir, 'queue.json.damaged-1'), 'utf8'), 'not again')
})

t.test('[T46] a hold that ends with the server does not outlive a change that is kept', async t => {
  const dir = t.testdir()
  const hold = createHold(dir, () => {})
  await hold.set(true, true)
  t.equal(hold.held(), true)
  t.equal(createHold(dir, () => {}).held(), false)
  await hold.set(false)
  t.equal(hold.held(), false)
  await hold.set(true)
  t.equal(createHold(dir, () => {}).held(), true)
})

t.test('[A41] a damaged token is kept aside; one that cannot be read is replaced for one start', async t => {
  const dir = t.testdir({ token: 'two words\n' })
  const said: string[] = []
  const choose = async (token: string) =>
    await readOrReplaceToken(dir, () => token, message => { said.push(message) })
  t.match(await choose('made-once-made-once'), { token: 'made-once-made-once', made: true, path: join(dir, 'token') })
  t.match(await choose('another-another-a'), { token: 'made-once-made-once', made: false })
  t.equal(readFileSync(join(dir, 'token.damaged-1'), 'utf8'), 'two words\n')
  const heal = failReads(t, path => path === join(dir, 'token') ? 'EIO' : null)
  t.match(await choose('for-this-start-only'), { token: 'for-this-start-only', made: true, path: null })
  heal()
  t.match(await choose('another-another-a'), { token: 'made-once-made-once', made: false })
  t.match(said, [/did not hold a token; it was kept aside/, /cannot be read \(EIO\)/])
  t.strictSame(readdirSync(dir).sort(), ['token', 'token.damaged-1'])
})
