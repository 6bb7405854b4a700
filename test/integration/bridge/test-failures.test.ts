import { join } from 'node:path'
import t from 'tap'
import { smallConfig, startBridge, writeAttempt } from '../../helpers/bridge-process.ts'
import { connectClient } from '../../helpers/socketio-client.ts'
import { snippet } from '../../helpers/snippet.ts'
import { testApp } from '../../helpers/test-app.ts'
import { root } from '../../helpers/tree.ts'

// The helpers of these tests: a wait that can no longer be met must not last until the test's time is up.

t.test('[G60] waits for a trainer that fails are rejected with its end line and its stderr', async t => {
  const { seed: _, ...incomplete } = smallConfig()
  const bridge = startBridge(t, writeAttempt(t.testdir(), incomplete))
  const cause = { message: /ended with 1: .*"type":"end".*start_failed.*lacks 'seed'[^]*Traceback/ }
  await Promise.all([t.rejects(bridge.until('ready'), cause), t.rejects(bridge.until('progress'), cause)])
  await t.rejects(bridge.finish(), cause)
})

t.test('[G60] waits for a training that cannot start are rejected with its reason, on every stream', async t => {
  const app = await testApp(t, { ONETRAINER_PYTHON: join(root, 'no/such/python') })
  const [client, page, socket] = [await app.stream(), snippet(t, app, 's0-browser.js'), connectClient(t, app)]
  await page.until(one => one.what === 'message' && one.args[0] === 'subscribed')
  const cause = { message: /ended in launch_failed: .*no\/such\/python/ }
  const waits = [
    t.rejects(client.until(frame => frame.status === 'completed'), cause),
    t.rejects(page.until(one => one.args[0] === 'completed'), cause),
    t.rejects(socket.until(() => true), cause)
  ]
  await app.ask('/api/training/start', { body: {} })
  await Promise.all(waits)
  await t.rejects(client.until(frame => frame.status === 'completed'), cause, 'a later wait too')
  t.match(await client.until(frame => frame.reason === 'launch_failed'), { status: 'error' }, 'it can be waited for')
})
