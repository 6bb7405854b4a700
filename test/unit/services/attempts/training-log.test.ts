import t from 'tap'
import type { EventBody } from '../../../../core/contract/events.ts'
import { newJobState } from '../../../../core/domain/job/state.ts'
import { logTrainings } from '../../../../services/attempts/training-log.ts'
import type { Listener } from '../../../../services/stream/event-stream.ts'
import { at, job_id, progress, status } from '../../../helpers/journal.ts'

t.test('[G88] the log has a line for each start, end and warning of a training, and none for its steps', t => {
  const listeners: Listener[] = []
  const lines: string[] = []
  const state = newJobState({ job_id, job_number: 3, job_slug: 'job_a', job_name: 'night run', trainer: 'builtin' })
  const write = (level: string) => (facts: object, message: string) => { lines.push(`${level} ${message}`) }
  logTrainings({
    subscribe (listener) {
      listeners.push(listener)
      return { snapshot: { state, last_id: 0 }, stop: () => { listeners.pop() } }
    }
  }, { info: write('info'), warn: write('warn') })
  const bodies: EventBody[] = [
    status('starting'),
    {
      type: 'trainer_ready', pid: 1, protocol: 1, trainer: 'builtin', trainer_version: '1', python_version: '3',
      device: 'cpu', resumed_from: null
    },
    progress(1),
    { type: 'warning', code: 'stalled', message: 'no step for 10 minutes', details: {} },
    { ...status('error') as Extract<EventBody, { type: 'training_status' }>, error: 'out of memory' },
    status('completed')
  ]
  const batch = bodies.map((body, index) => ({ id: index, job_id, event: at(index + 1, body), kept: true, state }))
  listeners[0]!(batch)
  t.strictSame(lines, [
    'info night run has started', 'warn night run: no step for 10 minutes', 'warn night run has failed: out of memory',
    'info night run has ended: completed'
  ])
  t.end()
})
