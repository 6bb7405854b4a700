import type { AttemptSpec, ControlReply, ProcessIdentity, RunnerFile } from '../core/contract/journal.ts'
import { PROTOCOL_VERSION } from '../core/contract/values.ts'
import type { Clock } from '../core/domain/clock.ts'
import { timestampNow } from '../core/domain/clock.ts'
import type { AttemptFolder } from './attempt-folder.ts'
import { createBridgeDecoder } from './bridge-lines.ts'
import { finalizeAttempt } from './finalize-attempt.ts'
import type { ControlServer } from './control-server.ts'
import { createControlServer } from './control-server.ts'
import type { Crash } from './crash.ts'
import type { Disk } from './disk.ts'
import type { Journal } from './journal.ts'
import { createJournal } from './journal.ts'
import type { JournalScan } from './journal-scan.ts'
import { scanJournal } from './journal-scan.ts'
import { writeExit } from './exit-record.ts'
import type { Proc } from './proc.ts'
import type { SendSignal } from './process-tree.ts'
import { createProcessTree } from './process-tree.ts'
import { createRawLog } from './raw-log.ts'
import { openUnsentLines } from './unsent-lines.ts'
import { startTrainer } from './trainer-process.ts'
import type { Supervisor } from './supervisor.ts'
import { supervise } from './supervisor.ts'

const RECORD_AGAIN_MS = 5000

export type Report = { ok: true, pid: number, socket: string } | { ok: false, message: string }

/** What the runner uses of its machine. */
export interface Machine { disk: Disk, clock: Clock, proc: Proc, own_pid: number, send: SendSignal }

interface RunAttemptDeps {
  folder: AttemptFolder
  machine: Machine
  crash: Crash
  /** Variables for the trainer's environment that no file may hold. */
  secret_env: Record<string, string>
  /** Reports to the process that launched the runner whether it runs; called once. */
  report: (report: Report) => void
  /** Calls back when the runner itself is asked to end. */
  onSignal: (act: (signal: string) => void) => void
}

/**
 * Brings the attempt in the folder to its end: nothing is left to do when exit.json is there; an attempt that had a
 * runner before is finalized, and so is every one with `close`; any other is trained. Resolves when it has ended.
 */
export async function runAttempt (deps: RunAttemptDeps, close: boolean): Promise<void> {
  const { folder, machine, crash, report } = deps
  const { clock, proc, own_pid } = machine
  const spec = folder.spec()
  const identity: ProcessIdentity = { pid: own_pid, start_ticks: proc.find(own_pid)?.start_ticks ?? null }
  const ok: Report = { ok: true, pid: own_pid, socket: spec.socket }

  const run: { supervisor: Supervisor | null, journal: Journal | null, previous: RunnerFile | null } = {
    supervisor: null, journal: null, previous: null
  }
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
    onCommand: (id, command, args) => run.supervisor?.onCommand(id, command, args) ?? 'ended'
  })
  if (await control.listen() === 'taken') {
    report({ ...ok, pid: folder.runner()?.runner.pid ?? own_pid })
    return
  }
  try {
    crash('after-socket')
    await trainOrFinalize()
  } finally {
    await control.close(tail())
  }

  async function trainOrFinalize (): Promise<void> {
    const previous = run.previous = folder.runner()
    const tree = createProcessTree({ proc, cookie: spec.cookie, own_pid, send: machine.send, clock })
    if (folder.exit() !== null) { report(ok); return }
    if (
      previous !== null &&
      previous.boot_id === proc.bootId() &&
      previous.runner.pid !== own_pid &&
      tree.isAlive(previous.runner)
    ) {
      report({ ok: false, message: `Runner ${previous.runner.pid} is alive but does not answer on ${spec.socket}` })
      return
    }
    const closing = close || previous !== null
    const runnerFile: RunnerFile = {
      v: PROTOCOL_VERSION, boot_id: proc.bootId(), runner: identity, trainer: null, socket: spec.socket,
      started_at: timestampNow(clock)
    }
    if (!closing) folder.writeRunner(runnerFile)
    crash('after-runner-json')
    report(ok)

    const scan = scanJournal(folder.path, spec.first_seq)
    const journal = run.journal = openJournal(deps, { spec, scan, closing }, control.notify)
    const decode = createBridgeDecoder()
    const unsent = openUnsentLines(folder.path, decode)
    const shared = { spec, journal, clock, processes: { proc, tree }, crash }
    if (!closing) run.supervisor = openSupervisor(deps, { ...shared, bridge: { decode, unsent } }, runnerFile)
    const last = run.supervisor === null
      ? await finalizeAttempt({ ...shared, unsent, previous: { runner: previous, scan } })
      : await run.supervisor.ended
    journal.close()
    crash('before-exit-json')
    await writeExit(folder, last, journal.tail().seq, clock)
    crash('after-exit-json')
  }
}

type Shared = Omit<Parameters<typeof supervise>[0], 'trainer'>

function openSupervisor (deps: RunAttemptDeps, shared: Shared, runnerFile: RunnerFile): Supervisor {
  const { folder, machine: { disk, clock }, onSignal, secret_env } = deps
  /** Training continues on a full disk without the record; the cookie identifies the trainer too. */
  function recordTrainer (trainer: ProcessIdentity): void {
    try {
      folder.writeRunner({ ...runnerFile, trainer })
    } catch {
      clock.after(RECORD_AGAIN_MS, () => { recordTrainer(trainer) }) // the journal reports the disk
    }
  }
  const raw = createRawLog(disk, folder.path, shared.spec.limits.output_bytes)
  const start: typeof startTrainer = (spec, handlers) =>
    startTrainer({ ...spec, env: { ...spec.env, ...secret_env } }, handlers)
  const supervisor = supervise({ ...shared, trainer: { raw, start, onStarted: recordTrainer } })
  onSignal(signal => { supervisor.onCommand(`runner-${signal}`, 'stop', { backup: false, force: false }) })
  return supervisor
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
