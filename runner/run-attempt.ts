import type { AttemptSpec, ControlReply, ProcessIdentity, RunnerFile } from '../core/contract/journal.ts'
import { PROTOCOL_VERSION } from '../core/contract/values.ts'
import type { Clock } from '../core/domain/clock.ts'
import { timestampNow } from '../core/domain/clock.ts'
import { createBridgeDecoder } from './bridge-lines.ts'
import { finalizeAttempt } from './finalize-attempt.ts'
import type { ControlServer } from './control-server.ts'
import { createControlServer } from './control-server.ts'
import type { CommandAnswer } from './control-server.ts'
import type { Crash } from './crash-points.ts'
import type { Disk } from './disk.ts'
import type { Journal } from './journal.ts'
import { createJournal } from './journal.ts'
import type { JournalScan } from './journal-scan.ts'
import { scanJournal } from './journal-scan.ts'
import { readEarlierRun } from './earlier-run.ts'
import { createLease } from './lease.ts'
import { writeExit } from './exit-record.ts'
import type { Proc } from '../core/processes/proc.ts'
import type { SendSignal } from '../core/processes/process-tree.ts'
import { createProcessTree } from '../core/processes/process-tree.ts'
import type { Supervisor } from './supervisor.ts'
import { train } from './train.ts'
import type { TrainDeps } from './train.ts'
import { openUnsentLines } from './unsent-lines.ts'

export type Report = { ok: true, pid: number, socket: string } | { ok: false, message: string }

/** What the runner uses of its machine. */
export interface Machine { disk: Disk, clock: Clock, proc: Proc, own_pid: number, send: SendSignal }

interface RunAttemptDeps extends TrainDeps {
  machine: Machine
  crash: Crash
  /** Reports to the process that launched the runner whether it runs; called once. */
  report: (report: Report) => void
}

/**
 * `killed_by`: the command by which the server killed the attempt, because its runner did not answer. `last_seq`: the
 * number of the last event that the server has, which the journal may have lost since.
 */
interface How { close: boolean, killed_by: string | null, last_seq: number }

/**
 * Brings the attempt in the folder to its end: nothing is left to do when exit.json is there; an attempt that had a
 * runner before, as its runner.json or its journal shows, is finalized, and so is every one with `close` or
 * `killed_by`; any other is trained. Resolves when it has ended.
 */
