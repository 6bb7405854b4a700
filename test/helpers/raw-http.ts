import { connect } from 'node:net'

/** Sends bytes as they are, which no HTTP client would, and reads the whole answer. */
export async function sendRaw (port: number, text: string): Promise<{ status: number, head: string, body: string }> {
  const socket = connect(port, '127.0.0.1')
  socket.write(text)
  const chunks: Buffer[] = []
  for await (const chunk of socket) chunks.push(chunk as Buffer) // as: no encoding is set
  const answer = Buffer.concat(chunks).toString('latin1')
  const [head = '', ...rest] = answer.split('\r\n\r\n')
  return { status: Number(/^HTTP\/1\.1 (\d+)/.exec(head)?.[1]), head, body: rest.join('\r\n\r\n') }
}

/** A GET of exactly this path. */
export const getRaw = async (port: number, path: string) =>
  await sendRaw(port, `GET ${path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n`)
