import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t from 'tap'
import type { Test } from 'tap'
import { createControlServer } from '../../../runner/control-server.ts'
import { job_id } from '../../helpers/journal.ts'
import { createManualClock } from '../../helpers/manual-clock.ts'
import { createSeen } from '../../helpers/seen.ts'

const cookie = 'c'.repeat(32)
const hello = { op: 'hello', v: 1, job_id, attempt: 1, runner: { pid: 1, start_ticks: 1 }, trainer: null } as const
const at = (seq: number) => ({ seq, segment: 1, offset: seq * 100 })

interface Reply { op: string, seq?: number, id?: string }

/** A control server whose time stands still, and a client of it that was greeted. */
async function open (t: Test) {
  const folder = mkdtempSync(join(tmpdir(), 'ot-'))
  t.teardown(() => { rmSync(folder, { recursive: true, force: true }) })
  const clock = createManualClock()
  const path = join(folder, 's')
  const server = createControlServer({
    path, cookie, clock, hello: () => ({ ...hello, ...at(1) }), unwritten: () => null, onCommand: () => 'accepted'
  })
  await server.listen()
  t.teardown(async () => { await server.close(at(99)) })
  const { all, add, until } = createSeen<Reply>()
  const socket = connect(path)
  t.teardown(() => { socket.destroy() })
  let rest = ''
  socket.on('data', (piece: Buffer) => {
    const lines = (rest + piece.toString()).split('\n')
    rest = lines.pop() ?? ''
    for (const line of lines) add(JSON.parse(line) as Reply) // as: a reply of the server
  })
  const send = (request: object): void => { socket.write(JSON.stringify(request) + '\n') }
  send({ op: 'hello', v: 1, cookie })
  await until(({ op }) => op === 'hello')
  let asked = 0
  return {
    clock, server, all, socket,
    /** The ticks so far: all that the server sent before it answers. */
    async ticks (): Promise<Array<number | undefined>> {
      const id = `c${++asked}`
      send({ op: 'command', id, command: 'backup', args: {} })
      await until(reply => reply.id === id)
      return all.filter(({ op }) => op === 'tick').map(({ seq }) => seq)
    }
  }
}

t.test('[R92] a notice is sent once, at once where it is urgent, else with the newest after 20 ms', async t => {
  const { clock, server, ticks } = await open(t)
  server.notify(at(2), false)
  t.strictSame(await ticks(), [2], 'nothing was sent before it')
  server.notify(at(3), false)
  server.notify(at(4), false)
  t.strictSame(await ticks(), [2])
  clock.advance(20)
  t.strictSame(await ticks(), [2, 4])
  server.notify(at(5), true)
  t.strictSame(await ticks(), [2, 4, 5])
  clock.advance(1000)
  t.strictSame(await ticks(), [2, 4, 5], 'what was sent is not sent a second time')
  server.notify(at(6), false)
  t.strictSame(await ticks(), [2, 4, 5, 6], 'after a quiet time the next one does not wait')
  clock.advance(20)
  t.equal(clock.timers(), 0)
})

t.test('[R92] at its end it sends the last notice and hangs up, without waiting', async t => {
  const { server, all, socket } = await open(t)
  const hungUp = once(socket, 'close')
  await server.close(at(7))
  await hungUp
  t.match(all.at(-1), { op: 'tick', seq: 7 })
})
