import t from 'tap'
import type { ControlReply } from '../../../../core/contract/journal.ts'
import type { Phase } from '../../../../core/contract/values.ts'
import type { AttemptProcesses, RunProcess } from '../../../../core/processes/run-processes.ts'
import { kill } from '../../../../services/attempts/kill.ts'
import { createManualClock } from '../../../helpers/manual-clock.ts'

type Reply = Extract<ControlReply, { op: 'accepted' | 'refused' }>
const accepted: Reply = { op: 'accepted', id: 'k', duplicate: false }
const refused = (code: 'writing' | 'ended' | 'bad_request'): Reply => ({ op: 'refused', id: 'k', code, message: '' })
const runner: RunProcess = {
  role: 'runner', folder: null, cookie: null, devices: null, identity: { pid: 2, start_ticks: 1 }
}
const trainer: RunProcess = { ...runner, role: 'trainer', identity: { pid: 3, start_ticks: 1 } }

interface Scene { answers?: Reply[], alive?: RunProcess[], phase?: Phase, force?: boolean, unkillable?: boolean }

/** Kills an attempt; the runner gives these answers, then none. */
async function killed ({ answers = [], alive = [runner, trainer], phase = 'training', force, unkillable }: Scene) {
  const clock = createManualClock()
  const [asked, endings]: [string[], string[]] = [[], []]
  let left = alive
  const silent = answers.length === 0
  const processes: AttemptProcesses = {
    list: () => left,
    async end (role) {
      endings.push(role ?? 'all')
      if (unkillable !== true) left = left.filter(one => role !== undefined && one.role !== role)
      return unkillable !== true
    },
    awaitGone: async () => left.length === 0
  }
  const ask = async ({ command }: { command: string }): Promise<Reply> => {
    asked.push(command)
    return await (answers.shift() ?? new Promise(() => {}))
  }
  const command = { id: 'k', command: 'kill', args: force === undefined ? {} : { force } } as const
  const outcome = kill({ job: () => 'Training 1', ask, processes, phase: () => phase, clock }, command)
  if (silent) clock.advance(2000)
  return { sent: await outcome.catch((error: Error) => error.message), asked, endings }
}

t.test('[Q53] a runner that answers kills; the reply names what is incomplete', async t => {
  t.strictSame(await killed({ answers: [accepted] }), {
    sent: { outcome: 'accepted', message: 'Killed (SIGKILL)' }, asked: ['kill'], endings: []
  })
  t.match(await killed({ answers: [accepted], phase: 'saving', force: true }), {
    sent: { message: 'Killed (SIGKILL) while a model was being written; what is on the disk of it is incomplete' }
  })
})

t.test('[Q53] while something is being written a kill needs force, whether the runner answers or not', async t => {
  for (const [phase, what] of [['saving', 'a model'], ['backing_up', 'a backup']] as const) {
    for (const answers of [[], [refused('writing')]]) {
      const { sent, endings } = await killed({ answers, phase })
      t.match(sent, new RegExp(`is writing ${what}, .*"force": true`))
      t.strictSame(endings, [])
    }
    t.match(await killed({ phase, force: true }), { sent: { outcome: 'accepted' }, endings: ['all'] })
  }
  t.match(await killed({ answers: [refused('writing')] }), { sent: /is writing a model/ }, 'it knows first')
})

t.test('[Q53] what the trainer of a silent runner was writing is not known, and the reply says so', async t => {
  t.match(await killed({}), { sent: { outcome: 'accepted', message: /its runner did not answer, so what/ } })
  t.match(await killed({ alive: [runner] }), { sent: { message: 'Killed (SIGKILL)' } }, 'no trainer, nothing written')
})

t.test('[Q53] a kill is not said to be done while a process is left, or where there was none', async t => {
  t.match(await killed({ unkillable: true }), { sent: null, endings: ['all'] })
  t.match(await killed({ alive: [] }), { sent: null, endings: [] })
})

t.test('[Q53] a run that is over is over, whatever phase it ended in', async t => {
  for (const phase of ['training', 'saving'] as const) {
    t.match(await killed({ answers: [refused('ended')], alive: [runner], phase }), { sent: { outcome: 'ended' } })
  }
})

t.test('[Q53] a runner of an earlier version knows no kill: its trainer is ended, and it writes the end', async t => {
  t.match(await killed({ answers: [refused('bad_request'), accepted] }), {
    sent: { outcome: 'accepted' }, asked: ['kill', 'stop'], endings: ['trainer']
  })
})
