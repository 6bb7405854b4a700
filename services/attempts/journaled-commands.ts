import { join } from 'node:path'
import { Type } from '@sinclair/typebox'
import { recordReader } from '../../core/contract/read-record.ts'
import { CommandId, PROTOCOL_VERSION, Timestamp } from '../../core/contract/values.ts'
import { errorCode } from '../../core/domain/file-error.ts'
import { writeFailure } from '../../core/domain/write-failure.ts'
import { createKeyedSerialiser } from '../files/serialise.ts'
import type { JobFolders } from '../jobs/folders.ts'
import { appendLine, readLines } from '../jobs/job-journal.ts'
import type { JobRegistry } from '../jobs/registry.ts'
import type { CommandRow, Store, StoredCommand } from '../store/store.ts'

/**
 * The commands of a job as the server knows them before a runner does, in `commands.jsonl`: each as it was sent, and
 * the end of one that no runner accepted. What a runner makes of a command is in its journal. The lines have no `seq`:
 * while a runner writes, it alone numbers events.
 */
const NAME = 'commands.jsonl'
const line = { v: Type.Integer({ minimum: 1 }), type: Type.String(), command_id: CommandId, timestamp: Timestamp }
const readSent = recordReader(
  Type.Object({ ...line, command: Type.String(), args: Type.Record(Type.String(), Type.Unknown()) })
)
const readFailed = recordReader(Type.Object({ ...line, message: Type.String() }))
const readLine = recordReader(Type.Object(line))

/** A training must end whatever the disk does: these are kept in memory where they cannot be written. */
const ENDS_TRAINING = ['stop', 'kill']

/**
 * The commands of the store, each of which is in the folder of its job first. A stop or a kill that cannot be written
 * is in memory until a journal brings it into the store: a server that ends before its runner has it forgets it.
 */
export type JournaledCommands = Pick<Store, 'addCommand' | 'command' | 'failCommand' | 'unsentCommands'> & {
  /** Why a command is in memory only; null: it is on the disk, or not known. */
  unrecorded: (command_id: string) => string | null
  /** Puts the commands of a job into the store that it lacks. Errors: DamagedRecord, where they cannot be read now. */
  restore: (job: { job_id: string, job_number: number }) => Promise<void>
}

interface JournaledCommandsDeps {
  store: Pick<Store, 'addCommand' | 'command' | 'failCommand' | 'unsentCommands'>
  folders: Pick<JobFolders, 'jobDir'>
  registry: Pick<JobRegistry, 'find'>
  log: { warn: (facts: object, message: string) => void }
}

export function createJournaledCommands (
  { store, folders, registry, log }: JournaledCommandsDeps
): JournaledCommands {
  const serialiser = createKeyedSerialiser<string>()
  const in_memory = new Map<string, { row: StoredCommand, cause: string }>()
  const pathOf = (job_id: string): string => join(folders.jobDir(job_id), NAME)

  async function append (job_id: string, fields: object): Promise<void> {
    const text = JSON.stringify({ v: PROTOCOL_VERSION, ...fields })
    await serialiser.run(job_id, async () => { await appendLine(pathOf(job_id), text) })
  }

  /** Rows as the lines make them, oldest first. A line that cannot be used costs itself alone. */
  async function rowsOf (job_id: string, job_number: number): Promise<CommandRow[]> {
    const text = await readLines(pathOf(job_id))
    if (text === null) return []
    const rows = new Map<string, CommandRow>()
    const lines = text.split('\n')
    const isWhole = lines.pop() === '' && text !== ''
    if (!isWhole) log.warn({ job_id, problem: `${NAME}: its end is missing` }, 'a job has a damaged record')
    for (const [index, entry] of lines.entries()) {
      if (entry === '') continue
      try {
        addLine(rows, job_number, entry, `${NAME} line ${index + 1}`)
      } catch (err) {
        log.warn({ err, job_id }, 'a line of a job\'s commands cannot be used')
      }
    }
    return [...rows.values()]
  }

  /** Writes what became of a command. What ends a training is kept in memory where that fails. */
  async function record (row: StoredCommand, write: () => Promise<void>): Promise<void> {
    try {
      await write()
      in_memory.delete(row.command_id)
    } catch (err) {
      const { job_id, command_id, command } = row
      if (!ENDS_TRAINING.includes(command)) throw err
      in_memory.set(command_id, { row, cause: writeFailure(err)?.cause ?? errorCode(err) })
      log.warn({ err, job_id, command_id }, `a ${command} cannot be recorded; it is in memory only`)
    }
  }

  /** A runner's journal brings a command into the store with what it made of it: that is newer. */
  async function find (command_id: string): Promise<StoredCommand | undefined> {
    const kept = in_memory.get(command_id)?.row
    if (kept?.status === 'failed') return kept
    const stored = await store.command(command_id)
    if (stored !== undefined && stored.status !== 'sent') in_memory.delete(command_id)
    return stored ?? kept
  }

  async function add (row: StoredCommand): Promise<void> {
    const { job_id, command_id, command, args, created_at: timestamp } = row
    await append(job_id, { type: 'sent', command_id, timestamp, command, args: JSON.parse(args) as unknown })
    const { job_id: _, ...columns } = row
    try {
      await store.addCommand(columns)
    } catch (error) {
      if (ENDS_TRAINING.includes(command)) throw error
      // The caller is told that it failed: a later server must not send it.
      await append(job_id, { type: 'failed', command_id, timestamp, message: 'The command could not be stored' })
      throw error
    }
  }

  return {
    command: find,
    unrecorded: command_id => in_memory.get(command_id)?.cause ?? null,
    async unsentCommands (job_number) {
      const stored = await store.unsentCommands(job_number)
      const kept: CommandRow[] = []
      for (const { row: { job_id: _, ...row } } of in_memory.values()) {
        if (row.job_number === job_number && (await find(row.command_id))?.status === 'sent') kept.push(row)
      }
      const isKept = ({ command_id }: CommandRow): boolean => in_memory.has(command_id)
      return [...stored.filter(row => !isKept(row)), ...kept]
    },
    async addCommand (row) {
      if (await find(row.command_id) !== undefined) return false
      const { job_id } = registry.find(String(row.job_number)).record
      await record({ ...row, job_id }, async () => { await add({ ...row, job_id }) })
      return true
    },
    async failCommand (command_id, message, ended_at) {
      const row = await find(command_id)
      if (row?.status !== 'sent') return
      await record({ ...row, status: 'failed', message, ended_at }, async () => {
        if (in_memory.has(command_id)) await add(row)
        await append(row.job_id, { type: 'failed', command_id, timestamp: ended_at, message })
        await store.failCommand(command_id, message, ended_at)
      })
    },
    async restore ({ job_id, job_number }) {
      for (const row of await rowsOf(job_id, job_number)) await store.addCommand(row)
    }
  }
}

function addLine (rows: Map<string, CommandRow>, job_number: number, text: string, place: string): void {
  const { type, command_id, timestamp } = readLine(text, place)
  const sent = rows.get(command_id)
  if (type === 'failed' && sent !== undefined) {
    const { message } = readFailed(text, place)
    rows.set(command_id, { ...sent, status: 'failed', message, ended_at: timestamp })
  }
  if (type !== 'sent' || sent !== undefined) return
  const { command, args } = readSent(text, place)
  rows.set(command_id, {
    command_id, job_number, command, args: JSON.stringify(args), status: 'sent', message: '', file: null,
    created_at: timestamp, ended_at: null
  })
}
