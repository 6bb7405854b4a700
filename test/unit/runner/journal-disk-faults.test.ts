import { readdirSync } from 'node:fs'
import t from 'tap'
import { unknownExit } from '../../../core/contract/values.ts'
import type { Disk } from '../../../runner/disk.ts'
import { machineDisk } from '../../../runner/disk.ts'
import { finalStatus } from '../../../runner/exit-record.ts'
import { dropped, fact, facts, gaps, log, openJournal, readAll } from '../../helpers/runner-journal.ts'

t.test(
  '[R27] after a failed sync the journal continues in a new file and reports that',
  async t => {
    let failures = 1
    const disk: Disk = {
      ...machineDisk,
      datasync (fd) {
        if (failures-- > 0) throw Object.assign(new Error('lost'), { code: 'EIO' })
        machineDisk.datasync(fd)
      }
    }
    const { journal, clock, dir, commits } = openJournal(t, { disk })
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
  '[R27] on a full disk lossless events wait in memory and logs are counted; events and count are journaled once there is room',
  async t => {
    let full = true
    const disk: Disk = { ...machineDisk, append: path => machineDisk.append(full ? '/dev/full' : path) }
    const { journal, clock, dir, commits } = openJournal(t, { disk, segment_bytes: 1 })
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

t.test('[R27] when thousands of lossless events wait, the oldest are dropped and counted', async t => {
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
  const { journal, clock, dir } = openJournal(t, { disk })
  for (let n = 0; n < 5000; n++) journal.append(fact(n))
  journal.commit()
  full = false
  clock.advance(2500)
  const events = readAll(dir)
  t.equal(facts(events).length + dropped(events, 'warning'), 5000)
  t.equal(facts(events).at(-1), 'fact 4999')
  journal.close()
})

const end = finalStatus(
  { status: 'error', reason: 'trainer_exit', message: 'over', error: 'over', traceback: null, unconfirmed: false },
  unknownExit
)

t.test('[E220] the last event of an attempt says no phase', t => {
  t.equal(end.phase, 'unknown')
  t.end()
})

t.test(
  '[R91] the end of an attempt is the last line of its journal: on a full disk what was dropped is counted before it',
  async t => {
    const failing = { writes: 0 }
    const disk: Disk = {
      ...machineDisk,
      write (fd, bytes, from) {
        if (failing.writes-- > 0) throw Object.assign(new Error('full'), { code: 'ENOSPC' })
        return machineDisk.write(fd, bytes, from)
      }
    }
    for (const writes of [2, 3, 4]) { // there is room when the end comes, a retry later, and two retries later
      const { journal, clock, dir } = openJournal(t, { disk })
      failing.writes = writes
      journal.append(fact(1))
      journal.append(log('x'))
      journal.commit()
      journal.append(end)
      journal.commit()
      let settled = false
      journal.whenWritten(() => { settled = true })
      clock.advance(10_000)
      t.ok(settled)
      journal.append(fact(2))
      journal.close()
      const events = readAll(dir)
      t.match(events, [{ message: 'fact 1' }, { type: 'gap', dropped: { log: 1 } }, { type: 'training_status' }])
      t.equal(events.length, 3, `${writes} writes failed`)
    }
  }
)

t.test('[R91] nothing follows the end of an attempt whose sync fails', async t => {
  const failing = { syncs: 0 }
  const disk: Disk = {
    ...machineDisk,
    datasync (fd) {
      if (failing.syncs-- > 0) throw Object.assign(new Error('lost'), { code: 'EIO' })
      machineDisk.datasync(fd)
    }
  }
  const { journal, clock, dir } = openJournal(t, { disk })
  failing.syncs = 1
  journal.append(end)
  journal.commit()
  clock.advance(10_000)
  journal.close()
  t.match(readAll(dir), [{ type: 'training_status' }])
  t.equal(readAll(dir).length, 1)
})

t.test('[R91] what a journal at its limit dropped is counted before the end of the attempt', async t => {
  for (const quiet_ms of [0, 61_000]) {
    const { journal, clock, dir } = openJournal(t, { journal_bytes: 2000 })
    for (let n = 0; n < 50; n++) journal.append(log(`line ${n}`))
    journal.commit()
    clock.advance(quiet_ms)
    for (const draft of [log('one more'), end]) journal.append(draft)
    journal.commit()
    journal.close()
    const events = readAll(dir)
    t.match(events.at(-1), { type: 'training_status' })
    t.match(events.at(-2), { type: 'gap', reason: 'journal_full' })
    t.equal(events.filter(({ type }) => type === 'log').length + dropped(events, 'log'), 51)
  }
})
