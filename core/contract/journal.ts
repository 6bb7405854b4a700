import { Type } from '@sinclair/typebox'
import type { Static } from '@sinclair/typebox'
import { shape, nullable, count, words } from './define.ts'
import { recordReader } from './read-record.ts'
import { CommandId, Exit, JobId, JobStatus, Reason, Timestamp, TrainerKind } from './values.ts'
import type { EventBody } from './events.ts'

/** What the runner adds to every event it journals. `seq` is contiguous over all attempts of a job. */
export const envelope = {
  v: Type.Integer({ minimum: 1, description: 'Journal version' }),
  seq: count('Number of the event within its job, from 1, contiguous over all attempts', { minimum: 1 }),
  timestamp: Timestamp,
  elapsed_ms: count('Milliseconds of monotonic time since the attempt began')
}
export type Envelope = { v: number, seq: number, timestamp: string, elapsed_ms: number }

/**
 * One line of `events-000001.jsonl`: envelope and event, flat. On the disk a line ends with a checksum as one more
 * field, `crc`: the CRC-32, in hex, of all bytes before it. Lines of older versions have none.
 */
export type JournalEvent = Envelope & EventBody
export type JournalEventOf<T extends EventBody['type']> = Envelope & Extract<EventBody, { type: T }>

/** What a line of a job's own journal, `notes.jsonl`, has whatever its event is. */
const JobEventLine = Type.Object({ ...envelope, type: Type.String({ minLength: 1 }) })
/** Reads one. Errors: DamagedRecord. */
export const readJobEvent = recordReader(JobEventLine)

/** First line of every journal segment; it has no `seq` of its own. */
export const SegmentHeader = shape('SegmentHeader', 'First line of a journal segment', {
  v: Type.Integer({ minimum: 1 }),
  type: Type.Literal('segment'),
  job_id: JobId,
  attempt: count('Attempt', { minimum: 1 }),
  segment: count('Segment of the attempt, from 1', { minimum: 1 }),
  first_seq: count('seq of the first event in it', { minimum: 1 })
})
export type SegmentHeader = Static<typeof SegmentHeader>

export const journalFile = (segment: number): string => `events-${String(segment).padStart(6, '0')}.jsonl`

const patience = (description: string, value: number) =>
  Type.Integer({ minimum: 0, maximum: 2_147_483_647, default: value, description })
export const Limits = shape('Limits', 'Timeouts and size limits of the runner', {
  start_timeout_ms: patience('Fail the start if the trainer is not ready after this many ms', 600_000),
  stop_patience_ms: patience(
    'Interrupt the trainer (SIGINT) if it has not stopped this many ms after a stop request',
    120_000
  ),
  interrupt_patience_ms: patience('Send SIGTERM if the trainer has not exited this many ms after SIGINT', 15_000),
  terminate_patience_ms: patience('Send SIGKILL if the trainer has not exited this many ms after SIGTERM', 10_000),
  heartbeat_timeout_ms: patience('Report the trainer as unresponsive after this many ms without a heartbeat', 60_000),
  stall_timeout_ms: patience('Report the trainer as stalled after this many ms of training without a step', 600_000),
  orphan_patience_ms: patience(
    'End a trainer that lost its runner if it has not saved and exited after this many ms',
    1_800_000
  ),
  segment_bytes: count('Size in bytes at which a journal segment is closed and the next one opened', {
    minimum: 4096,
    default: 67_108_864
  }),
  journal_bytes: count(
    'Size in bytes of an attempt\'s journal above which logs, then metrics, are dropped and counted',
    { default: 2_147_483_648 }
  ),
  log_lines_per_second: count('Maximum log lines journaled per second; warnings and errors are always journaled', {
    default: 500
  }),
  log_quota_bytes: count('Maximum log text in bytes journaled per attempt; warnings and errors are always journaled', {
    default: 67_108_864
  }),
  line_bytes: count('Maximum length in bytes of a trainer line; longer lines are cut and the cut bytes counted', {
    minimum: 1024,
    default: 262_144
  }),
  output_bytes: count('Size in bytes at which output.log is rotated to output.log.1', { default: 16_777_216 })
})
export type Limits = Static<typeof Limits>

