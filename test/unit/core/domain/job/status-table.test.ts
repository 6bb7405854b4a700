import assert from 'node:assert/strict'
import fc from 'fast-check'
import t from 'tap'
import type { EventBody } from '../../../../../core/contract/events.ts'
import type { TrainingState } from '../../../../../core/contract/training.ts'
import { jobStatuses } from '../../../../../core/contract/values.ts'
import type { JobStatus } from '../../../../../core/contract/values.ts'
import { reduce } from '../../../../../core/domain/job/reduce.ts'
import { newJobState } from '../../../../../core/domain/job/state.ts'
import {
  nextStanding, showStanding, standingOf, statusEventOf, transitions
} from '../../../../../core/domain/job/status-table.ts'
import type { Standing, StatusEvent } from '../../../../../core/domain/job/status-table.ts'
import { at, job_id, log, progress, wholeRun } from '../../../../helpers/journal.ts'

const job = { job_id, job_number: 1, job_slug: 'job_aaaaaaaa', job_name: 'Training 1', trainer: 'builtin' as const }
const exit = { code: 0, signal: null, forced: false, requested_by: null, leftovers: 0, peak_rss_bytes: null }
const said = (status: JobStatus, ended: boolean): EventBody => ({
  type: 'training_status', status, phase: 'training', message: status, error: null, reason: null,
  exit: ended ? exit : null, traceback: null
})
const queued: EventBody = { type: 'job_queued', cause: 'retried', priority: 0, resume_from: null, message: 'queued' }

const statusBody = fc.oneof(
  fc.constant(queued),
  fc
    .record({ status: fc.constantFrom(...jobStatuses), ended: fc.boolean() })
    .map(({ status, ended }) => said(status, ended))
)
const body = fc.oneof(
  { weight: 4, arbitrary: statusBody },
  { weight: 1, arbitrary: fc.constantFrom(log('x'), progress(3)) }
)
const atWork = new Set<Standing>(['starting', 'running', 'held', 'stopping'])
const exits = new Set<StatusEvent>(['released', 'stopped', 'completed', 'error'])

t.test(
  '[E17] whatever events come in whatever order, the status is the one the table names, and an event it forbids changes nothing but seq and time',
  t => {
    fc.assert(
      fc.property(fc.array(body, { maxLength: 40 }), bodies => {
        let state: TrainingState = newJobState(job)
        for (const [index, one] of bodies.entries()) {
          const event = at(index + 1, one)
          const next = reduce(state, event)
          if (event.type === 'training_status' || event.type === 'job_queued') {
            const standing = nextStanding(state, event)
            const { seq, updated_at, elapsed_seconds, attempt_elapsed_seconds, training_elapsed_seconds } = next
            const times = { elapsed_seconds, attempt_elapsed_seconds, training_elapsed_seconds }
            if (standing === null) assert.deepEqual(next, { ...state, seq, updated_at, ...times })
            else assert.deepEqual({ ...next, ...showStanding(standing) }, next)
          } else {
            assert.equal(next.status, state.status)
          }
          assert.equal(next.is_training, atWork.has(standingOf(next)))
          assert.equal(next.seq, event.seq)
          state = next
        }
      }),
      { numRuns: 300 }
    )
    t.end()
  }
)

function expected (standing: Standing, what: StatusEvent): Standing | null {
  if (exits.has(what) || !atWork.has(standing)) return what
  if (what === 'queued' || (standing === 'stopping' && what !== 'stopping')) return null
  return what === 'starting' && standing !== 'starting' ? null : what
}

t.test(
  '[E17] an exit is accepted in every status; nothing else ends an attempt, cancels a stop, or returns a loaded trainer to loading',
  t => {
    for (const standing of Object.keys(transitions) as Standing[]) {
      for (const [what, next] of Object.entries(transitions[standing]) as Array<[StatusEvent, Standing | null]>) {
        t.equal(next, expected(standing, what), `${standing}, then ${what}`)
      }
      t.equal(standingOf(showStanding(standing)), standing)
    }
    for (const status of jobStatuses) {
      // as: a status event
      const words = [said(status, false), said(status, true)].map(one =>
        statusEventOf(at(1, one) as Parameters<typeof statusEventOf>[0])
      )
      t.equal(words.filter(word => word !== null).length, status === 'paused' ? 2 : status === 'queued' ? 0 : 1, status)
    }
    t.end()
  }
)

t.test('[E17] an unknown status from a newer runner or a damaged journal throws nothing and changes nothing', t => {
  const state = wholeRun(1).slice(0, 2).reduce(reduce, newJobState(job))
  for (const word of ['from_the_future', 'constructor', '__proto__', '']) {
    t.match(
      reduce(state, at(3, said(word as JobStatus, false))),
      { status: 'running', is_training: true, seq: 3 },
      word
    )
    t.match(reduce(state, at(3, said(word as JobStatus, true))), { status: 'running', is_training: true, seq: 3 }, word)
  }
  t.end()
})

t.test(
  '[E18] a status of a trainer at work begins the next attempt of a job at rest, even when the journal lost the line that started it',
  t => {
    const first = wholeRun(2).reduce(reduce, newJobState(job))
    t.match(first, { status: 'completed', attempt: 1 })
    const second = reduce(reduce(first, at(20, queued)), at(22, said('running', false)))
    t.match(second, {
      status: 'running', is_training: true, attempt: 2, started_at: at(22, queued).timestamp, ended_at: null, exit: null
    })
    t.match(reduce(second, at(23, said('completed', true))), { status: 'completed', is_training: false, attempt: 2 })
    t.match(
      reduce(second, at(23, queued)),
      { status: 'running', is_training: true, message: 'running' },
      'a trainer at work is never shown as waiting'
    )
    t.end()
  }
)
