import { readRunnerFile } from '../../core/contract/journal.ts'
import type { ExitFile } from '../../core/contract/journal.ts'
import { DamagedRecord } from '../../core/contract/read-record.ts'
import { describeLost, lostSeqs } from '../../core/domain/job/lost-events.ts'
import type { AttemptEvents } from '../../core/domain/job/lost-events.ts'
import { readRecord } from '../files/read-record.ts'
import type { JobFolders } from '../jobs/folders.ts'
import type { LiveJob } from '../jobs/live-job.ts'
import type { FoundAttempt } from './found-attempt.ts'
import { journalProblem } from './journal-problem.ts'
import type { JournalLine } from './journal-reader.ts'

interface JobProblemsDeps {
  folders: Pick<JobFolders, 'attemptDir' | 'readExit'>
  log: { warn: (facts: object, message: string) => void }
}

/** What is damaged or missing in the folder of a job; `events`: those of its own journal. */
export type JobProblems = ReturnType<typeof createJobProblems>

export function createJobProblems ({ folders, log }: JobProblemsDeps) {
  async function ofAttempt (
    job_id: string, { attempt, damage, row, first_seq }: FoundAttempt
  ): Promise<{ found: string[], span: AttemptEvents }> {
    const dir = folders.attemptDir(job_id, attempt)
    const exit = await damageOf(folders.readExit(job_id, attempt))
    const runner = await damageOf(readRecord(readRunnerFile, `${dir}/runner.json`, `a${attempt}/runner.json`))
    const damaged = [damage, exit, runner].flatMap(one => one instanceof DamagedRecord ? one.message : [])
    const journal = row === undefined ? null : journalProblem(dir, attempt, row)
    const span = { first_seq, last_seq: lastSeq(exit, first_seq) }
    return { found: journal === null ? damaged : [...damaged, journal], span }
  }

  /** Each with the file, the place and the problem. They go to the log as well. */
  return {
    async of (job: LiveJob, attempts: readonly FoundAttempt[], events: readonly JournalLine[]): Promise<string[]> {
      const { record: { job_id }, position: { state } } = job
      const found: string[] = []
      const spans: AttemptEvents[] = []
      for (const attempt of attempts) {
        const { found: damaged, span } = await ofAttempt(job_id, attempt)
        found.push(...damaged)
        spans.push(span)
      }
      const lost = describeLost(lostSeqs(state.seq, spans, events.map(({ event }) => event.seq)))
      if (lost !== null) found.push(`notes.jsonl: ${lost}`)
      for (const problem of found) log.warn({ job_id, problem }, 'a job has a damaged record')
      return found
    }
  }
}

/** Null where it is not known; an attempt that ended before its first event does not say either. */
function lastSeq (exit: ExitFile | DamagedRecord | null, first_seq: number | null): number | null {
  if (exit === null || exit instanceof DamagedRecord || first_seq === null) return null
  return exit.last_seq < first_seq ? null : exit.last_seq
}

/** The record, or what is wrong with it. */
async function damageOf<T> (reading: Promise<T>): Promise<T | DamagedRecord> {
  try {
    return await reading
  } catch (error) {
    if (error instanceof DamagedRecord) return error
    throw error
  }
}
