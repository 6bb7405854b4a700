import { existsSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import type { TrainingState } from '../../../../core/contract/training.ts'
import { newJobState } from '../../../../core/domain/job/state.ts'
import { iconOf, pageTitle } from '../../../../web/app/page-title.ts'
import { nothingHeard } from '../../../../web/live/state.ts'
import type { LiveState } from '../../../../web/live/state.ts'
import { root } from '../../../helpers/tree.ts'

const job_id = '019a4f6e-7b1c-7c3e-9d2a-5f0b8e6c1d43'
const showing = (fields: Partial<TrainingState>, more: Partial<LiveState> = {}): LiveState => {
  const known = { job_id, job_number: 1, job_slug: 'a', job_name: 'night-3', trainer: 'builtin' } as const
  const state = { ...newJobState(known), max_step: 10, max_epoch: 10, ...fields }
  return {
    ...nothingHeard, connection: { phase: 'live', over: 'websocket' }, current_job: job_id,
    jobs: new Map([[job_id, state]]), ...more
  }
}
const progress = { epoch: 6, epoch_step: 2, epoch_sample: 0, global_step: 62 }

t.test('[U51] the tab says how far the training is, and how it ended', async t => {
  t.equal(pageTitle(nothingHeard), 'OneTrainer Web UI')
  t.equal(pageTitle(showing({ is_training: true, status: 'running', progress })), '62 % · night-3')
  t.equal(pageTitle(showing({ status: 'completed' })), 'Finished · night-3')
  t.equal(pageTitle(showing({ status: 'error' })), 'Failed · night-3')
  const away = { connection: { phase: 'waiting' as const, retry_at: 0, reason: '' } }
  t.equal(pageTitle(showing({ is_training: true, status: 'running', progress }, away)), '? 62 % · night-3')
})

t.test('[U51] each state has an icon, and each icon is there', async t => {
  const away = { connection: { phase: 'waiting' as const, retry_at: 0, reason: '' } }
  const icons = [
    iconOf(nothingHeard), ...(['running', 'paused', 'error', 'completed', 'queued'] as const)
      .map(status => iconOf(showing({ status }))), iconOf(showing({ status: 'running' }, away))
  ]
  t.strictSame(icons, ['idle', 'training', 'paused', 'failed', 'finished', 'idle', 'unknown'])
  for (const icon of icons) t.ok(existsSync(join(root, `web/static/icons/${icon}.svg`)), icon)
})
