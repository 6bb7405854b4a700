import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { journalFile } from '../../core/contract/journal.ts'
import type { SegmentHeader } from '../../core/contract/journal.ts'
import { job_id } from './journal.ts'
import { journalLines } from './journal-lines.ts'
import { headerOf, segmentsOf } from './journal-reading.ts'

/** What happens to a journal. Segments and lines are named by a fraction of how many there are. */
export type Damage =
  | { what: 'cut' | 'remove' | 'empty' | 'copy-to-end' | 'foreign' | 'renumber', at: number, length: number }
  | { what: 'zero' | 'garbage' | 'drop-line' | 'double-line', at: number, from: number, length: number }
  | { what: 'swap' | 'copy-over', at: number, to: number }
  | { what: 'move-line', at: number, from: number, to: number }

const part = fc.double({ min: 0, max: 0.999, noNaN: true })
const on = (...what: string[]) => fc.constantFrom(...what)

/** Damage of any segment or line. */
export const anyDamage: fc.Arbitrary<Damage> = fc.oneof(
  fc.record({ what: on('cut', 'remove', 'empty', 'copy-to-end', 'foreign', 'renumber'), at: part, length: part }),
  fc.record({ what: on('zero', 'garbage', 'drop-line', 'double-line'), at: part, from: part, length: part }),
  fc.record({ what: on('swap', 'copy-over'), at: part, to: part }),
  fc.record({ what: on('move-line'), at: part, from: part, to: part })
) as fc.Arbitrary<Damage> // as: the words of each record are those of its kind

type Files = Map<number, Buffer>
type Write = (segment: number, bytes: Buffer | string) => void

/**
 * Does it to the files of a folder; returns the lines that need not come from now on, whole as they may be. `keep`: a
 * segment that is being read and must not become another one.
 */
export function damage (dir: string, done: Damage, keep = 0): string[] {
  const files = segmentsOf(dir)
  const numbers = [...files.keys()]
  const pick = (fraction: number): number => numbers[Math.floor(fraction * numbers.length)]!
  const write: Write = (segment, bytes) => { writeFileSync(join(dir, journalFile(segment)), bytes) }
  if (numbers.length === 0) return []
  const segment = pick(done.at)
  if ('from' in done) {
    const misplaced = damageLines(files.get(segment)!, done, bytes => { write(segment, bytes) })
    // Where lines moved, a reader in the middle of them goes on at another one.
    const isShifted = segment === keep && done.what !== 'zero' && done.what !== 'garbage'
    return isShifted ? files.get(segment)!.toString().split('\n') : misplaced
  }
  if (!('to' in done)) {
    damageSegment(files, segment, done, { dir, write })
    // It is passed over from now on, even if its header is damaged later.
    return done.what === 'foreign' ? files.get(segment)!.toString().split('\n') : []
  }
  if (segment !== keep && pick(done.to) !== keep) {
    write(pick(done.to), files.get(segment)!)
    if (done.what === 'swap') write(segment, files.get(pick(done.to))!)
  }
  return []
}

function damageSegment (
  files: Files, segment: number, { what, length }: Exclude<Damage, { from: number } | { to: number }>,
  { dir, write }: { dir: string, write: Write }
): void {
  const bytes = files.get(segment)!
  const numbers = [...files.keys()]
  const body = bytes.subarray(bytes.indexOf(10) + 1)
  const first_seq = /"first_seq":(\d+)/.exec(bytes.toString('latin1', 0, 300))?.[1]
  switch (what) {
    case 'cut': write(segment, bytes.subarray(0, Math.floor(length * bytes.length))); break
    case 'empty': write(segment, ''); break
    case 'copy-to-end': write(Math.max(...numbers) + 1 + Math.floor(length * 3), bytes); break
    case 'remove':
      for (const removed of numbers.slice(numbers.indexOf(segment)).slice(0, 1 + Math.floor(length * 3))) {
        rmSync(join(dir, journalFile(removed)))
      }
      break
    case 'foreign': {
      const other = length < 0.5 ? { attempt: 9 } : { job_id: job_id.replace('0', '1') }
      write(segment, Buffer.concat([Buffer.from(headerOf(segment, 1, other)), body]))
      break
    }
    case 'renumber':
      if (first_seq === undefined) break
      write(segment, Buffer.concat([Buffer.from(headerOf(segment + 1000, Number(first_seq))), body]))
  }
}

function damageLines (
  bytes: Buffer, done: Extract<Damage, { from: number }>, write: (bytes: Buffer | string) => void
): string[] {
  const lines = bytes.toString('latin1').split('\n').slice(0, -1)
  const at = Math.floor(done.from * lines.length)
  const rewrite = (to: string[]): void => { write(Buffer.from(to.map(line => line + '\n').join(''), 'latin1')) }
  switch (done.what) {
    case 'zero': case 'garbage': {
      const from = Math.floor(done.from * bytes.length)
      const to = from + Math.ceil(done.length * (bytes.length - from))
      for (let index = from; index < to; index++) {
        bytes[index] = done.what === 'zero' ? 0 : (index * 2_654_435_761) >>> 24
      }
      write(bytes)
      return []
    }
    case 'drop-line': rewrite(lines.toSpliced(at, Math.ceil(done.length * 3))); return []
    case 'double-line': rewrite(lines.toSpliced(at, 0, ...lines.slice(at, at + 1))); return []
    case 'move-line': {
      const moved = lines.slice(at, at + 1)
      rewrite(lines.toSpliced(at, 1).toSpliced(Math.floor(done.to * lines.length), 0, ...moved))
      return moved.map(line => Buffer.from(line, 'latin1').toString())
    }
  }
}

/** Every segment with its lines, and its header where that is whole. */
const segmentsWithLines = (dir: string) => [...segmentsOf(dir)].map(([segment, bytes]) => {
  const lines = bytes.toString('latin1').split('\n').slice(0, -1)
  const head = Buffer.from(lines[0] ?? '', 'latin1')
  const header = journalLines.decode(head, 0, head.length)?.event
  return { segment, lines, header: header?.type === 'segment' ? header : null }
})

const isOurs = (header: SegmentHeader): boolean => header.job_id === job_id && header.attempt === 1
const textsOf = (files: ReadonlyArray<{ lines: string[] }>): string[] =>
  files.flatMap(({ lines }) => lines.map(line => Buffer.from(line, 'latin1').toString()))

/** Lines that a reader passes over now: those of segments that another journal has. */
export const foreignLines = (dir: string): string[] =>
  textsOf(segmentsWithLines(dir).filter(({ header }) => header !== null && !isOurs(header)))

/** Lines that are whole in a segment of this journal. Copies of a segment that is in its place do not count. */
export function wholeLines (dir: string): Set<string> {
  const files = segmentsWithLines(dir)
  const isInPlace = (named: number): boolean => files.some(({ segment, header }) =>
    segment === named && header?.segment === named)
  return new Set(textsOf(files.filter(({ segment, header }) => header === null || (isOurs(header) &&
    (header.segment === segment || !isInPlace(header.segment))))))
}
