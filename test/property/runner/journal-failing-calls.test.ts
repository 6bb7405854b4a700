import t from 'tap'
import type { Disk } from '../../../runner/disk.ts'
import { createJournal } from '../../../runner/journal.ts'
import { createManualClock } from '../../helpers/manual-clock.ts'
import { dropped, fact, facts, job, log, readWhole, scalars } from '../../helpers/runner-journal.ts'

/** A disk in memory, because the loop below fills it thousands of times. */
function createMemoryDisk (): { disk: Disk, journal: () => string[] } {
  const files = new Map<string, Buffer>()
  const open: string[] = []
  const nameOf = (fd: number): string => open[fd] ?? ''
  const openFile = (path: string): number => open.push(path) - 1
  return {
    journal: () =>
      [...files]
        .filter(([path]) => path.includes('events-'))
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([, bytes]) => bytes.toString()),
    disk: {
      append (path) { files.set(path, files.get(path) ?? Buffer.alloc(0)); return openFile(path) },
      create: openFile,
      createNew: openFile,
      write (fd, bytes, from) {
        const before = files.get(nameOf(fd))
        // the reserve is not kept: it is only zeros
        if (before !== undefined) files.set(nameOf(fd), Buffer.concat([before, bytes.subarray(from)]))
        return bytes.length - from
      },
      truncate (fd, size) { files.set(nameOf(fd), Buffer.from(files.get(nameOf(fd))?.subarray(0, size) ?? '')) },
      look: fd => ({ size: files.get(nameOf(fd))?.length ?? 0, is_named: true }),
      datasync () {},
      close () {},
      rename () {},
      remove () {},
      syncFolder () {}
    }
  }
}

/** A disk whose k-th call fails in one of the ways disks fail. */
function failing (
  below: Disk, k: number, how: 'ENOSPC' | 'EIO' | 'short', forHowLong: number
): { disk: Disk, fired: () => boolean } {
  let calls = 0
  let fired = false
  let half = false
  const broken = (): boolean => {
    calls += 1
    const now = calls >= k && calls < k + forHowLong
    fired ||= now
    return now
  }
  const fail = (): never => {
    throw Object.assign(new Error(how), { code: how === 'short' ? 'ENOSPC' : how })
  }
  const guard =
    <A extends unknown[], R>(call: (...args: A) => R) =>
      (...args: A): R =>
        broken() ? fail() : call(...args)
  return {
    fired: () => fired,
    disk: {
      ...below,
      append: guard(below.append),
      datasync: guard(below.datasync),
      truncate: guard(below.truncate),
      look: guard(below.look),
      close: guard(below.close),
      syncFolder: guard(below.syncFolder),
      write (fd, bytes, from) {
        if (!broken()) return below.write(fd, bytes, from)
        if (how !== 'short' || half) return fail()
        half = true
        // half of it, and then no more
        return below.write(fd, bytes.subarray(0, from + Math.max(1, (bytes.length - from) >> 1)), from)
      }
    }
  }
}

for (const how of ['ENOSPC', 'EIO', 'short'] as const) {
  for (const forHowLong of [1, 2, 7]) {
    t.test(
      `[R27] whatever call fails (${how}, ${forHowLong} in a row), no lossless event is lost or duplicated and the rest is counted`,
      async t => {
        let k = 1
        for (let fired = true; fired; k++) {
          const memory = createMemoryDisk()
          const faults = failing(memory.disk, k, how, forHowLong)
          const clock = createManualClock()
          const start = { segment: 1, offset: 0, torn: false, bytes: 0, next_seq: 1, elapsed_ms: 0 }
          const journal = createJournal({
            disk: faults.disk, folder: '', job,
            limits: { segment_bytes: 4096, journal_bytes: 1e9 },
            start,
            clock,
            onCommit () {}
          })
          for (let n = 0; n < 40; n++) {
            for (const draft of [log(`line ${n}`), fact(n), scalars(n)]) journal.append(draft)
            journal.commit()
            if (n % 10 === 9) clock.advance(2500)
          }
          for (let tries = 0; tries < 20 && journal.trouble() !== null; tries++) clock.advance(2500)
          t.equal(journal.trouble(), null)
          journal.close()
          const events = readWhole(memory.journal())
          if (facts(events).join() !== Array.from({ length: 40 }, (_, n) => `fact ${n}`).join()) {
            t.fail(`k=${k}: ${facts(events).join()}`)
          }
          for (const type of ['log', 'scalars']) {
            const seen = events.filter(event => event.type === type).length + dropped(events, type)
            if (seen !== 40) t.fail(`k=${k}: ${seen} of 40 ${type}`)
          }
          fired = faults.fired()
        }
        t.ok(k > 100, `${k} calls were failed, one after the other`)
      }
    )
  }
}
