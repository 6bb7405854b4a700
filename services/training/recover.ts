import type { Store } from '../store/store.ts'
import { readToEnd } from './attempt.ts'
import type { Ingest } from './ingest.ts'
import type { JobFolders, StoredAttempt } from './job-folders.ts'
import type { JobKeeper } from './job-keeper.ts'
import type { JobRegistry } from './job-registry.ts'

interface Deps { store: Store, registry: JobRegistry, folders: JobFolders, ingest: Ingest, keeper: JobKeeper }

/** What was found at the start. */
export interface Recovery { jobs: number, imported_attempts: number, events: number, live_attempts: number }

/**
 * Before the server listens: the store's jobs come back to memory, attempts the store does not know are imported from
 * their folders, every journal is read to its end, and attempts that are not over are followed again.
 */
export async function recover ({ store, registry, folders, ingest, keeper }: Deps): Promise<Recovery> {
  for (const { state, config, ...facts } of await store.jobs()) {
    const position = { job_id: facts.job_id, job_number: facts.job_number, attempt: 0, cursor: { segment: 1, offset: 0 }, state, ended: false, pending: [] }
    registry.add({ facts, config, position, attempt: null, claimed: false })
  }
  const known = new Map((await store.attempts()).map(row => [`${row.job_number}/${row.attempt}`, row]))
  const before = await store.lastId()
  const live: StoredAttempt[] = []
  let imported_attempts = 0

  for (const stored of await folders.list()) {
    const { job_id, job_number, attempt } = stored.spec
    const row = known.get(`${job_number}/${attempt}`)
    const job = row === undefined ? await keeper.register(stored) : registry.byId(job_id)
    if (job === undefined) continue
    if (row === undefined) imported_attempts++
    else Object.assign(job.position, { attempt, cursor: { segment: row.segment, offset: row.offset }, ended: row.ended })
    await readToEnd({ position: job.position, ingest, attempt_dir: folders.attemptDir(job_id, attempt) })
    await ingest.flush(job.position)
    if (!job.position.ended) live.push(stored)
  }
  for (const stored of live) keeper.follow(registry.find(stored.spec.job_id), stored)
  return { jobs: registry.all().length, imported_attempts, events: await store.lastId() - before, live_attempts: live.length }
}
