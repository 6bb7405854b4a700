import t from 'tap'
import { AppError, asAppError, createAppError } from '../../../../core/domain/app-error.ts'
import { errorInWords, writeFailure } from '../../../../core/domain/write-failure.ts'

const file = (code: string, syscall = 'open'): Error => Object.assign(new Error(`${code}: failed`), { code, syscall })
const sqlite = (errcode: number): Error =>
  Object.assign(new Error('the store'), { code: 'ERR_SQLITE_ERROR', errcode })

const table: Array<[error: Error, cause: string, status: number, code: string]> = [
  [file('ENOSPC'), 'ENOSPC', 507, 'disk_full'],
  [file('EDQUOT', 'write'), 'EDQUOT', 507, 'disk_full'],
  [sqlite(13), 'SQLITE_FULL', 507, 'disk_full'],
  [file('EROFS', 'mkdir'), 'EROFS', 503, 'disk_read_only'],
  [sqlite(8 | (1 << 8)), 'SQLITE_READONLY', 503, 'disk_read_only'],
  [file('EACCES'), 'EACCES', 503, 'disk_denied'],
  [file('EPERM', 'rename'), 'EPERM', 503, 'disk_denied'],
  [file('EIO', 'fsync'), 'EIO', 503, 'disk_failing'],
  [sqlite(10 | (3 << 8)), 'SQLITE_IOERR', 503, 'disk_failing'],
  [sqlite(14), 'SQLITE_CANTOPEN', 503, 'disk_failing']
]

t.test('[H90] a write that fails gets the row of its cause, however deep in an error that lies', async t => {
  for (const [error, cause, status, code] of table) {
    const deep = new Error('one', { cause: new Error('two', { cause: error }) })
    const launch = createAppError('launch_failed', { problem: 'x' }, { cause: deep })
    for (const whole of [error, deep, launch]) {
      const known = asAppError(whole)
      t.match(known, { statusCode: status, code, cause: whole }, cause)
      t.match(known.message, `(${cause})`)
    }
  }
})

t.test('[H90] what is no failed write keeps its row, as does a refusal that one has caused', async t => {
  for (const error of [
    new Error('x'), file('ENOENT'), file('ECONNREFUSED', 'connect'), file('EACCES', 'spawn python3'), sqlite(5),
    file('EACCES', 'connect'), 'ENOSPC', null
  ]) {
    t.equal(writeFailure(error), null)
    t.match(asAppError(error), { code: 'internal' })
  }
  const refusal = createAppError('config_exists', { name: 'x' }, { cause: file('ENOSPC') })
  t.equal(asAppError(refusal), refusal)
  t.ok(asAppError(createAppError('launch_failed', { problem: 'x' })) instanceof AppError)
  const circle = new Error('round')
  circle.cause = circle
  t.equal(writeFailure(circle), null)
})

t.test('[H90] a failed write that another process tells in words is one', async t => {
  const causeOf = (text: string) => writeFailure(errorInWords(text))?.cause
  t.equal(causeOf('ENOSPC: no space left on device, write'), 'ENOSPC')
  t.equal(causeOf('Error: EROFS: read-only file system'), 'EROFS')
  t.equal(causeOf('the RADIOS are off'), undefined)
})

t.test('[H301] a path that is not as it must be is named, with what is wrong and what to do', async t => {
  const failed = (code: string, paths: { path: string, dest?: string }): Error =>
    Object.assign(file(code), paths)
  for (const [error, message] of [
    [failed('EISDIR', { path: '/s/runs/1/commands.jsonl' }), /^1\/commands\.jsonl cannot be used \(EISDIR\): a folder/],
    [failed('ENOTDIR', { path: '/s/configs/.a.json.server-7-1.tmp' }), /^configs\/a\.json .*ENOTDIR.*: a file stands/],
    [failed('EEXIST', { path: '/s/networks' }), /^s\/networks .*move that away/],
    [failed('EISDIR', { path: '/s/.b.json.server-7-1.tmp', dest: '/s/b.json' }), /^s\/b\.json /],
    [failed('ELOOP', { path: '/s/x' }), /circle/],
    [failed('ENOENT', { path: '/s/runs/1/notes.jsonl' }), /^1\/notes\.jsonl .*missing/]
  ] as const) {
    t.match(asAppError(new Error('x', { cause: error })), { statusCode: 503, code: 'disk_damaged', message })
  }
})
