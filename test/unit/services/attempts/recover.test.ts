import t from 'tap'
import { createRecovery } from '../../../../services/attempts/recover.ts'
import { createJobRegistry } from '../../../../services/jobs/registry.ts'
import { liveJob } from '../../../helpers/live-job.ts'

t.test('[T470] a damaged job that cannot be taken up now is still shown, and is tried once more', async t => {
  const registry = createJobRegistry(() => false)
  const damaged = liveJob(1)
  registry.addDamaged(damaged)
  const { job_id } = damaged.record
  const found = {
    kind: 'readable' as const, record: damaged.record, config: {}, events: [], attempts: [], is_older: false
  }
  let tries = 0
  const recovery = createRecovery({
    registry,
    store: { jobs: async () => [], attempts: async () => [], removeJob: async () => undefined, lastId: async () => 0 },
    folders: { list: async () => [], read: async () => found, jobDir: () => '/', isMissing: async () => false },
    recoverJob: async job => {
      tries += 1
      if (tries === 1) throw new Error('database or disk is full')
      registry.add(liveJob(job.record.job_number))
      return { imported_attempts: 0, live: null }
    },
    follow: () => undefined, unfollowed: { add: () => undefined, remove: () => undefined },
    log: { info: () => undefined, warn: () => undefined }
  })
  await t.rejects(recovery.retryDamaged(), { message: 'database or disk is full' })
  t.strictSame(registry.damaged().map(({ record }) => record.job_id), [job_id])
  await recovery.retryDamaged()
  t.strictSame([registry.damaged().length, registry.all().length], [0, 1])
})
