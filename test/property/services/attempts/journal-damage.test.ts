import { equal, deepEqual, ok } from 'node:assert/strict'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import t from 'tap'
import { machineDisk } from '../../../../runner/disk.ts'
import { createJournal } from '../../../../runner/journal.ts'
import type { JournalEvent } from '../../../../core/contract/journal.ts'
import type { Draft } from '../../../../core/domain/job/translate.ts'
import { job_id, wholeRun } from '../../../helpers/journal.ts'
import { anyDamage, damage, foreignLines, wholeLines } from '../../../helpers/journal-damage.ts'
import { journalLines } from '../../../helpers/journal-lines.ts'
import { lostIn, openReading, writeSegments } from '../../../helpers/journal-reading.ts'
import type { Reading } from '../../../helpers/journal-reading.ts'
import { createManualClock } from '../../../helpers/manual-clock.ts'

/** Another one tries other damage: `SEED=7 npx tap <this file>`. */
const seed = Number(process.env.SEED ?? 20_261_127)

/** What came is what was written, in order; all of it that is whole came; the rest is counted; the attempt ends. */
async function holds (reading: Reading, written: JournalEvent[], whole: Set<string>): Promise<void> {
  const { published, position } = reading
  const last = written.at(-1)!
  if (!position.ended) {
    ok(!whole.has(journalLines.encode(last)), 'the end is whole, and was not recognised')
    await reading.end({ last_seq: last.seq })
    equal(position.ended, true)
  }
  lostIn(published)
  const came = new Map(published.map(event => [event.seq, event]))
  for (const event of written) {
    const got = came.get(event.seq)
    if (got === undefined || got.type === 'gap' || got.seq === last.seq) {
      ok(!whole.has(journalLines.encode(event)) || got?.seq === last.seq, `${event.seq} is whole, and did not come`)
    } else deepEqual(got, event)
  }
}

/** Of several lines in a wrong place, those behind the first may be taken for the right ones. */
const movesOnce = (steps: ReadonlyArray<object>): boolean =>
  steps.filter(one => 'what' in one && one.what === 'move-line').length < 2

const without = (lines: Set<string>, misplaced: string[]): Set<string> => {
  for (const line of misplaced) lines.delete(line)
  return lines
}

t.test('[T84] whatever is done to a closed journal, all that is whole comes once and in order', async t => {
  const root = t.testdir()
  const events = wholeRun(12)
  let run = 0
  await fc.assert(
    fc.asyncProperty(
      fc.array(anyDamage, { minLength: 1, maxLength: 3 }).filter(movesOnce), fc.integer({ min: 3, max: 12 }),
      async (damages, length) => {
        const dir = join(root, `${run++}`)
        writeSegments(dir, events, length)
        const misplaced = damages.flatMap(one => damage(dir, one))
        const reading = openReading(dir)
        await reading.read()
        await holds(reading, events, without(wholeLines(dir), misplaced))
      }
    ),
    { numRuns: 300, seed }
  )
})

/** The bodies of events, as a runner hands them to its journal. */
const drafts = wholeRun(12).map(({ v: _v, seq: _seq, timestamp: _at, elapsed_ms: _ms, ...body }) => body as Draft)

t.test('[T84] whatever is done to a journal while it is written and read, the same holds', async t => {
  const root = t.testdir()
  let run = 0
  const step = fc.oneof(
    { weight: 6, arbitrary: fc.record({ write: fc.integer({ min: 1, max: 5 }) }) },
    { weight: 3, arbitrary: fc.constant('read' as const) },
    { weight: 2, arbitrary: anyDamage }
  )
  const run_of = fc.array(step, { minLength: 5, maxLength: 25 })
    .filter(steps => movesOnce(steps.filter(one => typeof one === 'object')))
  await fc.assert(
    fc.asyncProperty(run_of, async steps => {
      const dir = join(root, `${run++}`)
      mkdirSync(dir)
      const clock = createManualClock()
      const start = { segment: 1, offset: 0, torn: false, bytes: 0, next_seq: 1, elapsed_ms: 0 }
      const journal = createJournal({
        disk: machineDisk, folder: dir, job: { job_id, job_number: 1, attempt: 1 }, start, clock,
        limits: { segment_bytes: 1000, journal_bytes: 1e9 },
        onCommit () {}
      })
      const reading = openReading(dir)
      const misplaced: string[] = []
      let next = 0
      const write = (count: number): void => {
        for (const draft of drafts.slice(next, next + count)) journal.append(draft)
        next = Math.min(drafts.length, next + count)
        journal.commit()
      }
      for (const one of steps) {
        if (one === 'read') {
          misplaced.push(...foreignLines(dir)) // passed over, even if the segment becomes ours again
          await reading.read()
        } else if ('write' in one) write(one.write)
        else misplaced.push(...damage(dir, one, reading.position.cursor.segment))
      }
      write(drafts.length)
      journal.close()
      await reading.read()
      const timestamp = new Date(clock.now()).toISOString()
      const events = drafts.map((body, index) => ({ v: 1, seq: index + 1, timestamp, elapsed_ms: 0, ...body }))
      await holds(reading, events as JournalEvent[], without(wholeLines(dir), misplaced))
    }),
    { numRuns: 150, seed }
  )
})
