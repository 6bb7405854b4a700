import { connect } from 'node:net'
import t from 'tap'
import { patience } from '../../../helpers/patience.ts'
import { connectClient, refusal } from '../../../helpers/socketio-client.ts'
import { testApp } from '../../../helpers/test-app.ts'

t.setTimeout(patience(120_000))

t.test('[I5] Host and Origin are checked by polling and by WebSocket, with and without an Origin', async t => {
  const app = await testApp(t, { ALLOWED_ORIGINS: 'https://ui.example.com' })
  const handshake = async (transport: string, headers: string[]): Promise<string> =>
    await new Promise((resolve, reject) => {
      const socket = connect(Number(app.host.split(':')[1]), '127.0.0.1')
      const upgrade =
        transport === 'websocket'
          ? [
              'Connection: Upgrade', 'Upgrade: websocket', 'Sec-WebSocket-Version: 13',
              'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=='
            ]
          : ['Connection: close']
      socket.write(
        [
          `GET /socket.io/?EIO=4&transport=${transport} HTTP/1.1`,
          ...(headers.some(line => line.startsWith('Host')) ? [] : [`Host: ${app.host}`]),
          ...headers,
          ...upgrade,
          '',
          ''
        ].join('\r\n')
      )
      socket.once('data', data => {
        resolve(String(data))
        socket.destroy()
      })
      socket.once('error', reject)
    })
  for (const transport of ['polling', 'websocket']) {
    for (const headers of [
      ['Origin: https://evil.example'],
      ['Origin: null'],
      ['Origin: http://127.0.0.1:1'],
      ['Sec-Fetch-Site: cross-site'],
      ['Sec-Fetch-Site: same-site'],
      ['Host: evil.example'],
      ['Host: a', 'Host: b']
    ]) {
      const answer = await handshake(transport, headers)
      t.match(answer, /^HTTP\/1\.1 40[03] /, `${transport} ${headers.join()}`)
      t.notMatch(answer, /"sid"/)
    }
    for (const headers of [
      [], [`Origin: ${app.url}`],
      ['Origin: https://ui.example.com'],
      ['Sec-Fetch-Site: same-origin']
    ]) { t.match(await handshake(transport, headers), /^HTTP\/1\.1 (200|101) /, `${transport} ${headers.join()}`) }
  }
  t.match(
    await handshake('polling', ['Origin: https://ui.example.com']),
    /access-control-allow-origin: https:\/\/ui\.example\.com/i
  )
  t.notMatch(await handshake('polling', ['Origin: https://evil.example']), /access-control-allow-origin/i)
})

t.test('[I6] a required token is accepted in three places and never logged', async t => {
  const token = 'correct-horse-battery-staple'
  const app = await testApp(t, { AUTH: 'token', TOKEN: token, LOG_LEVEL: 'trace' })
  for (const transports of [['polling'], ['websocket']]) {
    for (const options of [
      {},
      { auth: { token: 'wrong-horse-battery-staple' } },
      { query: { token: 'no' } },
      { auth: { token: [token] } },
      { auth: { token: { toString: 1 } } },
      { auth: { token: 'x'.repeat(9000) } }
    ]) {
      const { socket, received } = connectClient(t, app, { transports, ...options })
      const { data } = await refusal(socket)
      t.match([data, socket.connected, received], [{ code: 'unauthorized', statusCode: 401 }, false, []])
    }
    for (const options of [
      { auth: { token } }, { query: { token } },
      { extraHeaders: { authorization: `Bearer ${token}` } }
    ]) {
      const { socket, connected } = connectClient(t, app, { transports, ...options })
      await connected()
      t.ok(socket.connected, `${transports.join()} ${Object.keys(options).join()}`)
    }
  }
  t.equal((await app.ask('/api/ws/status', { headers: { authorization: `Bearer ${token}` } })).body.connections, 6)
  t.ok(app.log_lines.length > 0)
  t.notMatch(app.log_lines.join(''), /horse/)
})
