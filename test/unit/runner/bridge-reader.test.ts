import t from 'tap'
import type { Draft } from '../../../core/domain/job/translate.ts'
import { createBridgeReader } from '../../../runner/bridge-reader.ts'
import { createManualClock } from '../../helpers/manual-clock.ts'

t.test('[R6] of lines that cannot be used the first is reported at once, the others once a minute', t => {
  const clock = createManualClock()
  const drafts: Draft[] = []
  const lines: unknown[] = []
  const reader = createBridgeReader({
    line_bytes: 100, clock, append: draft => { drafts.push(draft) }, onLine: line => { lines.push(line) },
    decode: bytes => {
      const text = bytes.toString()
      // as: what the reader passes on
      if (text === 'good') return { line: { type: 'heartbeat' } } as unknown as ReturnType<Decode>
      return { code: text === 'new' ? 'bridge_line_unknown' : 'bridge_line_rejected', reason: 'not JSON', head: text }
    }
  })
  const counts = (): unknown[] => drafts.map(draft =>
    draft.type === 'warning' ? [draft.code, draft.details.count, draft.details.head] : draft.type)
  reader.push(Buffer.from('one\ngood\ntwo\nthree\nnew\n'))
  const first = [['bridge_line_rejected', 1, 'one'], ['bridge_line_unknown', 1, 'new']]
  t.strictSame([counts(), lines.length], [first, 1])
  clock.advance(60_000)
  reader.push(Buffer.from('four\nfive\nsix'))
  t.strictSame(counts(), [...first, ['bridge_line_rejected', 3, 'four']])
  reader.end()
  t.strictSame(counts(), [...first, ['bridge_line_rejected', 3, 'four'], ['bridge_line_rejected', 2, 'six']])
  t.end()
})

type Decode = Parameters<typeof createBridgeReader>[0]['decode']
