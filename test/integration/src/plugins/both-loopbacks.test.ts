import { once } from 'node:events'
import { createServer } from 'node:net'
import t from 'tap'
import WebSocket from 'ws'
import { testApp } from '../../../helpers/test-app.ts'

/** Whether this machine has ::1. */
async function hasIpv6 (): Promise<boolean> {
  const server = createServer()
  return await once(server.listen(0, '::1'), 'listening').then(() => { server.close(); return true }, () => false)
}

const skip = !await hasIpv6() && 'this machine has no ::1'

t.test('[H222] a server on one loopback address answers on the other, on every transport', { skip }, async t => {
  const { app, host } = await testApp(t)
  const url = `http://[::1]:${host.split(':')[1]}`
  t.equal((await fetch(`${url}/healthz`)).status, 200)
  const socket = new WebSocket(`${url.replace('http', 'ws')}/ws`)
  const [data] = await once(socket, 'message') as [Buffer]
  t.match(JSON.parse(String(data)), { type: 'connected' })
  const closed = once(socket, 'close')
  const poll = await fetch(`${url}/socket.io/?EIO=4&transport=polling`)
  t.match(await poll.text(), /^0\{/, 'Socket.IO opens a session')
  await app.close()
  t.equal((await closed)[0], 1012)
  await t.rejects(fetch(`${url}/healthz`), 'it ends with the server')
})
