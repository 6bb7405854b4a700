import t from 'tap'
import type { Draft } from '../../../core/domain/job/translate.ts'
import { createCommandTracker } from '../../../runner/command-tracker.ts'

/** A tracker, and everything it does, in order. */
function setUp ({ reads = true } = {}) {
  const acts: string[] = []
  const tracker = createCommandTracker({
    append (draft: Draft) {
      if (draft.type === 'command_result') acts.push(`${draft.command_id} ${draft.status}`)
    },
    commit () { acts.push('commit') },
    send (line) {
      acts.push(`send ${line.trim()}`)
      return reads
    },
    crash (point) { acts.push(point) }
  })
  const done = (id: string, status: 'running' | 'done'): void => {
    tracker.onTrainerReply({ type: 'command', id, status, message: '' })
  }
  return { acts, done, ...tracker }
}

t.test('[R13] a command is in the journal before the trainer is sent it, and a known id is answered only', t => {
  const { acts, accept } = setUp()
  t.equal(accept('b', 'backup', {}), 'accepted')
  t.strictSame(acts, [
    'b accepted', 'commit', 'after-command-journaled', 'send {"id":"b","command":"backup","args":{}}'
  ])
  t.equal(accept('b', 'backup', {}), 'duplicate')
  t.equal(acts.length, 4)
  t.end()
})

t.test('[R13] a command that the trainer does not read has failed, but a stop goes on to signals', t => {
  const { acts, accept } = setUp({ reads: false })
  accept('b', 'backup', {})
  t.strictSame(acts.slice(-2), ['b failed', 'commit'])
  accept('s', 'stop', {})
  t.notOk(acts.includes('s failed'))
  t.end()
})

t.test('[R13] a thousand commands are remembered, and an open one until its end', t => {
  const { acts, accept, asked, done, end, endOpen } = setUp()
  accept('open', 'backup', {})
  done('open', 'running')
  accept('ended', 'save', {})
  done('ended', 'done')
  for (let count = 0; count < 998; count++) {
    accept(`c${count}`, 'save', {})
    done(`c${count}`, 'done')
  }
  t.ok(asked('ended'))
  accept('one more', 'kill', {})
  t.strictSame(['open', 'ended', 'c0'].map(id => asked(id) !== undefined), [true, false, true])
  end('one more', 'done', 'killed')
  end('unknown', 'done', '')
  acts.length = 0
  endOpen(({ command }) => command === 'stop')
  t.strictSame(acts, ['open failed'])
  endOpen(() => true)
  t.strictSame(acts, ['open failed'], 'nothing ends twice')
  t.end()
})
