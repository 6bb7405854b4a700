import { appendFileSync, readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { appendJobEvent, dropJobEvent, readJobJournal } from '../../../../services/jobs/job-journal.ts'

const line = (seq: number): string => JSON.stringify({
  v: 1, seq, timestamp: '2026-01-01T00:00:00.000Z', elapsed_ms: 0, type: 'job_queued'
})
const seqs = async (dir: string): Promise<number[]> => (await readJobJournal(dir)).map(({ event }) => event.seq)

t.test('[T42] bytes without a newline are kept aside before the next line is written', async t => {
  const torn: Buffer[] = [
    Buffer.from('{"v":1,"seq":2,"ti'), Buffer.alloc(70), Buffer.from([0xff, 0xfe, 0x80, 0xc3]),
    Buffer.from('ü'.repeat(9))
  ]
  for (const [index, bytes] of torn.entries()) {
    const dir = t.testdir()
    await appendJobEvent(dir, line(1))
    appendFileSync(join(dir, 'notes.jsonl'), bytes)
    t.strictSame(await seqs(dir), [1])
    await appendJobEvent(dir, line(2))
    t.strictSame(await seqs(dir), [1, 2], `${index}`)
    t.ok(readFileSync(join(dir, 'notes.jsonl.damaged-1')).equals(bytes), 'the bytes are kept')
  }
})

t.test('[T42] a file of zeros is kept aside whole, and a second one beside the first', async t => {
  const dir = t.testdir()
  for (const number of [1, 2]) {
    writeFileSync(join(dir, 'notes.jsonl'), Buffer.alloc(200))
    await appendJobEvent(dir, line(number))
    t.strictSame(await seqs(dir), [number])
    t.ok(readFileSync(join(dir, `notes.jsonl.damaged-${number}`)).equals(Buffer.alloc(200)))
  }
})

t.test('[T42] a line is taken back only where it is the last one', async t => {
  const dir = t.testdir()
  await appendJobEvent(dir, line(1))
  await appendJobEvent(dir, line(2))
  await dropJobEvent(dir, line(1))
  t.strictSame(await seqs(dir), [1, 2])
  await dropJobEvent(dir, line(2))
  t.strictSame(await seqs(dir), [1])
  t.strictSame(readdirSync(dir), ['notes.jsonl'])
})
