import t from 'tap'
import type { ServerMessage } from '../../../../core/contract/socket.ts'
import { keptTypes } from '../../../../core/contract/history.ts'
import { outdatedBy } from '../../../../web/api/invalidation.ts'

// as: the type decides
const about = (type: string, more: object = {}): ServerMessage => ({ type, ...more }) as unknown as ServerMessage

t.test('[U13] an event outdates the replies that show it, and no message of the moment does', async t => {
  t.strictSame(outdatedBy(about('sample_generated')), ['samples', 'newer_samples', 'events', 'disk'])
  t.strictSame(outdatedBy(about('backup_created')), ['models', 'events', 'disk'])
  t.strictSame(outdatedBy(about('model_saved')), ['models', 'events', 'disk'])
  t.ok(outdatedBy(about('training_status')).includes('queue'))
  for (const type of ['training_progress', 'training_state', 'system_stats', 'log', 'pong', 'bookmark']) {
    t.strictSame(outdatedBy(about(type)), [], type)
  }
  for (const type of keptTypes.filter(type => !['log', 'warning', 'gap'].includes(type))) {
    t.not(outdatedBy(about(type)).length, 0, type)
  }
})

t.test('[U13] an act of another client outdates what it changed', async t => {
  t.strictSame(outdatedBy(about('changed', { resource: 'samples' })), ['samples', 'matrix', 'newer_samples', 'disk'])
  const ofJobs = outdatedBy(about('changed', { resource: 'jobs' }))
  t.ok(ofJobs.includes('queue') && ofJobs.includes('disk'))
  t.ok(ofJobs.includes('models'), 'which the finder calls by the names of their jobs')
  t.ok(outdatedBy(about('gap')).length > 8, 'after a gap, all of it')
})
