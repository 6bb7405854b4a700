import { spawn } from 'node:child_process'
import type { Readable } from 'node:stream'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { WebSocketServer } from 'ws'
import { createLineSplitter } from '../../core/formats/line-splitter.ts'
import { answer } from './answer.ts'

/** What the bench asks of the relay: its port, and to pass a line on to the trainer's stdin. */
export type RelayRequest = { do: 'port' } | { do: 'tell', line: string }

/**
 * The least that can stand between a trainer and its clients: every line of the pipe is sent to every socket. Nothing
 * is kept.
 */
const [program = ''] = process.argv.slice(2)
const server = createServer()
const sockets = new WebSocketServer({ server, perMessageDeflate: false })
const trainer = spawn(program, [], { stdio: ['pipe', 'ignore', 'inherit', 'pipe'] })

const pipe = trainer.stdio[3] as Readable // a pipe, as asked for
pipe.on('data', createLineSplitter({
  limit: 1024 * 1024,
  onLine (line) {
    const text = line.toString('utf8')
    for (const socket of sockets.clients) socket.send(text)
  }
}).push)

process.on('exit', () => { trainer.kill('SIGKILL') })
server.listen(0, '127.0.0.1')
answer<RelayRequest>(request => {
  if (request.do === 'port') return (server.address() as AddressInfo).port // it listens on a port
  return trainer.stdin?.write(request.line + '\n')
})
