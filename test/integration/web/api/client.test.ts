import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import t from 'tap'
import { ApiError, createApi, read } from '../../../../web/api/client.ts'

const ours = { statusCode: 503, code: 'recovering', error: 'Service Unavailable', message: 'Recovers' }

t.test('[U81] what no server answered is asked for anew, or may have been done', async t => {
  let reply: [status: number, type: string, body: string] = [200, 'application/json', '{}']
  const server = createServer((_, response) => {
    const [status, type, body] = reply
    response.writeHead(status, { 'content-type': type }).end(body)
  })
  await new Promise<void>(resolve => { server.listen(0, '127.0.0.1', resolve) })
  const api = createApi(new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`)) // as: it listens
  const wordsOf = async (request: Promise<unknown>): Promise<string> => {
    const error = await request.then(() => null, (error: unknown) => error)
    t.type(error, ApiError)
    return error instanceof ApiError ? error.message : ''
  }
  const get = async () => await wordsOf(read(api.GET('/api/training/status')))
  const post = async () => await wordsOf(read(api.POST('/api/training/backup', { body: {} })))
  const isUnanswered = async (): Promise<void> => {
    t.match(await get(), /does not answer.*asked again/)
    t.match(await post(), /not known whether it got this/)
  }
  reply = [502, 'text/html', '<h1>Bad gateway</h1>']
  await isUnanswered()
  reply = [503, 'application/json; charset=utf-8', JSON.stringify(ours)]
  t.equal(await post(), 'Recovers', 'a refusal of the server itself')
  reply = [200, 'application/json', '{"cut":']
  t.match(await get(), /cannot be read/)
  server.closeAllConnections()
  await new Promise(resolve => { server.close(resolve) })
  await isUnanswered()
})
