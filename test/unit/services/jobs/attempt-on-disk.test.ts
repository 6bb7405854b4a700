import t from 'tap'
import { readAttempts } from '../../../../services/jobs/attempt-on-disk.ts'

t.test('[J43] an attempt without spec.json has begun if a file is there that is written after it', async t => {
  const job_dir = t.testdir({
    a1: {}, a2: { 'config.json': '{}', '.spec.json.1.tmp': '{' }, a3: { 'config.json': '{}', 'output.log': '' },
    a4: { 'config.json': '{}', 'mine.txt': '' }
  })
  const attempts = await readAttempts(job_dir)
  t.match(attempts, [{ attempt: 3, spec: null, damage: { message: 'a3/spec.json: is missing' } }])
  t.equal(attempts.length, 1)
})

t.test('[J43] attempts come in the order of their numbers', async t => {
  const begun = () => ({ 'output.log': '' })
  const job_dir = t.testdir({ a10: begun(), a9: begun(), a2: begun() })
  t.match(await readAttempts(job_dir), [{ attempt: 2 }, { attempt: 9 }, { attempt: 10 }])
})
