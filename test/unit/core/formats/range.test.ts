import fc from 'fast-check'
import t from 'tap'
import { namesEtag } from '../../../../core/formats/etag.ts'
import { rangeHolds, wantedBytes } from '../../../../core/formats/range.ts'

t.test('[M4] the examples of RFC 9110 (14.1.2) select the bytes that it names, of 10000', async t => {
  const examples: Array<[string, ReturnType<typeof wantedBytes>]> = [
    ['bytes=0-499', { start: 0, end: 499 }],
    ['bytes=500-999', { start: 500, end: 999 }],
    ['bytes=-500', { start: 9500, end: 9999 }],
    ['bytes=9500-', { start: 9500, end: 9999 }],
    ['bytes=0-0', { start: 0, end: 0 }],
    ['bytes=-1', { start: 9999, end: 9999 }],
    ['BYTES= 0-499 ', { start: 0, end: 499 }],
    ['bytes=9999-20000', { start: 9999, end: 9999 }],
    ['bytes=-20000', { start: 0, end: 9999 }]
  ]
  for (const [range, wanted] of examples) t.same(wantedBytes(range, 10_000), wanted, range)
})

t.test('[M4] several ranges, other units and an invalid range get the whole file', async t => {
  const passedOver = [
    'bytes=0-0,-1', 'bytes= 0-999, 4500-5499, -1000', 'lines=1-2', 'bytes=5-4', 'bytes=-', 'bytes=', 'bytes=a-b',
    'bytes 0-5', 'bytes=0-5;x', 'bytes=1.5-2', 'bytes=--5', 'bytes=-5-', ''
  ]
  for (const range of [undefined, ...passedOver]) t.equal(wantedBytes(range, 10_000), 'whole', String(range))
})

t.test('[M4] a range without a byte of the file is not satisfiable', async t => {
  for (const range of ['bytes=10-', 'bytes=10-20', 'bytes=-0']) t.equal(wantedBytes(range, 10), 'none', range)
  for (const range of ['bytes=0-', 'bytes=0-5', 'bytes=-5']) t.equal(wantedBytes(range, 0), 'none', `${range} of 0`)
})

t.test('[M3] a range selects exactly those bytes of a file that lie between its ends', async t => {
  const position = fc.nat({ max: 25 })
  fc.assert(fc.property(position, position, fc.nat({ max: 20 }), (first, last, bytes) => {
    const selected = (range: string): number[] => {
      const wanted = wantedBytes(range, bytes)
      if (wanted === 'none') return []
      return wanted === 'whole' ? inFile : positions.filter(at => at >= wanted.start && at <= wanted.end)
    }
    const positions = Array.from({ length: 30 }, (_, at) => at)
    const inFile = positions.filter(at => at < bytes)
    t.same(selected(`bytes=${first}-`), inFile.filter(at => at >= first))
    t.same(selected(`bytes=-${last}`), last === 0 ? [] : inFile.slice(-last))
    if (last >= first) t.same(selected(`bytes=${first}-${last}`), inFile.filter(at => at >= first && at <= last))
  }))
})

t.test('[M3] a download is continued only from the version that If-Range names', async t => {
  t.equal(rangeHolds(undefined, '"a"'), true)
  t.equal(rangeHolds(' "a" ', '"a"'), true)
  for (const other of ['"b"', 'W/"a"', 'a', '', '"a", "b"', 'Thu, 01 Jan 2026 00:00:00 GMT']) {
    t.equal(rangeHolds(other, '"a"'), false, other)
  }
})

t.test('[M4] If-None-Match names an entity tag in a list, as a weak one, or with an asterisk', async t => {
  for (const header of ['"a"', 'W/"a"', '"b", "a"', '"b",W/"a"', '*', ' "a" ']) {
    t.equal(namesEtag(header, '"a"'), true, header)
  }
  for (const header of [undefined, '', '"b"', 'a', '"A"', '"b", "c"', '"aa"', 'w/"a"']) {
    t.equal(namesEtag(header, '"a"'), false, String(header))
  }
})
