import t from 'tap'
import type { Test } from 'tap'
import { steps } from '../../../helpers/api-calls.ts'
import type { Call, Wait } from '../../../helpers/api-calls.ts'
import { apiDocument } from '../../../helpers/api-document.ts'
import type { Received } from '../../../helpers/api-document.ts'
import { generateClients } from '../../../helpers/generated-clients.ts'
import type { Known, MakeCalls } from '../../../helpers/generated-clients.ts'
import { ended, jobsOf } from '../../../helpers/jobs.ts'
import { patience } from '../../../helpers/patience.ts'
import type { Frame } from '../../../helpers/stream-client.ts'
import { testApp } from '../../../helpers/test-app.ts'
import { isJson } from '../../../helpers/is-json.ts'

t.setTimeout(patience(240_000))

const document = apiDocument()
const isCall = (step: Call | Wait): step is Call => 'operation' in step
const calls = steps.filter(isCall)

const awaited: Record<Wait['until'], (frame: Frame) => boolean> = {
  running: ({ type, status, phase }) => type === 'training_status' && status === 'running' && phase === 'training',
  paused: ({ type, status }) => type === 'training_status' && status === 'paused',
  ended,
  saved: ({ type }) => type === 'model_saved',
  'backed up': ({ type }) => type === 'backup_created'
}

t.test('[D204] every operation is called with what is required alone, and with all that may be given', async t => {
  for (const id of document.ids) {
    const { parameters, fields, required_fields, at_least } = document.operation(id)
    const optional = [
      ...parameters.filter(({ required, name }) => !required && name !== 'idempotency-key').map(({ name }) => name),
      ...(fields ?? []).filter(name => !required_fields.includes(name))
    ]
    const given = calls.filter(({ operation }) => operation === id).map(({ args, full }) => ({
      full, names: Object.values(args).flatMap(part => Object.keys(part as object))
    }))
    t.ok(given.length > 0, `${id} is called`)
    const isLeast = (names: string[]): boolean => names.filter(name => optional.includes(name)).length === at_least
    t.ok(given.some(({ names, full }) => !full && isLeast(names)), `${id}, minimally`)
    const all = new Set(given.flatMap(({ names }) => names))
    t.strictSame(optional.filter(name => !all.has(name)), [], `${id}, fully`)
    if (parameters.some(({ name }) => name === 'idempotency-key')) t.ok(given.some(({ full }) => full), `${id}, by key`)
  }
})

/** Makes all calls with one client, and looks at each reply. */
async function callAll (t: Test, makeCalls: MakeCalls): Promise<void> {
  const app = await testApp(t)
  const stream = await app.stream()
  const jobs = jobsOf(app, stream, app.state_dir)
  const known: Known = {}
  const received: Received[] = []
  const generated = makeCalls(app.url, async (input, init) => {
    const reply = await fetch(input, init)
    const { status, headers } = reply
    const content_type = headers.get('content-type') ?? ''
    const bytes = content_type.startsWith('text/event-stream') ? await firstOf(reply) : await reply.arrayBuffer()
    const text = new TextDecoder().decode(bytes)
    received.push({ status, content_type, body: isJson(content_type) ? JSON.parse(text) : text })
    return new Response([204, 304].includes(status) ? null : bytes, { status, headers })
  })
  for (const step of steps) {
    if (!isCall(step)) {
      await jobs.until(String(known[step.job.slice(1)]), awaited[step.until], step.nth)
      continue
    }
    const { operation, args, keep = {}, status } = step
    await generated[calls.indexOf(step)]?.(known)
    const { status: got, content_type, body } = received.at(-1)!
    const what = `${operation} ${JSON.stringify(args)}`
    t.ok(status === undefined ? got < 300 : got === status, `${what}: ${got} ${JSON.stringify(body).slice(0, 400)}`)
    t.strictSame(document.problemsOf(operation, { status: got, content_type, body }), [], what)
    for (const [name, path] of Object.entries(keep)) {
      // any: a reply of whatever operation
      known[name] = path.split('.').reduce<any>((at, part) => at?.[part], body)
      t.ok(known[name] !== undefined && known[name] !== null, `${what} tells ${path}`)
    }
  }
}

/** The first bytes of a reply that does not end. */
async function firstOf (reply: Response): Promise<Uint8Array<ArrayBuffer>> {
  const reader = reply.body!.getReader()
  const { value } = await reader.read()
  await reader.cancel()
  return value as Uint8Array<ArrayBuffer> // as: a reply has a first chunk
}

t.test('[D205] two generated clients compile, call every operation, and get what the document says', async t => {
  const clients = await generateClients(document, t.testdir())
  t.jobs = 2
  for (const [name, makeCalls] of Object.entries(clients)) {
    void t.test(name, { buffered: true }, async t => { await callAll(t, makeCalls) })
  }
})
