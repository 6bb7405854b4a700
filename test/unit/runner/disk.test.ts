import { readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import type { Disk } from '../../../runner/disk.ts'
import { isDraft, machineDisk, writeWhole } from '../../../runner/disk.ts'

const draft = `.exit.json.runner-${process.pid}.tmp`
const failure = Object.assign(new Error('the disk is full'), { code: 'ENOSPC' })

/** The machine's disk, which fails at one call and notes them all. */
function failingAt (step: keyof Disk | null): { disk: Disk, calls: string[] } {
  const calls: string[] = []
  const wrapped = Object.entries(machineDisk).map(([name, call]) => [name, (...args: never[]) => {
    calls.push(name)
    if (name === step) throw failure
    return (call as (...args: never[]) => unknown)(...args)
  }])
  return { disk: Object.fromEntries(wrapped) as Disk, calls } // as: every call is there
}

t.test('[T11] a file of the runner is durable under a draft of its own before it has its name', t => {
  const dir = t.testdir({ 'exit.json': 'old' })
  const { disk, calls } = failingAt(null)
  const seen: string[] = []
  writeWhole({ ...disk, datasync (fd) { seen.push(...readdirSync(dir)); disk.datasync(fd) } }, dir, 'exit.json', 'new')
  t.strictSame(seen.sort(), [draft, 'exit.json'].sort())
  t.strictSame(calls, ['createNew', 'write', 'datasync', 'close', 'rename', 'syncFolder'])
  t.equal(readFileSync(join(dir, 'exit.json'), 'utf8'), 'new')
  t.strictSame(readdirSync(dir), ['exit.json'])
  t.ok(isDraft(draft))
  for (const name of ['exit.json', '.exit.json.tmp', 'exit.json.runner-1.tmp', '.exit.json.server-1-1.tmp']) {
    t.notOk(isDraft(name), name)
  }
  t.end()
})

t.test('[T11] a disk that writes a few bytes at a time gets all of them', t => {
  const dir = t.testdir()
  const few: Disk = {
    ...machineDisk,
    write: (fd, bytes, from) => machineDisk.write(fd, bytes.subarray(0, Math.min(from + 3, bytes.length)), from)
  }
  writeWhole(few, dir, 'exit.json', 'größer as a few bytes')
  t.equal(readFileSync(join(dir, 'exit.json'), 'utf8'), 'größer as a few bytes')
  t.end()
})

for (const step of ['createNew', 'write', 'datasync', 'close', 'rename'] as const) {
  t.test(`[T11] a write that fails at ${step} throws, leaves the old file and no draft`, t => {
    const dir = t.testdir({ 'exit.json': 'old' })
    t.throws(() => { writeWhole(failingAt(step).disk, dir, 'exit.json', 'new') }, failure)
    t.equal(readFileSync(join(dir, 'exit.json'), 'utf8'), 'old')
    t.strictSame(readdirSync(dir), ['exit.json'])
    writeWhole(machineDisk, dir, 'exit.json', 'new')
    t.equal(readFileSync(join(dir, 'exit.json'), 'utf8'), 'new', 'the next write works')
    t.end()
  })
}

t.test('[T11] where the draft cannot be removed either, the first failure is thrown', t => {
  const dir = t.testdir({ 'exit.json': 'old' })
  const broken = failingAt('write').disk
  const cannotRemove = { ...broken, remove () { throw Object.assign(new Error('read-only'), { code: 'EROFS' }) } }
  t.throws(() => { writeWhole(cannotRemove, dir, 'exit.json', 'new') }, failure)
  t.equal(readFileSync(join(dir, 'exit.json'), 'utf8'), 'old')
  t.end()
})

t.test('[T11] a fault that is none of the disk is not passed over', t => {
  const dir = t.testdir({ 'exit.json': 'old' })
  const fault = new TypeError('the path is no text')
  const disk: Disk = { ...failingAt('write').disk, remove () { throw fault } }
  t.throws(() => { writeWhole(disk, dir, 'exit.json', 'new') }, fault)
  t.end()
})

t.test('[T11] a folder that cannot be synced is an error, and the new file is whole', t => {
  const dir = t.testdir({ 'exit.json': 'old' })
  t.throws(() => { writeWhole(failingAt('syncFolder').disk, dir, 'exit.json', 'new') }, failure)
  t.equal(readFileSync(join(dir, 'exit.json'), 'utf8'), 'new')
  t.strictSame(readdirSync(dir), ['exit.json'])
  t.end()
})

t.test('[T11] a draft that a process of the same id left behind is replaced, not written into', t => {
  const dir = t.testdir()
  writeFileSync(join(dir, draft), 'a long text that a killed runner left behind')
  writeWhole(machineDisk, dir, 'exit.json', 'new')
  t.equal(readFileSync(join(dir, 'exit.json'), 'utf8'), 'new')
  t.strictSame(readdirSync(dir), ['exit.json'])
  t.end()
})
