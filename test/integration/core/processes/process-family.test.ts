import t from 'tap'
import { spawn } from 'node:child_process'
import { familyOf, parseStat, readFamilyRows, residentBytes } from '../../../../core/processes/process-family.ts'
import { untilSeen } from '../../../helpers/until-seen.ts'

t.test('[Y232] the family of a trainer is found on this machine, with what lost its parent', async t => {
  const trainer = spawn('sh', ['-c', '(sleep 600 &) ; sleep 600'], { detached: true, stdio: 'ignore' })
  const trainer_pid = trainer.pid ?? 0
  t.teardown(() => { process.kill(-trainer_pid, 'SIGKILL') })
  const family = () => [...familyOf(readFamilyRows() ?? [], { runner_pid: null, trainer_pid })]
  const found = await untilSeen(() => family().length === 3 ? family() : null)
  t.ok(found.includes(trainer_pid))
  t.ok((residentBytes(trainer_pid) ?? 0) > 0)
  const by_runner = familyOf(readFamilyRows() ?? [], { runner_pid: process.pid, trainer_pid: null })
  t.ok(by_runner.has(trainer_pid))
  t.notOk(by_runner.has(process.pid), 'the runner is none of it')
})

t.test('[Y232] what is no process is left out', async t => {
  t.strictSame(parseStat('12 (a) b) S 3 4 5 0'), { pid: 12, parent: 3, group: 4, session: 5 })
  t.strictSame([parseStat('12 (a) Z 3 4 5 0'), parseStat(''), parseStat('12 (a) S x')], [null, null, null])
  t.strictSame([readFamilyRows('/no/such/proc'), residentBytes(0)], [null, null])
  const rows = [{ pid: 2, parent: 2, group: 1, session: 1 }, { pid: 3, parent: 2, group: 3, session: 3 }]
  t.strictSame([...familyOf(rows, { runner_pid: null, trainer_pid: 2 })], [2, 3], 'no parent of itself is walked twice')
})
