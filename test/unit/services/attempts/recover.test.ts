import t from 'tap'
import type { JobRecord } from '../../../../core/contract/job-record.ts'
import { createRecovery } from '../../../../services/attempts/recover.ts'
import { createJobRegistry } from '../../../../services/jobs/registry.ts'
import type { JobRegistry } from '../../../../services/jobs/registry.ts'
import { liveJob } from '../../../helpers/live-job.ts'

type RecoveryDeps = Parameters<typeof createRecovery>[0]

/** Recovery of one damaged job, of which `read` finds what is on the disk now. */
function damagedJob (
  recoverJob: (registry: JobRegistry) => RecoveryDeps['recoverJob'], change: Partial<JobRecord> = {}
) {
  const registry = createJobRegistry(() => false)
  const damaged = liveJob(1)
  registry.addDamaged(damaged)
  const found = {
    kind: 'readable' as const, record: { ...damaged.record, ...change }, config: {}, events: [], attempts: [],
    is_older: false
  }
  const recovery = createRecovery({
    registry,
    store: { jobs: async () => [], attempts: async () => [], removeJob: async () => undefined, lastId: async () => 0 },
    folders: { list: async () => [], read: async () => found, jobDir: () => '/', isMissing: async () => false },
    recoverJob: recoverJob(registry),
    follow: () => undefined, unfollowed: { add: () => undefined, remove: () => undefined },
    log: { info: () => undefined, warn: () => undefined }
  })
  return { registry, recovery, job_id: damaged.record.job_id }
}

t.test('[T470] a damaged job that cannot be taken up now is still shown, and is tried once more', async t => {
  let tries = 0
  const { registry, recovery, job_id } = damagedJob(registry => async job => {
    tries += 1
    if (tries === 1) throw new Error('database or disk is full')
    registry.add(liveJob(job.record.job_number))
    return { imported_attempts: 0, live: null }
  })
  await t.rejects(recovery.retryDamaged(), { message: 'database or disk is full' })
  t.strictSame(registry.damaged().map(({ record }) => record.job_id), [job_id])
  await recovery.retryDamaged()
  t.strictSame([registry.damaged().length, registry.all().length], [0, 1])
})

t.test('[T470] a damaged job that turns out to be deleted is not taken up', async t => {
  const { registry, recovery } = damagedJob(() => async () => {
    throw new Error('a deleted job was taken up')
  }, { deleted: { at: '2026-01-01T00:00:00.000Z', files: false } })
  await recovery.retryDamaged()
  t.strictSame([registry.damaged().length, registry.all().length], [1, 0])
})
