import t from 'tap'
import { trainingStatusWords } from '../../../../../core/contract/values.ts'
import { isFinal, pollStatus } from '../../../../../core/domain/job/poll-status.ts'

t.test('[V1] each status has one word, and only succeeded, failed and stopped are final', t => {
  const table = Object.fromEntries(trainingStatusWords.map(status => [status, pollStatus(status)]))
  t.strictSame(table, {
    idle: 'idle', initialized: 'idle', queued: 'queued', starting: 'running', running: 'running', paused: 'paused',
    stopping: 'running', stopped: 'stopped', completed: 'succeeded', error: 'failed'
  })
  t.strictSame(Object.values(table).filter(isFinal).sort(), ['failed', 'stopped', 'succeeded'])
  t.end()
})

t.test('[Q8] every status has a word for polling clients, and only the endings are final', t => {
  const words = Object.fromEntries(trainingStatusWords.map(status => [status, pollStatus(status)]))
  t.strictSame(words, {
    idle: 'idle', initialized: 'idle', queued: 'queued', starting: 'running', running: 'running', stopping: 'running',
    paused: 'paused', stopped: 'stopped', completed: 'succeeded', error: 'failed'
  })
  t.strictSame(Object.values(words).filter(isFinal).sort(), ['failed', 'stopped', 'succeeded'])
  t.end()
})
