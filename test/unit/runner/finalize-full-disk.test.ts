import t from 'tap'
import type { JournalScan } from '../../../runner/journal-scan.ts'
import type { Draft } from '../../../core/domain/job/translate.ts'
import type { ProcessTree } from '../../../core/processes/process-tree.ts'
import type { Proc } from '../../../core/processes/proc.ts'
import { finalizeAttempt } from '../../../runner/finalize-attempt.ts'
import { specOf } from '../../helpers/journal.ts'
import { createManualClock } from '../../helpers/manual-clock.ts'

const scan: JournalScan = {
  start: { segment: 1, offset: 0, torn: false, bytes: 100, next_seq: 3, elapsed_ms: 0 },
  torn_bytes: 0, replayed: null, final: null, last_status: null, ready: true, open: new Map(), asked: new Map()
}

t.test('[T301] a runner that finalizes an attempt on a full disk waits for room, and then has its end', async t => {
  const drafts: Draft[] = []
  const waiting: Array<() => void> = []
  let is_over = false
  const finalized = finalizeAttempt({
    spec: specOf('/x', '/x'),
    previous: { runner: null, damage: null, scan, killed_by: () => null },
    journal: {
      append (draft) { drafts.push(draft) }, commit () {}, trouble: () => 'ENOSPC', unwritten: () => null,
      whenWritten (act) { waiting.push(act) }, reportGaps () {}, close () {},
      tail: () => ({ seq: 2, segment: 1, offset: 0 })
    },
    clock: createManualClock(),
    processes: {
      // as: nothing else of them is called
      proc: { bootId: () => 'boot' } as unknown as Proc,
      tree: { search: () => null, killAll: async () => 0 } as unknown as ProcessTree
    },
    unsent: { exist: () => false, read: () => 0 },
    crash: () => undefined
  }).finally(() => { is_over = true })
  for (let turns = 0; turns < 50 && waiting.length === 0; turns += 1) await Promise.resolve()
  t.equal(waiting.length, 1)
  t.equal(is_over, false)
  t.match(drafts.at(-1), { type: 'training_status', status: 'error', reason: 'supervisor_lost' })
  waiting[0]?.()
  t.match(await finalized, { ending: { reason: 'supervisor_lost' } })
})
