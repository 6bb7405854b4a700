import { readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { readExitFile, readRunnerFile } from '../../../core/contract/journal.ts'
import { testAttempt } from '../../helpers/attempt.ts'

const damages = { emptied: '', garbage: '\u0000\u0001{', 'a missing field': '{"v":1}' }

for (const [how, text] of Object.entries(damages)) {
  t.test(`[R41] an attempt with a damaged exit.json and no end in its journal ends as damaged: ${how}`, async t => {
    const attempt = testAttempt(t, 'obedient.py')
    const { child, ended } = await attempt.start()
    await attempt.happened(({ type }) => type === 'trainer_ready')
    const { trainer } = attempt.runnerFile()
    for (const signal of ['SIGSTOP', 'SIGKILL'] as const) {
      process.kill(trainer!.pid, signal)
      child.kill(signal)
    }
    await ended
    writeFileSync(join(attempt.dir, 'exit.json'), text)
    t.match((await attempt.finish()).report, { ok: true })
    t.match(attempt.exit(), {
      status: 'error', reason: 'record_damaged', error: /How the run ended is not known: exit\.json: /
    })
    t.match(attempt.events().at(-1), { type: 'training_status', status: 'error', reason: 'record_damaged' })
    t.equal(readFileSync(join(attempt.dir, 'exit.json.damaged-1'), 'utf8'), text, 'what was in it is kept')
    t.strictSame(attempt.processes(), [])
  })

  t.test(`[R41] one whose journal has the end gets that end, whatever exit.json holds: ${how}`, async t => {
    const attempt = testAttempt(t, 'silent-exit.py', ['0'])
    await attempt.finish()
    const [exit, events] = [attempt.exit(), attempt.events()]
    writeFileSync(join(attempt.dir, 'exit.json'), text)
    t.match((await attempt.finish()).report, { ok: true })
    t.match(attempt.exit(), { ...exit, ended_at: String })
    t.strictSame(attempt.events(), events, 'nothing is added to the journal')
    t.equal(readFileSync(join(attempt.dir, 'exit.json.damaged-1'), 'utf8'), text)
  })

  t.test(`[R41] an attempt with a damaged runner.json is finalized, its trainer found by cookie: ${how}`, async t => {
    const attempt = testAttempt(t, 'obedient.py')
    const { child, ended } = await attempt.start()
    await attempt.happened(({ type }) => type === 'trainer_ready')
    child.kill('SIGKILL')
    await ended
    writeFileSync(join(attempt.dir, 'runner.json'), text)
    t.match((await attempt.finish()).report, { ok: true })
    t.match(attempt.exit(), { status: 'error', reason: 'supervisor_lost' })
    t.strictSame(attempt.processes(), [], 'no trainer is left')
    t.equal(readFileSync(join(attempt.dir, 'runner.json'), 'utf8'), text, 'the damaged file is left as it is')
    t.throws(() => readRunnerFile(text, 'runner.json'), /runner\.json: /)
    t.throws(() => readExitFile(text, 'exit.json'), /exit\.json: /)
    t.notOk(readdirSync(attempt.dir).some(name => name.includes('.tmp')))
  })
}
