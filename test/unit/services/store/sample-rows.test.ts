import t from 'tap'
import { createSampleRows } from '../../../../services/store/sample-rows.ts'
import { bodies } from '../../../fixtures/fake-stream.ts'
import { testHistory } from '../../../helpers/history.ts'
import { status } from '../../../helpers/journal.ts'

t.test('[L23] samples are read by their ids, many at once, and what is no id of one is left out', async t => {
  const { db, addJob, addAttempt, feed } = await testHistory(t)
  for (const job_number of [1, 2]) {
    await addJob(job_number)
    await addAttempt(job_number)
    await feed([status('starting'), ...Array.from({ length: 600 }, (_, step) => bodies.sample(step))], { job_number })
  }
  const rows = createSampleRows(db)
  const ids = [1, 2].flatMap(job_number => Array.from({ length: 600 }, (_, index) => `s${job_number}-${index + 2}`))
  const found = await rows.byIds([...ids, 's1-1', 's1-9999', 's3-2', 's-2', '../s1-2', `s1-${'9'.repeat(16)}`])
  t.equal(found.length, 1200, 'the first event of a job is no sample')
  t.equal(new Set(found.map(({ job_id, sample_id }) => `${job_id} ${sample_id}`)).size, 1200)
  t.strictSame(await rows.byIds([]), [])
})
