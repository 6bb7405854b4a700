import t from 'tap'
import { chooseTransport } from '../../../../web/live/choose-transport.ts'
import type { Tries } from '../../../../web/live/choose-transport.ts'

const first: Tries = { transport: 'websocket', failed: 0 }

t.test('[U10] a transport that fails twice while the server answers gives way to the next, the last to the first', async t => {
  const seen: string[] = []
  let tries = first
  for (let round = 0; round < 7; round += 1) {
    seen.push(tries.transport)
    tries = chooseTransport(tries, true)
  }
  t.strictSame(seen, [
    'websocket', 'websocket', 'event-source', 'event-source', 'polling', 'polling', 'websocket'
  ])
})

t.test('[U10] a server that does not answer says nothing about a transport', async t => {
  let tries = first
  for (let round = 0; round < 20; round += 1) tries = chooseTransport(tries, false)
  t.strictSame(tries, first)
})