/** `spec.json`: everything the runner needs, written and synced before the launch. */
export const AttemptSpec = shape('AttemptSpec', 'Specification of one attempt', {
  v: Type.Integer({ minimum: 1 }),
  job_id: JobId,
  job_number: count('Job number', { minimum: 1 }),
  job_slug: Type.String(),
  job_name: Type.String(),
  job_created_at: Timestamp,
  attempt: count('Attempt, from 1', { minimum: 1 }),
  first_seq: count('seq of the attempt\'s first event', { minimum: 1 }),
  created_at: Timestamp,
  trainer: TrainerKind,
  argv: Type.Array(Type.String(), {
    minItems: 1,
    description: 'Program and arguments of the trainer; never passed through a shell'
  }),
  cwd: Type.String(),
  env: Type.Record(Type.String(), Type.String(), {
    description: 'Complete environment of the trainer, without the cookie'
  }),
  cookie: Type.String({
    pattern: '^[0-9a-f]{32}$',
    description: 'Random value in the environment of every process of the run; identifies its processes'
  }),
  socket: Type.String({ maxLength: 100, description: 'Path of the control socket' }),
  job_dir: Type.String({
    description: 'Folder of the job with workspace, samples and backups; file paths are relative to it'
  }),
  resume_from: nullable(Type.String({ description: 'Backup to resume from, relative to the job\'s folder' }), {
    default: null
  }),
  devices: Type.Optional(
    Type.Array(Type.String(), { description: 'Devices reserved for the attempt: cpu, or UUIDs of GPUs' })
  ),
  begin_order: count('Number of its begin among the begins and ends of the attempts of all jobs; 0: not numbered', {
    default: 0
  }),
  limits: { ...Limits, default: {} }
})
export type AttemptSpec = Static<typeof AttemptSpec>
/** Reads spec.json. Errors: DamagedRecord. */
export const readAttemptSpec = recordReader(AttemptSpec)

/**
 * In the runner's environment: variables, as a JSON object, for the environment of the trainer it starts. They are in
 * no file.
 */
export const SECRET_VARIABLE = 'OT_TRAINER_SECRETS'

/** Identity of a process: a pid alone may be reused. */
export const ProcessIdentity = shape('ProcessIdentity', 'Identity of a process', {
  pid: count('Process id', { minimum: 1 }),
  start_ticks: nullable(count('Start time in clock ticks since boot, from /proc/<pid>/stat'))
})
export type ProcessIdentity = Static<typeof ProcessIdentity>

/** `runner.json`: written when the runner is up and again when the trainer is. */
export const RunnerFile = shape('RunnerFile', 'The processes of an attempt', {
  v: Type.Integer({ minimum: 1 }),
  boot_id: nullable(Type.String()),
  runner: ProcessIdentity,
  trainer: nullable(ProcessIdentity),
  socket: Type.String(),
  started_at: Timestamp
})
export type RunnerFile = Static<typeof RunnerFile>
/** Reads runner.json. Errors: DamagedRecord. */
export const readRunnerFile = recordReader(RunnerFile)

/** `exit.json`: written after the attempt's last journal line is durable. */
export const ExitFile = shape('ExitFile', 'How an attempt ended', {
  v: Type.Integer({ minimum: 1 }),
  status: JobStatus,
  reason: Reason,
  error: nullable(Type.String()),
  exit: Exit,
  last_seq: count('seq of the attempt\'s last event'),
  ended_at: Timestamp
})
export type ExitFile = Static<typeof ExitFile>
/** Reads exit.json. Errors: DamagedRecord. */
export const readExitFile = recordReader(ExitFile)

/** Messages between server and runner on the control socket, one JSON object per line. */
export const ControlRequest = Type.Union([
  Type.Object({ op: Type.Literal('hello'), v: Type.Integer(), cookie: Type.String() }),
  Type.Object({
    op: Type.Literal('command'), id: CommandId, command: Type.String(), args: Type.Record(Type.String(), Type.Unknown())
  })
])
export type ControlRequest = Static<typeof ControlRequest>

const Tail = {
  seq: count('Last seq in the journal'), segment: count('Segment it is in'),
  offset: count('Size of that segment in bytes')
}

/** What a runner keeps in memory while its disk takes no more: the newest status and progress, for a server to show. */
const Unwritten = Type.Object({
  seq: count('Last seq in the journal'),
  code: Type.String({ description: 'Name of the failure' }),
  events: Type.Array(Type.Unsafe<Omit<Envelope, 'seq'> & EventBody>(Type.Object({ type: Type.String() })), {
    description: 'Events without a number, oldest first; their texts are cut'
  })
})
export type Unwritten = Static<typeof Unwritten>
const unwritten = Type.Optional(Unwritten)

export const ControlReply = Type.Union([
  Type.Object({
    op: Type.Literal('hello'), v: Type.Integer(), job_id: JobId, attempt: count('Attempt'), runner: ProcessIdentity,
    trainer: nullable(ProcessIdentity),
    ...Tail,
    unwritten
  }),
  Type.Object({ op: Type.Literal('tick'), ...Tail, unwritten }),
  Type.Object({ op: Type.Literal('accepted'), id: CommandId, duplicate: Type.Boolean() }),
  Type.Object({
    op: Type.Literal('refused'),
    id: nullable(CommandId),
    code: words(['bad_cookie', 'bad_request', 'ended', 'writing'] as const, 'Error code'),
    message: Type.String()
  })
])
export type ControlReply = Static<typeof ControlReply>