export async function runAttempt (deps: RunAttemptDeps, { close, last_seq, ...how }: How): Promise<void> {
  const { folder, machine, crash, report } = deps
  const { clock, proc, own_pid } = machine
  const spec = folder.spec()
  const identity: ProcessIdentity = { pid: own_pid, start_ticks: proc.find(own_pid)?.start_ticks ?? null }
  const ok: Report = { ok: true, pid: own_pid, socket: spec.socket }

  const run: { supervisor: Supervisor | null, journal: Journal | null, previous: RunnerFile | null } = {
    supervisor: null, journal: null, previous: null
  }
  let { killed_by } = how
  const tree = createProcessTree({ proc, cookie: spec.cookie, own_pid, send: machine.send, clock })
  const tail = (): { seq: number, segment: number, offset: number } =>
    run.journal?.tail() ?? { seq: spec.first_seq - 1, segment: 1, offset: 0 }
  const control = createControlServer({
    path: spec.socket,
    cookie: spec.cookie,
    clock,
    hello: (): Extract<ControlReply, { op: 'hello' }> => ({
      op: 'hello',
      v: PROTOCOL_VERSION,
      job_id: spec.job_id,
      attempt: spec.attempt,
      runner: identity,
      trainer: run.supervisor?.trainer() ?? run.previous?.trainer ?? null,
      ...tail()
    }),
    unwritten: () => run.journal?.unwritten() ?? null,
    onCommand: (id, command, args) =>
      run.supervisor?.onCommand(id, command, args) ?? onCommandToFinalizer(id, command, args)
  })

  /** A trainer that lost its runner saves, so only a kill with force ends it. */
  function onCommandToFinalizer (id: string, command: string, args: Record<string, unknown>): CommandAnswer {
    const orphan = run.journal === null ? null : tree.search()
    if (command !== 'kill' || orphan === null) return 'ended'
    if (args['force'] !== true) return 'writing'
    killed_by ??= id
    void tree.killAll(orphan)
    return 'accepted'
  }
  if (await control.listen() === 'taken') {
    report({ ...ok, pid: readEarlierRun(folder, spec, identity).runner?.runner.pid ?? own_pid })
    return
  }
  try {
    crash('after-socket')
    await trainOrFinalize()
  } finally {
    await control.close(tail())
  }

  function isAnotherAlive ({ boot_id, runner }: RunnerFile): boolean {
    return boot_id === proc.bootId() && runner.pid !== own_pid && tree.isAlive(runner)
  }

  async function trainOrFinalize (): Promise<void> {
    const { runner: previous, exit, damage, has_begun } = readEarlierRun(folder, spec, identity)
    run.previous = previous
    if (exit !== null) { report(ok); return }
    if (previous !== null && isAnotherAlive(previous)) {
      report({ ok: false, message: `Runner ${previous.runner.pid} is alive but does not answer on ${spec.socket}` })
      return
    }
    const closing = close || killed_by !== null || has_begun
    const runnerFile: RunnerFile = {
      v: PROTOCOL_VERSION, boot_id: proc.bootId(), runner: identity, trainer: null, socket: spec.socket,
      started_at: timestampNow(clock)
    }
    if (!closing) folder.writeRunner(runnerFile)
    crash('after-runner-json')
    report(ok)

    const lease = createLease({
      folder, spec, own: identity, isLockTaken: control.isLockTaken, clock,
      onLost () { void tree.killAll(run.supervisor?.trainer() ?? null) }
    })
    if (!closing) lease.verify()
    const scan = scanJournal(folder.path, Math.max(spec.first_seq, last_seq + 1), spec)
    const journal = run.journal = reportTrouble(openJournal(deps, { spec, scan, closing }, control.notify), () => {
      control.notify(tail(), false)
    })
    const decode = createBridgeDecoder()
    const unsent = openUnsentLines(folder.path, decode)
    const shared = { spec, journal, clock, processes: { proc, tree }, crash }
    if (!closing) run.supervisor = train(deps, { ...shared, bridge: { decode, unsent } }, { runnerFile, lease })
    const remains = { runner: previous, damage, scan, killed_by: () => killed_by }
    const last = run.supervisor === null
      ? await finalizeAttempt({ ...shared, unsent, previous: remains })
      : await run.supervisor.ended
    lease.end()
    if (lease.lost() !== null) throw new Error(`${folder.path}: ${lease.lost()}; this runner ended its trainer`)
    journal.close()
    crash('before-exit-json')
    await writeExit(folder, last, journal.tail().seq, clock)
    crash('after-exit-json')
  }
}

interface JournalOptions { spec: AttemptSpec, scan: JournalScan, closing: boolean }

function openJournal (
  { folder, machine: { disk, clock } }: RunAttemptDeps,
  { spec, scan, closing }: JournalOptions,
  onCommit: ControlServer['notify']
): Journal {
  const { job_id, job_number, attempt, limits } = spec
  return createJournal({
    disk, folder: folder.path, job: { job_id, job_number, attempt },
    limits: closing ? { ...limits, journal_bytes: Number.MAX_SAFE_INTEGER } : limits,
    start: scan.start,
    clock,
    onCommit
  })
}

/** Calls `notify` for whatever waits for the disk, and once more when all of it is written. */
function reportTrouble (journal: Journal, notify: () => void): Journal {
  let isTold = false
  return {
    ...journal,
    commit () {
      journal.commit()
      if (journal.trouble() === null) return
      notify()
      if (isTold) return
      isTold = true
      journal.whenWritten(() => {
        isTold = false
        notify()
      })
    }
  }
}
