import { tmpdir } from 'node:os'
import t from 'tap'
import { createProc } from '../../../../core/processes/proc.ts'

t.test('[Q51] a process is found as the system shows it', { skip: process.platform !== 'linux' && 'no /proc' }, t => {
  const proc = createProc('linux')
  const own = proc.find(process.pid)
  t.equal(own?.pid, process.pid)
  t.strictSame(proc.list().find(({ pid }) => pid === process.pid), own)
  t.equal(proc.find(2 ** 31 - 1), null)
  const started = proc.started().find(({ pid }) => pid === process.pid)
  t.match(started?.args[0], /node/)
  t.equal(started?.env('PATH'), process.env.PATH)
  t.equal(started?.env('NO_SUCH_VARIABLE'), undefined)
  t.equal(proc.hasCookie(process.pid, 'of no run'), false)
  t.match(proc.bootId(), /^[0-9a-f-]{36}$/)
  t.ok((proc.peakRss(process.pid) ?? 0) > 1e6)
  t.equal(proc.peakRss(2 ** 31 - 1), null)
  t.equal(proc.handles(process.pid, 9), false, 'nobody handles SIGKILL')
  t.equal(proc.preferForOom(2 ** 31 - 1), false)
  const kills = proc.oomKills()
  t.ok(kills === null || kills >= 0)
  t.end()
})

t.test('[Q51] two names of one folder are one folder', { skip: process.platform !== 'linux' && 'no /proc' }, t => {
  const proc = createProc('linux')
  t.equal(proc.isSameFolder(process.pid, tmpdir(), `${tmpdir()}/.`), true)
  t.equal(proc.isSameFolder(process.pid, '/proc', tmpdir()), false)
  t.equal(proc.isSameFolder(process.pid, '/no/such', '/no/such'), true, 'it may be removed already')
  t.equal(proc.isSameFolder(2 ** 31 - 1, '/no/such', '/no/such'), false)
  t.end()
})
