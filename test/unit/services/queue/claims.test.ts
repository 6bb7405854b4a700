import t from 'tap'
import { createSerialiser } from '../../../../services/files/serialise.ts'
import type { LiveJob } from '../../../../services/jobs/live-job.ts'
import { createJobRegistry } from '../../../../services/jobs/registry.ts'
import { createClaims } from '../../../../services/queue/claims.ts'
import { liveJob } from '../../../helpers/live-job.ts'

function setUp (begin: (job: LiveJob) => Promise<void> = async () => {}) {
  const registry = createJobRegistry(() => false)
  const done: string[] = []
  const claims = createClaims({
    registry,
    allocator: {
      refresh: async () => {}, unfollowed: () => [], gpuProblem: () => null,
      bestSetFor: ({ record }) => record.job_number === 9 ? undefined : ['cpu']
    },
    starter: {
      async begin (job, { resume_from, devices }) {
        done.push(
          `begin ${job.record.job_number} from ${String(resume_from)} on ${devices.join()}, reserved ${job.isReserved}`
        )
        await begin(job)
      }
    },
    serialise: createSerialiser(),
    onEnd: () => { done.push('end') }
  })
  return { registry, claims, done }
}

t.test('[Q32] of concurrent claims one is granted, and after its release the next one', async t => {
  const { claims, done } = setUp()
  const [first, second] = await Promise.allSettled([claims.claim(() => liveJob(1)), claims.claim(() => liveJob(2))])
  t.match([first.status, second], ['fulfilled', { status: 'rejected', reason: { code: 'already_running' } }])
  if (first.status !== 'fulfilled') return
  first.value.release()
  t.notOk(first.value.job.isReserved)
  t.match(await claims.claim(() => liveJob(3)), { job: { isReserved: true, devices: ['cpu'] } })
  await t.rejects(setUp().claims.claim(() => liveJob(9)), { code: 'device_unknown' })
  t.strictSame(done, ['end'])
})

t.test('[Q32] a claim is used once: started or released, it refuses a second use and leaves the job alone', async t => {
  const { claims, done } = setUp()
  const started = await claims.claim(() => liveJob(1))
  await started.start('backup/x')
  await t.rejects(started.start(null), /used before/)
  t.throws(() => { started.release() }, /used before/)
  const released = claims.claimOn(liveJob(2), ['GPU-a'])
  released.release()
  t.throws(() => { released.release() }, /used before/)
  await t.rejects(released.start(null), /used before/)
  t.strictSame(done, ['begin 1 from backup/x on cpu, reserved true', 'end', 'end'])
})

t.test('[Q32] what a failed start has to undo is undone while the job is still reserved', async t => {
  const { claims, done } = setUp(async () => { throw new Error('no runner') })
  const claim = await claims.claim(() => liveJob(1))
  await t.rejects(
    claim.start(null, async error => {
      done.push(`${String(error)}, reserved ${claim.job.isReserved}`)
    }),
    /no runner/
  )
  t.strictSame(done, ['begin 1 from null on cpu, reserved true', 'Error: no runner, reserved true', 'end'])
  t.notOk(claim.job.isReserved)
})
