import t from 'tap'
import type { Proc, ProcessRow } from '../../../core/processes/proc.ts'
import { createProc } from '../../../core/processes/proc.ts'
import { createProcessTree } from '../../../core/processes/process-tree.ts'
import type { Clock } from '../../../core/domain/clock.ts'

/** Time in which every wait is over at once. */
const impatient: Clock = {
  now: () => 0,
  mono: () => 0,
  after: (_, act) => {
    queueMicrotask(act)
    return { cancel () {} }
  },
  every: () => ({ cancel () {} })
}

interface FakeProcess extends ProcessRow { cookie?: string, immortal?: boolean, onSignal?: () => void }

function world (processes: FakeProcess[]) {
  const alive = new Map(processes.map(row => [row.pid, row]))
  const sent: Array<[number, string]> = []
  const proc: Proc = {
    list: () => [...alive.values()],
    find: pid => alive.get(pid) ?? null,
    started: () => [],
    isSameFolder: () => false,
    hasCookie: (pid, cookie) => alive.get(pid)?.cookie === cookie,
    handles: () => false, peakRss: () => null, oomKills: () => 0, preferForOom: () => true, bootId: () => 'boot'
  }
  const send = (pid: number, signal: string): void => {
    sent.push([pid, signal])
    const hit = alive.get(pid)
    if (hit === undefined) throw Object.assign(new Error('no such process'), { code: 'ESRCH' })
    hit.onSignal?.()
    if (signal === 'SIGKILL' && hit.immortal !== true) alive.delete(pid)
  }
  return { alive, sent, tree: createProcessTree({ proc, cookie: 'c', own_pid: 99, send, clock: impatient }) }
}
const row = (pid: number, more: Partial<FakeProcess> = {}): FakeProcess => ({
  pid, group: pid, session: pid, start_ticks: pid * 10,
  ...more
})
const trainer = { pid: 10, start_ticks: 100 }

t.test(
  '[R31] processes of the group, the session and the cookie are ended and counted; the runner and foreign processes are not ended',
  async t => {
    const { alive, sent, tree } = world([
      row(10), row(11, { group: 10, session: 10 }), row(12, { session: 10 }), row(13, { cookie: 'c' }), row(14),
      row(15, { cookie: 'another' }), row(99, { cookie: 'c' })
    ])
    t.equal(await tree.killAll(trainer), 3)
    t.same([...alive.keys()], [14, 15, 99])
    t.ok(sent.every(([, signal]) => signal === 'SIGKILL'))
  }
)

t.test('[R31] a process id that was reused is never signalled, nor is its group', async t => {
  const { sent, tree } = world([row(10, { start_ticks: 7777 }), row(11, { group: 10, session: 10 })])
  t.notOk(tree.isAlive(trainer))
  t.notOk(tree.signal(trainer, 'SIGINT'))
  tree.signalGroup(trainer, 'SIGTERM')
  t.equal(await tree.killAll(trainer), 0)
  t.same(sent, [])
})

t.test(
  '[R31] processes started while others are ended are found in a later round; one that cannot be ended does not delay the end',
  async t => {
    const { alive, sent, tree } = world([row(10), row(11, { cookie: 'c' }), row(12, { cookie: 'c', immortal: true })])
    const eleven = alive.get(11)
    if (eleven !== undefined) {
      eleven.onSignal = () => {
        alive.set(20, row(20, { cookie: 'c' }))
      }
    }
    await tree.killAll(trainer)
    t.same([...alive.keys()], [12])
    t.equal(sent.filter(([pid]) => pid === 12).length, 5)
  }
)

t.test('[R31] without a known trainer the oldest process with the cookie is taken for it', async t => {
  t.same(world([row(30, { cookie: 'c' }), row(20, { cookie: 'c' }), row(5)]).tree.search(), {
    pid: 20, start_ticks: 200
  })
  t.equal(world([row(5)]).tree.search(), null)
})

t.test('[R31] a process that exits at the last moment is no error', async t => {
  const { alive, tree } = world([row(10)])
  const ten = alive.get(10)
  if (ten !== undefined) ten.onSignal = () => { throw Object.assign(new Error('gone'), { code: 'ESRCH' }) }
  t.notOk(tree.signal(trainer, 'SIGINT'))
})

t.test(
  '[R31] the machine shows this very process, its start time and its handlers',
  { skip: process.platform !== 'linux' },
  async t => {
    const proc = createProc('linux')
    const me = proc.find(process.pid)
    t.match(me, { pid: process.pid, start_ticks: Number })
    t.ok(proc.list().some(({ pid, start_ticks }) => pid === process.pid && start_ticks === me?.start_ticks))
    t.equal(proc.find(2 ** 22 + 1), null)
    t.notOk(proc.hasCookie(process.pid, 'not mine'))
    const before = proc.handles(process.pid, 23)
    const listener = (): void => {}
    process.on('SIGURG', listener)
    t.same([before, proc.handles(process.pid, 23)], [false, true])
    process.off('SIGURG', listener)
    t.ok((proc.peakRss(process.pid) ?? 0) > 1e6)
    t.type(proc.bootId(), 'string')
  }
)
