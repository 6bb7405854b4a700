import type { AttemptSpec, ControlReply, ProcessIdentity, RunnerFile } from '../core/contract/journal.ts'
import { PROTOCOL_VERSION } from '../core/contract/values.ts'
import type { Clock } from '../core/domain/clock.ts'
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
import { startTrainer } from './trainer-process.ts'
import type { Supervisor } from './supervisor.ts'
import { supervise } from './supervisor.ts'

const NOTE_AGAIN_MS = 5000

export type Report = { ok: true, pid: number, socket: string } | { ok: false, message: string }

interface RunAttemptDeps {
  folder: AttemptFolder
  disk: Disk
  clock: Clock
  proc: Proc
  own_pid: number
  send: SendSignal
  crash: Crash
  /** Variables for the trainer's environment that no file may hold. */
  secret_env: Record<string, string>
  /** Tells whoever launched the runner how that went; called once. */
  report: (report: Report) => void
  /** Calls back when the runner itself is asked to end. */
  onSignal: (act: (signal: string) => void) => void
}

/**
 * Does what the attempt's folder asks for: nothing when its books are closed, closing them when a runner has lived there
 * (or `close` says so), training otherwise. Resolves when there is nothing left to do.
 */
export async function runAttempt (deps: RunAttemptDeps, close: boolean): Promise<void> {
  const { folder, clock, proc, own_pid, crash, report } = deps
  const spec = folder.spec()
  const identity: ProcessIdentity = { pid: own_pid, start_ticks: proc.find(own_pid)?.start_ticks ?? null }
  const ok: Report = { ok: true, pid: own_pid, socket: spec.socket }

  const run: { supervisor: Supervisor | null, journal: Journal | null, lived: RunnerFile | null } = { supervisor: null, journal: null, lived: null }
  const tail = (): { seq: number, segment: number, offset: number } => run.journal?.tail() ?? { seq: spec.first_seq - 1, segment: 1, offset: 0 }
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
      trainer: run.supervisor?.trainer() ?? run.lived?.trainer ?? null,
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
    await keepBooks()
  } finally {
    await control.close(tail())
  }

  async function keepBooks (): Promise<void> {
    const lived = run.lived = folder.runner()
    const tree = createProcessTree({ proc, cookie: spec.cookie, own_pid, send: deps.send, clock })
    if (folder.exit() !== null) { report(ok); return }
    if (lived !== null && lived.boot_id === proc.bootId() && lived.runner.pid !== own_pid && tree.isAlive(lived.runner)) {
      report({ ok: false, message: `Runner ${lived.runner.pid} is alive but does not answer on ${spec.socket}` })
      return
    }
    const closing = close || lived !== null
    const runnerFile: RunnerFile = { v: PROTOCOL_VERSION, boot_id: proc.bootId(), runner: identity, trainer: null, socket: spec.socket, started_at: new Date(clock.now()).toISOString() }
    if (!closing) folder.writeRunner(runnerFile)
    crash('after-runner-json')
    report(ok)

    const scan = scanJournal(folder.path, spec.first_seq)
    const journal = run.journal = openJournal(deps, { spec, scan, closing }, control.notify)
    const shared = { folder: folder.path, spec, journal, clock, proc, tree, crash, decode: createBridgeDecoder() }
    if (!closing) run.supervisor = openSupervisor(deps, shared, runnerFile)
    const last = run.supervisor === null
      ? await finalizeAttempt({ ...shared, lived, scan })
      : await run.supervisor.ended
    journal.close()
    crash('before-exit-json')
    await writeExit(folder, last, journal.tail().seq, clock)
    crash('after-exit-json')
  }
}

type Shared = Omit<Parameters<typeof supervise>[0], 'raw' | 'start' | 'onTrainer'>

function openSupervisor ({ folder, disk, clock, onSignal, secret_env }: RunAttemptDeps, shared: Shared, runnerFile: RunnerFile): Supervisor {
  /** On a full disk the training goes on without; the cookie finds the trainer too. */
  function noteTrainer (trainer: ProcessIdentity): void {
    try {
      folder.writeRunner({ ...runnerFile, trainer })
    } catch {
      clock.after(NOTE_AGAIN_MS, () => { noteTrainer(trainer) }) // the journal reports the disk
    }
  }
  const raw = createRawLog(disk, folder.path, shared.spec.limits.output_bytes)
  const supervisor = supervise({ ...shared, raw, start: (spec, handlers) => startTrainer({ ...spec, env: { ...spec.env, ...secret_env } }, handlers), onTrainer: noteTrainer })
  onSignal(signal => { supervisor.onCommand(`runner-${signal}`, 'stop', { backup: false, force: false }) })
  return supervisor
}

function openJournal ({ disk, folder, clock }: RunAttemptDeps, { spec, scan, closing }: { spec: AttemptSpec, scan: JournalScan, closing: boolean }, onCommit: ControlServer['notify']): Journal {
  const { job_id, job_number, attempt, limits } = spec
  return createJournal({
    disk,
    folder: folder.path,
    job: { job_id, job_number, attempt },
    limits: closing ? { ...limits, journal_bytes: Number.MAX_SAFE_INTEGER } : limits,
    start: scan.start,
    clock,
    onCommit
  })
}
