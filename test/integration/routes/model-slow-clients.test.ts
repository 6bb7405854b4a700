import t from 'tap'
import { once } from 'node:events'
import { readdirSync, readlinkSync, truncateSync } from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'
import { createModelFixture } from '../../helpers/model-fixture.ts'

/** How many files below a folder this process has open (Linux; elsewhere none are seen). */
function openBelow (folder: string): number {
  if (process.platform !== 'linux') return 0
  return readdirSync('/proc/self/fd').filter(fd => {
    try {
      return readlinkSync(`/proc/self/fd/${fd}`).startsWith(folder)
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false // as: node's file errors carry a code
      throw error
    }
  }).length
}

t.test(
  '[M8] clients that read slowly, disconnect or lose the file leave no file open and block no other client',
  async t => {
    const { app, root, job, put, record, listen } = await createModelFixture(t)
    const large = 64 * 1024 * 1024
    put('large.bin', Buffer.alloc(large, 5))
    put('small.bin', 'small')
    const id = await record('save', 'large.bin')
    const small = await record('save', 'small.bin')
    const port = await listen()
    const begin = async (path: string) => {
      const socket = connect(port, '127.0.0.1')
      socket.write(`GET ${path} HTTP/1.1\r\nHost: localhost\r\n\r\n`)
      await once(socket, 'readable')
      return socket
    }
    const before = process.memoryUsage().rss
    const stuck = await Promise.all(
      Array.from({ length: 40 }, async () => await begin(`/api/v1/models/${id}/download`))
    )
    if (process.platform === 'linux') t.equal(openBelow(join(root, 'job')), 40)
    t.equal(
      await fetch(`http://127.0.0.1:${port}/api/v1/models/${small}/download`).then(async reply => await reply.text()),
      'small'
    )
    t.ok(
      process.memoryUsage().rss - before < 40 * 8 * 1024 * 1024,
      'what nobody reads is not read from the disk either'
    )
    const torn = stuck.pop()!
    const closed = once(torn, 'close')
    truncateSync(join(job, 'large.bin'), 1000)
    let got = 0
    torn.on('data', (chunk: Buffer) => {
      got += chunk.length
    })
    torn.on('error', () => undefined) // a connection that is reset is closed all the same
    await closed
    t.ok(got < large, 'a file that shrinks meanwhile ends the connection')
    for (const socket of stuck) socket.destroy()
    while (openBelow(join(root, 'job')) > 0) {
      await new Promise(resolve => {
        setImmediate(resolve)
      })
    }
    t.equal(openBelow(join(root, 'job')), 0)
    t.match((await app.inject(`/api/v1/models/${id}/download`)).json(), { code: 'file_gone' })
  }
)
