import t from 'tap'
import type { JournalEvent } from '../../../core/contract/journal.ts'
import type { Draft } from '../../../core/domain/job/translate.ts'
import { statusDraft } from '../../../core/domain/job/translate.ts'
import type { Disk } from '../../../runner/disk.ts'
import { machineDisk } from '../../../runner/disk.ts'
import { dropped, log, openJournal, readAll } from '../../helpers/runner-journal.ts'

const progress = (global_step: number): Draft => ({
  type: 'training_progress', epoch: 0, epoch_step: global_step, epoch_sample: 0, global_step, max_step: 100,
  max_epoch: 1, loss: 1, smooth_loss: 1, learning_rate: 1
})
const steps = (events: Array<Pick<JournalEvent, 'type'>>): unknown[] => events.flatMap(event =>
  event.type === 'training_progress' && 'global_step' in event ? [event.global_step] : [])

/** A disk that is full as long as the test says. */
function filling () {
  const state = { full: false }
  const write: Disk['write'] = (fd, bytes, from) => {
    if (state.full) throw Object.assign(new Error('full'), { code: 'ENOSPC' })
    return machineDisk.write(fd, bytes, from)
  }
  return { state, disk: { ...machineDisk, write } }
}

t.test(
  '[T91] on a full disk the newest status and progress are told; the journal has the newest of each once there is room',
  async t => {
    const { state, disk } = filling()
    const { journal, clock, dir } = openJournal(t, { disk })
    const record = (draft: Draft): void => {
      journal.append(draft)
      journal.commit()
    }
    record(progress(1))
    t.equal(journal.unwritten(), null)
    state.full = true
    for (let step = 2; step <= 84; step += 1) record(progress(step))
    record(statusDraft('running', 'training', 'one'))
    record(statusDraft('running', 'sampling', 'two'))
    record({ ...statusDraft('error', 'unknown', 'x'), error: 'e'.repeat(8000), traceback: 'line\n'.repeat(6000) })
    record(log('x'))
    const unwritten = journal.unwritten()
    t.match(unwritten, { code: 'ENOSPC', seq: 1 })
    t.strictSame(steps(unwritten!.events), [84])
    t.match(unwritten!.events.at(-1), { type: 'training_status', status: 'error', traceback: null })
    t.equal(unwritten!.events.length, 2)
    t.ok(JSON.stringify(unwritten).length < 16_000, 'it is one line of the control socket')
    state.full = false
    clock.advance(2500)
    t.equal(journal.unwritten(), null)
    const events = readAll(dir)
    t.strictSame(steps(events), [1, 84])
    t.equal(dropped(events, 'training_progress'), 82)
    t.equal(events.filter(({ type }) => type === 'training_status').length, 3)
    journal.close()
  }
)
