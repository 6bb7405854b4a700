import t from 'tap'
import type { Reason } from '../../../../../core/contract/values.ts'
import { afterAttempt, isOver } from '../../../../../core/domain/job/retry.ts'

t.test(
  '[Q7] a failed attempt is retried as often as the policy allows; an attempt that ran long enough resets the count',
  t => {
    const retry = { max_retries: 2, delay_seconds: 1, stable_seconds: 600 }
    const end = (
      status: 'error' | 'stopped' | 'completed' | 'paused',
      reason: Reason = 'trainer_exit',
      attempt_elapsed_seconds = 5
    ) => ({ status, reason, attempt_elapsed_seconds })
    t.strictSame(afterAttempt({ retry, retries_used: 0 }, end('error')), { retried: true, retries_used: 1 })
    t.strictSame(afterAttempt({ retry, retries_used: 1 }, end('error')), { retried: true, retries_used: 2 })
    t.strictSame(afterAttempt({ retry, retries_used: 2 }, end('error')), { retried: false, retries_used: 2 })
    t.strictSame(afterAttempt({ retry, retries_used: 2 }, end('error', 'trainer_exit', 600)), {
      retried: true, retries_used: 1
    })
    t.strictSame(afterAttempt({ retry: { ...retry, max_retries: 0 }, retries_used: 0 }, end('error')), {
      retried: false, retries_used: 0
    })
    for (const status of ['stopped', 'completed', 'paused'] as const) {
      t.equal(afterAttempt({ retry, retries_used: 0 }, end(status)).retried, false, status)
    }
    for (const reason of ['loss_nan', 'dependency_failed'] as const) {
      t.equal(
        afterAttempt({ retry, retries_used: 0 }, end('error', reason)).retried, false, `${reason} would come again`
      )
    }
    const record = { retry, retries_used: 0, waiting: null, settled_attempt: 0 }
    const waiting = { for_attempt: 2, rank: 1, queued_at: '', not_before: null, resume_from: null }
    t.equal(isOver(record, end('error'), 1), false, 'it will be tried again')
    t.equal(isOver({ ...record, waiting }, end('error'), 1), false, 'it waits')
    t.equal(isOver({ ...record, waiting, settled_attempt: 2, retries_used: 2 }, end('error'), 2), true)
    t.equal(isOver(record, end('paused'), 1), false, 'it may be resumed')
    t.equal(isOver(record, end('completed'), 1), true)
    t.end()
  }
)
