import fc from 'fast-check'
import t from 'tap'
import { createBridgeDecoder } from '../../../runner/bridge-lines.ts'
import { createOutputLog } from '../../../runner/output-log.ts'
import type { Draft } from '../../../core/domain/job/translate.ts'
import { createManualClock } from '../../helpers/manual-clock.ts'

const heartbeat = '{"type":"heartbeat","phase":"training","global_step":1,"rss_bytes":null}'
const refused: Array<[string | Buffer, RegExp]> = [
  ['', /not JSON/], ['nonsense', /not JSON/], ['{"type":', /not JSON/], ['NaN', /not JSON/], ['[]', /not an object/],
  ['null', /not an object/], ['7', /not an object/], ['"x"', /not an object/], ['{}', /not an object with a type/],
  ['{"type":7}', /with a type/], ['{"type":"__proto__"}', /unknown type/], ['{"type":"constructor"}', /unknown type/],
  ['{"type":"tomorrow"}', /unknown type "tomorrow"/],
  [heartbeat.replace('1', '1.5'), /global_step/],
  [heartbeat.replace('1', '-1'), /global_step/],
  [heartbeat.replace('1', '9007199254740993'), /global_step/],
  [heartbeat.replace('1', '1e400'), /global_step/],
  [heartbeat.replace('training', 'dreaming'), /phase/],
  [heartbeat.replace('}', ',"more":1}'), /more/],
  [heartbeat.replace('}', ',"__proto__":{"x":1}}'), /__proto__/],
  [`{"type":"heartbeat","phase":${'['.repeat(10_000)}${']'.repeat(10_000)}}`, /phase|global_step/],
  [Buffer.from([0x80]), /not UTF-8/],
  [Buffer.from([0xc0, 0x80]), /not UTF-8/],
  [Buffer.from([0xed, 0xa0, 0x80]), /not UTF-8/],
  [Buffer.from([0xf0, 0x9f, 0x98]), /not UTF-8/]
]
t.test('[R6] a line of the trainer is either accepted or refused with a reason', async t => {
  const decode = createBridgeDecoder()
  t.match(decode(Buffer.from(heartbeat), 0), { line: { type: 'heartbeat' } })
  for (const [line, reason] of refused) {
    t.match(decode(Buffer.from(line), 0), { code: /^bridge_line_/, reason }, String(line).slice(0, 60))
  }
  t.match(decode(Buffer.from(heartbeat), 5), { reason: /longer than the limit by 5 bytes/ })
  fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), bytes => { decode(Buffer.from(bytes), 0) }))
  fc.assert(fc.property(fc.json(), json => { decode(Buffer.from(json), 0) }))
})

t.test('[R8] numbers that JSON lacks become null and are named, beside those the trainer named', async t => {
  const decode = createBridgeDecoder()
  const line =
    '{"type":"scalars","step":1,"epoch":0,"values":{"a":1e999,"b":-1e999,"c":null,"d":2},"non_finite":{"c":"nan"}}'
  t.match(decode(Buffer.from(line), 0), {
    line: { values: { a: null, b: null, c: null, d: 2 }, non_finite: { a: 'inf', b: '-inf', c: 'nan' } }
  })
})

function outputBench (limits: { log_lines_per_second?: number, log_quota_bytes?: number } = {}) {
  const clock = createManualClock()
  const said: Draft[] = []
  const raw: Buffer[] = []
  const output = createOutputLog({
    raw: { write: chunk => { raw.push(chunk) }, close () {}, lostBytes: () => 0, replacedBytes: () => 0 },
    limits: { log_lines_per_second: 10, log_quota_bytes: 1e6, line_bytes: 1000, ...limits },
    clock,
    append: draft => { said.push(draft) }
  })
  return { clock, said, raw, output, push: (text: string) => { output.push('stdout', Buffer.from(text)) } }
}
const dropped = (said: Draft[]): number =>
  said.reduce((sum, draft) => sum + (draft.type === 'gap' ? (draft.dropped['log'] ?? 0) : 0), 0)

t.test(
  '[R32] over the rate, lines are dropped and counted in one gap a window; the sums are right and warnings are kept',
  async t => {
    const { clock, said, push, output } = outputBench()
    for (let second = 0; second < 30; second++) {
      for (let n = 0; n < 100; n++) push(`line ${n}\n`)
      push('WARNING: mind the gap\n')
      clock.advance(1000)
    }
    output.end()
    const logs = said.filter(({ type }) => type === 'log')
    t.equal(logs.filter(draft => draft.type === 'log' && draft.level === 'warning').length, 30)
    t.equal(logs.length + dropped(said), 30 * 101)
    t.equal(logs.length, 30 * 11)
    t.ok(said.filter(({ type }) => type === 'gap').length <= 4)
  }
)

t.test('[R32] over the quota, only warnings and errors are journaled, and the rest is counted', async t => {
  const { said, push, output } = outputBench({ log_quota_bytes: 100, log_lines_per_second: 1000 })
  for (let n = 0; n < 100; n++) push('twenty characters...\n')
  push('ERROR: this is kept\n')
  output.end()
  t.equal(said.filter(({ type }) => type === 'log').length, 6)
  t.match(said.filter(({ type }) => type === 'gap'), [{ reason: 'log_quota', dropped: { log: 95 } }])
})

t.test('[R32] a progress bar that redraws itself is journaled now and then; the raw output has all of it', async t => {
  const { clock, said, raw, push, output } = outputBench({ log_lines_per_second: 1000 })
  for (let n = 0; n < 100; n++) {
    push(`\r ${n}%|###   | ${n}/100 [00:01<00:02, 30.1it/s]`)
    clock.advance(100)
  }
  output.end()
  const bars = said.filter(({ type }) => type === 'log').length
  t.ok(bars >= 5 && bars <= 7, `${bars} of 100`)
  t.equal(dropped(said), 0)
  t.equal(Buffer.concat(raw).toString().split('\r').length, 101)
})

t.test(
  '[R32] escapes and control characters stay out of the journal; the last lines of stderr are kept for the ending',
  async t => {
    const { said, output } = outputBench()
    output.push('stderr', Buffer.from('\u001b]0;title\u0007\u001b[1;31mred\u001b[0m \u0000\u0008text\n   \n'))
    for (let n = 0; n < 100; n++) output.push('stderr', Buffer.from(`e${n}\n`))
    output.push('stderr', Buffer.from('unfinished'))
    output.end()
    t.match(said[0], { type: 'log', source: 'stderr', message: 'red text' })
    t.equal(output.stderrTail().length, 60)
    t.equal(output.stderrTail().at(-1), 'unfinished')
  }
)
