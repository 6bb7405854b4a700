import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { journalFile } from '../../../core/contract/journal.ts'
import { scanJournal } from '../../../runner/journal-scan.ts'
import { dropped, fact, facts, gaps, log, openJournal, readAll, scalars } from '../../helpers/runner-journal.ts'

t.test(
  '[R28] numbering continues from the attempt before, across segments, each of which has a header',
  async t => {
    const { journal, dir, commits } = openJournal(t, { segment_bytes: 4096, first_seq: 41 })
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
  const { journal, dir } = openJournal(t)
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

t.test('[R30] lossless events are synced once per batch, before the server is notified; others within 1 s', async t => {
  const { journal, clock, calls } = openJournal(t)
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

t.test('[R29] a journal at its limit drops and counts logs, then metrics, and never a lossless event', async t => {
  const { journal, clock, dir } = openJournal(t, { journal_bytes: 20_000 })
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
