import { readFileSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import type { Test } from 'tap'
import type { Disk } from '../../../runner/disk.ts'
import { machineDisk } from '../../../runner/disk.ts'
import type { Journal, Tail } from '../../../runner/journal.ts'
import { createJournal } from '../../../runner/journal.ts'
import { scanJournal } from '../../../runner/journal-scan.ts'
import { journalFile } from '../../../core/contract/journal.ts'
import type { JournalEvent, JournalEventOf, SegmentHeader } from '../../../core/contract/journal.ts'
import type { Draft } from '../../../core/domain/job/translate.ts'
import { warningDraft } from '../../../core/domain/job/translate.ts'
import { createManualClock } from '../../helpers/manual-clock.ts'
import type { ManualClock } from '../../helpers/manual-clock.ts'

const log = (message: string): Draft => ({ type: 'log', level: 'info', message, source: 'stdout' })
const scalars = (step: number): Draft => ({ type: 'scalars', step, epoch: 0, values: { loss: 1 / (step + 1) } })
const fact = (n: number): Draft => warningDraft('fact', `fact ${n}`)
const job = { job_id: '019a4f6e-7b1c-7c3e-9d2a-5f0b8e6c1d42', job_number: 3, attempt: 2 }

interface Bench {
  journal: Journal
  clock: ManualClock
  dir: string
  commits: Array<Tail & { urgent: boolean }>
  calls: string[]
}

function bench (
  t: Test,
  {
    disk = machineDisk, segment_bytes = 1e6, journal_bytes = 1e9, first_seq = 1
  }: { disk?: Disk, segment_bytes?: number, journal_bytes?: number, first_seq?: number } = {}
): Bench {
  const dir = t.testdir({})
  const clock = createManualClock()
  const commits: Bench['commits'] = []
  const calls: string[] = []
  const journal = createJournal({
    disk: {
      ...disk,
      datasync (fd) {
        calls.push('sync')
        disk.datasync(fd)
      }
    },
    folder: dir,
    job,
    limits: { segment_bytes, journal_bytes },
    clock,
    start: scanJournal(dir, first_seq).start,
    onCommit (tail, urgent) {
      calls.push(urgent ? 'ring!' : 'ring')
      commits.push({ ...tail, urgent })
    }
  })
  return { journal, clock, dir, commits, calls }
}

/** All events of a folder. Throws if a line is not whole, or the numbers have a hole. */
function readAll (dir: string, first_seq = 1): JournalEvent[] {
  return readWhole(
    readdirSync(dir)
      .filter(name => name.startsWith('events-'))
      .sort()
      .map(name => readFileSync(join(dir, name), 'utf8')),
    first_seq
  )
}

function readWhole (segments: string[], first_seq = 1): JournalEvent[] {
  const all: JournalEvent[] = []
  for (const text of segments) {
    if (text !== '' && !text.endsWith('\n')) throw new Error(`half a line at the end: ${text.slice(-80)}`)
    // as: read back in a test
    const lines = text.split('\n').slice(0, -1).map(line => JSON.parse(line) as JournalEvent | SegmentHeader)
    for (const line of lines) {
      if (line.type === 'segment') {
        if (line.first_seq !== first_seq + all.length) throw new Error('wrong header')
      } else all.push(line)
    }
  }
  const hole = all.findIndex((event, at) => event.seq !== first_seq + at)
  if (hole >= 0) throw new Error(`seq ${all[hole]?.seq} where ${first_seq + hole} was expected`)
  return all
}

const facts = (events: JournalEvent[]): string[] =>
  events.flatMap(event => (event.type === 'warning' && event.code === 'fact' ? [event.message] : []))
const gaps = (events: JournalEvent[]): Array<JournalEventOf<'gap'>> =>
  events.filter((event): event is JournalEventOf<'gap'> => event.type === 'gap')
const dropped = (events: JournalEvent[], type: string): number =>
  gaps(events).reduce((sum, gap) => sum + (gap.dropped[type] ?? 0), 0)

t.test(
  '[R28] events are numbered on from the attempt before, over as many segments as it takes, each with a header',
  async t => {
    const { journal, dir, commits } = bench(t, { segment_bytes: 4096, first_seq: 41 })
    for (let n = 0; n < 200; n++) {
      journal.append(fact(n))
      journal.commit()
    }
    journal.close()
    const events = readAll(dir, 41)
    t.equal(events.length, 200)
    const files = readdirSync(dir).filter(name => name.startsWith('events-'))
    t.ok(files.length > 5)
    t.match(commits.at(-1), {
      seq: 240, segment: files.length,
      offset: statSync(join(dir, journalFile(files.length))).size
    })
    t.match(scanJournal(dir, 41), { start: { segment: files.length, next_seq: 241, torn: false }, final: null })
  }
)

t.test('[R28] a sample gets its id with its number', async t => {
  const { journal, dir } = bench(t)
  const file = { path: 'a.png', bytes: 1, sha256: '0'.repeat(64) }
  journal.append(fact(1))
  journal.append({
    type: 'sample_generated', file, sample_type: 'default', sample_index: 0, step: 1, epoch: 0, prompt: '',
    negative_prompt: '', seed: 1, width: 1, height: 1, command_id: null
  })
  journal.commit()
  t.match(readAll(dir)[1], { seq: 2, sample_id: 's3-2' })
  journal.close()
})

t.test('[R30] facts are synced before the doorbell, once per batch; figures and logs within a second', async t => {
  const { journal, clock, calls } = bench(t)
  calls.length = 0
  for (const draft of [log('a'), fact(1), scalars(1), fact(2)]) journal.append(draft)
  journal.commit()
  t.same(calls, ['sync', 'ring!'])
  journal.append(log('b'))
  journal.commit()
  journal.append(scalars(2))
  journal.commit()
  t.same(calls.slice(2), ['ring', 'ring'])
  clock.advance(1000)
  t.same(calls.slice(4), ['sync'])
  journal.close()
})

t.test('[R29] a journal at its limit drops logs first, then figures, counts both, and never drops a fact', async t => {
  const { journal, clock, dir } = bench(t, { journal_bytes: 20_000 })
  for (let n = 0; n < 300; n++) {
    for (const draft of [log(`line ${n}`), scalars(n), fact(n)]) journal.append(draft)
    journal.commit()
    if (n % 100 === 50) clock.advance(61_000)
  }
  journal.reportGaps()
  journal.close()
  const events = readAll(dir)
  t.equal(facts(events).length, 300)
  const [logs, scalar_count] = ['log', 'scalars'].map(type => events.filter(event => event.type === type).length)
  t.equal((logs ?? 0) + dropped(events, 'log'), 300)
  t.equal((scalar_count ?? 0) + dropped(events, 'scalars'), 300)
  t.ok((logs ?? 0) < (scalar_count ?? 0), 'logs give way first')
  t.match(gaps(events)[0], { reason: 'journal_full', from: String, to: String })
  t.ok(gaps(events).length <= 6, 'a gap a minute, not one a line')
})

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
      `[R27] whatever call fails (${how}, ${forHowLong} in a row), no fact is lost or doubled and the rest is counted`,
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

t.test(
  '[R27] a file whose sync failed is not trusted any more: the journal goes on in a new one and says so',
  async t => {
    let failures = 1
    const disk: Disk = {
      ...machineDisk,
      datasync (fd) {
        if (failures-- > 0) throw Object.assign(new Error('lost'), { code: 'EIO' })
        machineDisk.datasync(fd)
      }
    }
    const { journal, clock, dir, commits } = bench(t, { disk })
    journal.append(fact(1))
    journal.commit()
    clock.advance(0)
    t.equal(commits.at(-1)?.segment, 2)
    t.match(readAll(dir), [
      { message: 'fact 1' },
      { type: 'warning', code: 'journal_sync_failed', details: { code: 'EIO' } }
    ])
    journal.close()
  }
)

t.test(
  '[R27] on /dev/full facts wait in memory, logs are counted, and all is told when there is room again',
  async t => {
    let full = true
    const disk: Disk = { ...machineDisk, append: path => machineDisk.append(full ? '/dev/full' : path) }
    const { journal, clock, dir, commits } = bench(t, { disk, segment_bytes: 1 })
    for (let n = 0; n < 100; n++) {
      journal.append(fact(n))
      journal.append(log('x'))
      journal.commit()
    }
    t.equal(journal.trouble(), 'ENOSPC')
    t.equal(commits.length, 0, 'nobody is told of what is not there')
    t.notOk(readdirSync(dir).includes('reserve'), 'the reserve was given back')
    let settled = false
    journal.whenWritten(() => {
      settled = true
    })
    clock.advance(10_000)
    t.notOk(settled)
    full = false
    journal.close() // lets go of /dev/full as a rotation would
    clock.advance(10_000)
    t.ok(settled)
    journal.append(fact(100))
    journal.commit()
    const events = readAll(dir)
    t.equal(facts(events).length, 101)
    t.match(gaps(events), [{ reason: 'disk_full', dropped: { log: 100 } }])
    journal.close()
  }
)

t.test('[R27] memory is bounded: when thousands of facts wait, the oldest are dropped and counted', async t => {
  let full = true
  const disk: Disk = {
    ...machineDisk,
    write: (fd, bytes, from) =>
      full
        ? (() => {
            throw Object.assign(new Error('full'), { code: 'ENOSPC' })
          })()
        : machineDisk.write(fd, bytes, from)
  }
  const { journal, clock, dir } = bench(t, { disk })
  for (let n = 0; n < 5000; n++) journal.append(fact(n))
  journal.commit()
  full = false
  clock.advance(2500)
  const events = readAll(dir)
  t.equal(facts(events).length + dropped(events, 'warning'), 5000)
  t.equal(facts(events).at(-1), 'fact 4999')
  journal.close()
})
