import t from 'tap'
import { banner, farewell } from '../../../../src/start/banner.ts'
import type { BannerFacts, BannerJob } from '../../../../src/start/banner.ts'
import { ownUrl } from '../../../../src/plugins/access.ts'
import { terminalLine } from '../../../../src/plugins/terminal-log.ts'

const job = (job_number: number, more: Partial<BannerJob> = {}): BannerJob =>
  ({ job_number, name: `Training ${job_number}`, status: 'running', message: '', reason: null, problems: [], ...more })
const facts: BannerFacts = {
  url: 'http://localhost:8000', version: '1.2.3', state_dir: '/data', left_out: ['AWS_KEY'],
  trainer: {
    kind: 'onetrainer', available: false, version: 'abc', python: '/venv/python', python_version: '3.11.2',
    device: null, message: 'torch is missing'
  },
  conditions: [{ message: 'The disk is full', hint: 'free some space' }],
  queue: { held: true, waiting: [job(3)], devices: [{ name: 'RTX 4090' }] },
  jobs: [
    job(2, { name: 'night run' }),
    job(1, { status: 'failed', reason: 'record_damaged', message: 'spec.json is missing' })
  ]
}

t.test('[G87] the banner says where the server is, what runs, waits and is wrong', t => {
  const text = banner(facts).join('\n')
  for (const row of [
    /Address +http:\/\/localhost:8000/, /Trainer +OneTrainer abc/, /Python +3\.11\.2 \(\/venv\/python\)/,
    /Devices +RTX 4090/, /State +\/data/, /Running +"night run" \(job 2\)/, /Waiting +Training 3 \(the queue is held\)/,
    /Problem +torch is missing/, /Problem +The disk is full; free some space/,
    /Problem +Training 1: spec\.json is missing/, /Problem +trainers do not get AWS_KEY/
  ]) t.match(text, row)
  const many = Array.from({ length: 9 }, (_, index) => job(index + 1, { problems: ['a1/spec.json: is missing'] }))
  const trainer = { ...facts.trainer, available: true }
  const rows = banner({ ...facts, left_out: [], conditions: [], trainer, jobs: many })
  t.equal(rows.filter(line => line.includes('Problem')).length, 6)
  t.match(rows.join('\n'), /Running .*Training 5 and 4 more/)
  t.end()
})

t.test('[G360] no name on a terminal moves its cursor or colours it', async t => {
  const evil = job(4, { name: 'a\u001b]0;x\u0007b\r  State     /fake\u001b[31m', problems: ['\u0007damaged\u009b2J'] })
  const lines = [
    ...banner({ ...facts, state_dir: '/data\u001b[2J', jobs: [evil], queue: { ...facts.queue, waiting: [evil] } }),
    ...farewell([evil], { url: 'http://localhost:1', command: 'npm start', needs_token: false })
  ]
  t.strictSame(lines.filter(line => /\p{Cc}/u.test(line)), [])
  t.match(lines.join('\n'), /"ab {2}State {5}\/fake"/)
})

t.test('[G87] Ctrl-C names the trainings that go on, and does not guess before the server has recovered', t => {
  const way = { url: 'http://localhost:1', command: 'npm start -- --port 1', needs_token: true }
  const text = farewell([job(2, { name: 'night run' })], way).join('\n')
  t.match(text, /"night run" \(job 2\) goes on/)
  t.match(text, /To come back: npm start -- --port 1\n/)
  t.match(text, /To stop night run: .*Bearer <token>' http:\/\/localhost:1\/api\/v1\/training-jobs\/2\/stop/)
  t.match(farewell([], way)[0], /No training is running/)
  t.match(farewell(null, way)[0], /before it has recovered/)
  t.end()
})

t.test('[G87] a line of the log is readable at a terminal, and obeys no control character of a name', t => {
  const line = (entry: object): string => terminalLine(JSON.stringify({ level: 40, time: 0, pid: 1, ...entry }))
  const warning = line({ msg: 'a training', device: 'cpu', job_id: 'x' })
  t.match(warning, /^\d\d:\d\d:\d\d WARN {2}a training {2}device=cpu\n$/)
  t.notMatch(line({ level: 30, msg: 'asked', reqId: 'req-1' }), 'req-1')
  t.match(line({ level: 50, msg: 'it failed', reqId: 'req-1' }), 'reqId=req-1')
  t.match(line({ msg: 'it failed', err: { stack: 'Error: a\n  at b' } }), /it failed\n {2}Error: a\n {4}at b\n$/)
  t.match(line({ msg: 'a\u001b[2Jb\u202ec\nd' }), 'a\ufffd[2Jb\ufffdc d\n')
  t.equal(terminalLine('no JSON'), 'no JSON')
  t.end()
})

t.test('[G87] the address that is shown is one that answers', t => {
  t.equal(ownUrl('0.0.0.0', 1), 'http://localhost:1')
  t.equal(ownUrl('127.0.0.2', 1), 'http://127.0.0.2:1')
  t.equal(ownUrl('::1', 1), 'http://[::1]:1')
  t.end()
})
