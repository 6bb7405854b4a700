import t from 'tap'
import { Type } from '@sinclair/typebox'
import { readJobRecord } from '../../../../core/contract/job-record.ts'
import { recordReader } from '../../../../core/contract/read-record.ts'

const identity = {
  v: 1, job_id: '019a4f6e-7b1c-7c3e-9d2a-5f0b8e6c1d42', job_number: 3, job_slug: 'job_a', trainer: 'builtin',
  created_at: '2026-01-01T00:00:00.000Z', job_name: 'Mine'
}

t.test('[T4] what is missing has its default, what is unknown is kept, and older versions are upgraded', async t => {
  const record = readJobRecord(JSON.stringify({ ...identity, later: { x: 1 } }), 'job.json')
  t.match(record, { ...identity, later: { x: 1 }, tags: [], priority: 0, retry: { max_retries: 0 }, waiting: null })
  const read = recordReader(Type.Object({ v: Type.Integer(), name: Type.String() }), {
    1: ({ title, ...rest }) => ({ ...rest, name: title })
  })
  t.strictSame(read('{"title": "a"}', 'a.json'), { v: 2, name: 'a' })
  t.strictSame(read('{"v": 2, "name": "a"}', 'a.json'), { v: 2, name: 'a' })
})

t.test('[T5] what is damaged is refused with the file, the place and the problem', async t => {
  const read = (change: object) => () => readJobRecord(JSON.stringify({ ...identity, ...change }), 'job.json')
  t.throws(read({ priority: 'high' }), { message: 'job.json: /priority: expected integer' })
  t.throws(read({ job_number: undefined }), { message: 'job.json: /job_number: is missing' })
  t.throws(read({ trainer: 'x' }), { message: 'job.json: /trainer: expected one of builtin, onetrainer' })
  t.throws(read({ v: 9 }), { message: /^job\.json: \/v: version 9 is newer than 1/ })
  t.throws(() => readJobRecord('{"v": 1', 'job.json'), { message: 'job.json: is not JSON' })
})

t.test('[T5] a file that holds no object is refused as a whole', async t => {
  for (const text of ['[]', '[{}]', 'null', '7', '"a"']) {
    const damage = { name: 'DamagedRecord', message: 'job.json: expected object' }
    t.throws(() => readJobRecord(text, 'job.json'), damage, text)
  }
  t.throws(() => readJobRecord('', 'job.json'), { message: 'job.json: is empty' })
  t.throws(() => readJobRecord('{"v": 1.5}', 'job.json'), { message: 'job.json: /v: expected integer' })
})

t.test('[T4] an older record goes through every version in order, and a newer one through none', async t => {
  const seen: number[] = []
  const step = (version: number) => (older: Record<string, unknown>) => {
    seen.push(version)
    return { ...older, [`from_${version}`]: older.v }
  }
  const read = recordReader(Type.Object({ v: Type.Integer() }), { 1: step(1), 2: step(2), 3: step(3) })
  t.same(read('{}', 'a.json'), { v: 4, from_1: undefined, from_2: 2, from_3: 3 })
  t.same(seen.splice(0), [1, 2, 3])
  t.same(read('{"v": 3}', 'a.json'), { v: 4, from_3: 3 })
  t.same(seen.splice(0), [3])
  t.same(read('{"v": 4, "x": 1}', 'a.json'), { v: 4, x: 1 })
  t.throws(() => read('{"v": 5}', 'a.json'), { message: /^a\.json: \/v: version 5 is newer than 4/ })
  t.same(seen, [])
})

t.test('[T4] what a request may be as long as is read back, in whatever characters', async t => {
  const read = recordReader(Type.Object({ notes: Type.String({ maxLength: 3 }) }))
  for (const notes of ['abc', '\u{1F600}'.repeat(3)]) {
    t.strictSame(read(JSON.stringify({ notes }), 'a.json'), { notes })
  }
  t.throws(() => read(JSON.stringify({ notes: 'x'.repeat(7) }), 'a.json'), { message: /^a\.json: \/notes: expected/ })
})
