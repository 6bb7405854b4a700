import t from 'tap'
import { trainingStatusWords } from '../../../../core/contract/values.ts'
import { standingOf } from '../../../../web/jobs/status.ts'
import { whatWorks } from '../../../../web/jobs/what-works.ts'

const backup = { path: 'a1/b', bytes: 1, sha256: '0'.repeat(64) }

t.test('[U52] an act that cannot work says why, and one that can is offered', async t => {
  type Word = (typeof trainingStatusWords)[number]
  const works = (status: Word, is_training: boolean, last_backup: typeof backup | null = null) => {
    const { pause, resume, command, stop } = whatWorks({ status, is_training, last_backup })
    return [pause, resume, command, stop].map(why => why === null ? 1 : 0).join('')
  }
  // Pause, resume, commands, stop.
  t.strictSame([
    works('running', true), works('paused', true), works('stopping', true), works('starting', false),
    works('queued', false), works('stopped', false), works('stopped', false, backup), works('paused', false)
  ], ['1011', '0111', '0001', '0001', '0001', '0000', '0100', '0100'])
})

t.test('[U52] every status has its word', async t => {
  for (const status of trainingStatusWords) {
    t.match(standingOf({ status, phase: 'unknown', is_training: false }), { tone: String, words: /^[a-z ]+$/ }, status)
  }
  t.equal(standingOf({ status: 'stopping', phase: 'saving', is_training: true }).words, 'stopping, saving')
})
