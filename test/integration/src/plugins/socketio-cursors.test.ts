import { randomBytes } from 'node:crypto'
import { connect } from 'node:net'
import t from 'tap'
import type { Test } from 'tap'
import { patience } from '../../../helpers/patience.ts'
import { createSeen } from '../../../helpers/seen.ts'
import { startServer, stateDir } from '../../../helpers/server-process.ts'
import { trainerProgram } from '../../../helpers/test-app.ts'

t.setTimeout(patience(120_000))

const path = '/socket.io/?EIO=4'
const hasUpdates = (piece: string): boolean => piece.includes('"training_update"')
const count = (piece: string, event: string): number => piece.split(`42["${event}",`).length - 1

/** Each piece that is read from the TCP connection of a WebSocket. */
function listenByWebSocket (t: Test, url: string): ReturnType<typeof createSeen<string>> {
  const seen = createSeen<string>()
  const { hostname, port, host } = new URL(url)
  const tcp = connect(Number(port), hostname).setEncoding('latin1')
  t.teardown(() => { tcp.destroy() })
  tcp.write([
    `GET ${path}&transport=websocket HTTP/1.1`, `Host: ${host}`, 'Connection: Upgrade', 'Upgrade: websocket',
    'Sec-WebSocket-Version: 13', `Sec-WebSocket-Key: ${randomBytes(16).toString('base64')}`, '', ''
  ].join('\r\n'))
  tcp.once('data', () => { tcp.write(Buffer.from([0x81, 0x82, 0, 0, 0, 0, 0x34, 0x30])) }) // "40": CONNECT, mask 0
  tcp.on('data', seen.add)
  return seen
}

/** Each answer to a poll. */
async function listenByPolling (t: Test, server: string): Promise<ReturnType<typeof createSeen<string>>> {
  const seen = createSeen<string>()
  const open = await (await fetch(`${server}${path}&transport=polling`)).text()
  const { sid } = JSON.parse(open.slice(1)) as { sid: string } // as: the engine's handshake
  const url = `${server}${path}&transport=polling&sid=${sid}`
  await fetch(url, { method: 'POST', body: '40' })
  const ended = new AbortController()
  t.teardown(() => { ended.abort() })
  const poll = async (): Promise<void> => {
    while (!ended.signal.aborted) {
      const answer = await fetch(url, { signal: ended.signal })
      if (!answer.ok) return
      seen.add(await answer.text())
    }
  }
  poll().catch((error: unknown) => { if (!ended.signal.aborted) seen.fail(error as Error) }) // as: of fetch
  return seen
}

t.test('[I200] an update and its cursor arrive together, whatever the transport', async t => {
  const { url, ask } = await startServer(t, stateDir(t), { ONETRAINER_PYTHON: trainerProgram('epochs') })
  const listening = { websocket: listenByWebSocket(t, url), polling: await listenByPolling(t, url) }
  await ask('/api/training/start', { body: { config: { epochs: 3 } } })
  for (const [name, { all, until }] of Object.entries(listening)) {
    let updates = 0
    await until(piece => (updates += count(piece, 'training_update')) >= 20)
    const pieces = all.filter(hasUpdates)
    t.strictSame(
      pieces.map(piece => count(piece, 'cursor')),
      pieces.map(piece => count(piece, 'training_update')),
      name
    )
  }
  await ask('/api/training/stop', { body: {} })
})
