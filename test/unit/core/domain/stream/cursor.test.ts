import fc from 'fast-check'
import t from 'tap'
import { formatCursor, readCursor, splitCursor } from '../../../../../core/domain/stream/cursor.ts'

const streamIds = fc.stringMatching(/^[0-9a-z]{1,12}$/)

t.test('[W10] a cursor names an event of its own stream, and none that is in the future', async t => {
  fc.assert(fc.property(streamIds, streamIds, fc.nat(), fc.nat(), (stream_id, other, id, last_id) => {
    const cursor = formatCursor(stream_id, id)
    t.equal(readCursor(cursor, stream_id, last_id), id <= last_id ? id : null)
    t.strictSame(splitCursor(cursor), { stream_id, id })
    if (other !== stream_id) t.equal(readCursor(cursor, other, id), null)
  }))
})

t.test('[W10] a malformed cursor names no event', async t => {
  const malformed = ['', 'a', 'a.', '.1', 'a.-1', 'a.1.2', 'a.1 ', ' a.1', 'A.1', 'a.1e3', 'a.0x1', 'a.1\n', 'a,1']
  for (const cursor of malformed) {
    t.equal(readCursor(cursor, 'a', 1000), null, JSON.stringify(cursor))
  }
  t.equal(readCursor('a.1', 'a', 1000), 1)
})
