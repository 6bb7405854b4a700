import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import t from 'tap'
import { testAttempt } from '../../helpers/attempt.ts'
import { root } from '../../helpers/tree.ts'

const hook = pathToFileURL(join(root, 'test/fixtures/node/record-calls.mjs')).href
const journal = /events-\d+\.jsonl/

t.test('[R200] a command is accepted and an attempt is over only when the disk has confirmed what says so', async t => {
  const run = testAttempt(t, 'obedient.py')
  const recorded = join(run.dir, 'recorded')
  const { ended } = await run.start({ env: { NODE_OPTIONS: `--import=${hook}?to=${recorded}` } })
  await run.happened(({ type }) => type === 'training_progress')
  const line = await run.connect()
  for (const [id, command] of [['b', 'backup'], ['s', 'stop']]) {
    line.send({ op: 'command', id, command, args: {} })
    await line.reply(({ op }) => op === 'accepted')
  }
  await ended

  const calls = readFileSync(recorded, 'utf8').trim().split('\n')
  const accepted = calls.flatMap((call, at) => call === 'accepted' ? [at] : [])
  t.equal(accepted.length, 2)
  for (const at of accepted) {
    const last = calls.slice(0, at).filter(call => journal.test(call)).at(-1)
    t.match(last, /^fdatasync /, 'nothing of the journal is unconfirmed')
  }
  const exit = calls.filter(call => call.includes('exit.json'))
  t.match(exit, [/^write /, /^fdatasync /, /^rename /])
  const at = calls.indexOf(exit[2] ?? '')
  t.match(calls.slice(0, at).filter(call => journal.test(call)).at(-1), /^fdatasync /, 'the whole journal comes first')
  t.match(calls[at + 1], /^fsync /, 'the name exit.json is on the disk')
  const first = calls.findIndex(call => call.startsWith('write events'))
  t.match(calls[first - 1], /^fsync /, 'so is the name of the journal')
})

t.test('[R201] when memory runs out the kernel ends the trainer, not its runner and not the server', async t => {
  const run = testAttempt(t, 'obedient.py')
  const own = readFileSync('/proc/self/oom_score_adj', 'utf8')
  const { child } = await run.start()
  await run.happened(({ type }) => type === 'training_progress')
  const { trainer } = run.runnerFile()
  t.equal(readFileSync(`/proc/${trainer?.pid}/oom_score_adj`, 'utf8'), '500\n')
  t.equal(readFileSync(`/proc/${child.pid}/oom_score_adj`, 'utf8'), own)
})
