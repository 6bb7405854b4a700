import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { Value } from '@sinclair/typebox/value'
import sharp from 'sharp'
import t from 'tap'
import { benches as ofServer } from '../../../bench/benches.ts'
import { judge, median } from '../../../bench/measurement.ts'
import type { Target } from '../../../bench/measurement.ts'
import { report, withPart } from '../../../bench/report.ts'
import { completed, training } from '../../../bench/training-lines.ts'
import { p95 } from '../../../bench/web/frames.ts'
import { plainPng } from '../../../bench/web/plain-png.ts'
import { webBenches } from '../../../bench/web/web-benches.ts'
import { createBridgeDecoder } from '../../../runner/bridge-lines.ts'
import { EventBody } from '../../../core/contract/events.ts'
import { root } from '../../helpers/tree.ts'

const benches = [...ofServer, ...webBenches]
const machine = { node: 'v20.20.2', cpus: '2 × A', at: '2026-01-01T00:00:00.000Z' }
const met = (target: Target, value: number, floor: number | null): boolean | null =>
  judge({ bench: 'b', metric: 'f', unit: 'ms', value, floor, target }, machine).met

t.test('a target is met at its very edge, and missed beyond it', t => {
  t.strictSame([met({ ratio_at_least: 2 }, 20, 10), met({ ratio_at_least: 2 }, 19, 10)], [true, false])
  t.strictSame([met({ ratio_at_most: 2 }, 20, 10), met({ ratio_at_most: 2 }, 21, 10)], [true, false])
  t.strictSame([met({ over_floor_at_most: 5 }, 15, 10), met({ over_floor_at_most: 5 }, 16, 10)], [true, false])
  t.strictSame([met({ at_most: 50 }, 50, null), met({ at_most: 50 }, 51, null)], [true, false])
  t.equal(met({ ratio_at_least: 1 }, 1, null), false, 'what has no floor cannot be compared with one')
  t.end()
})

t.test('a metric without a floor has no ratio, and one without a target is neither met nor missed', t => {
  t.strictSame(judge({ bench: 'b', metric: 'f', unit: 'ms', value: 123.456, floor: null }, machine), {
    bench: 'b', metric: 'f', unit: 'ms', value: 123.5, floor: null, ratio: null, target: null, met: null, ...machine
  })
  t.strictSame([median([3, 1, 2]), median([4, 1, 2, 3])], [2, 2.5])
  t.throws(() => median([]), /nothing/)
  t.end()
})

t.test('the page has a row for every metric under the words of its bench', t => {
  const measurement = judge(
    { bench: 'relay', metric: 'p99', unit: 'ms', value: 8.1, floor: 5.2, target: { over_floor_at_most: 5 } },
    machine
  )
  const page = report(
    { title: 'Benchmarks', command: 'npm run bench', benches: [{ name: 'relay', what: 'How long it takes.' }] },
    [measurement, { ...measurement, metric: 'p50', target: null, met: null }],
    0.5
  )
  t.match(page, '\n## relay\n\nHow long it takes.\n')
  t.match(page, '| p99 | 8.1 ms | 5.2 | 1.56 | ≤ floor + 5 ms | yes |')
  t.match(page, '| p50 | 8.1 ms | 5.2 | 1.56 | – | – |')
  t.match(page, 'load average before the run 0.5')
  t.end()
})

t.test('a part of the document is written anew beside the others', t => {
  const page = '# Benchmarks\n\n## relay\n\n# Benchmarks of the pages\n\n## idle-page\n'
  t.equal(withPart(page, '# Benchmarks\n\n## ingest\n'), page.replace('relay', 'ingest'))
  t.equal(withPart(page, '# Benchmarks of the pages\n\n## overlay\n'), page.replace('idle-page', 'overlay'))
  t.equal(withPart('# Benchmarks\n\n## relay\n', '# More\n'), '# Benchmarks\n\n## relay\n\n# More\n')
  t.end()
})

t.test('p95 is a value that was seen', t => {
  t.equal(p95(Array.from({ length: 100 }, (_, index) => 100 - index)), 95)
  t.equal(p95([7]), 7)
  t.throws(() => p95([]), /nothing/)
  t.end()
})

t.test('a picture that a bench writes can be read', async t => {
  const { info, data } = await sharp(plainPng(64, [1, 2, 3]).png).raw().toBuffer({ resolveWithObject: true })
  t.match(info, { width: 64, height: 64, channels: 3 })
  t.strictSame([...data.subarray(0, 3)], [1, 2, 3])
})

t.test('docs/benchmarks.md has a table for every bench there is, under what it measures today', t => {
  const page = readFileSync(join(root, 'docs/benchmarks.md'), 'utf8')
  const sections = benches.map(({ name, what }) => `## ${name}\n\n${what}\n\n| Metric |`)
  t.strictSame(sections.filter(section => !page.includes(section)), [], 'npm run bench -- --write makes it anew')
  t.strictSame([...page.matchAll(/^## (.+)$/gm)].map(([, name]) => name), benches.map(({ name }) => name))
  t.end()
})

t.test('what the benches feed to the program is what the contract says a trainer writes', async t => {
  const events = training()
  const bodies = Array.from({ length: 2000 }, () => events.next().value)
  t.strictSame([...bodies, completed()].filter(body => !Value.Check(EventBody, body)), [])

  const trainer = spawn(join(root, 'bench/trainers/metronome'), [], { stdio: ['pipe', 'ignore', 'inherit', 'pipe'] })
  t.teardown(() => trainer.kill('SIGKILL'))
  const chunks: Buffer[] = []
  ;(trainer.stdio[3] as Readable).on('data', (chunk: Buffer) => { chunks.push(chunk) }) // as: a pipe, as asked for
  for (const [id, prompt] of Object.entries({ c1: 'flood 250', c2: 'ticks 3 1000' })) {
    trainer.stdin?.write(JSON.stringify({ id, command: 'sample_custom', args: { prompt } }) + '\n')
  }
  trainer.stdin?.write('{"id":"c3","command":"stop","args":{}}\n')
  await once(trainer, 'close')
  const decode = createBridgeDecoder()
  const decoded = Buffer.concat(chunks).toString().trimEnd().split('\n').map(line => decode(Buffer.from(line), 0))
  t.strictSame(decoded.filter(result => !('line' in result)), [])
  t.equal(decoded.length, 2 + 500 + 1 + 3 + 1 + 2)
})
