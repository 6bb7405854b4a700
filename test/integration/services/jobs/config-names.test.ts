import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { jobsOf } from '../../../helpers/jobs.ts'
import { stateDir } from '../../../helpers/server-process.ts'
import { testApp } from '../../../helpers/test-app.ts'

t.test('[J361] a job knows the name of the config it was started from, over a restart and from job to job', async t => {
  const STATE_DIR = stateDir(t)
  const first = await testApp(t, { STATE_DIR })
  const jobs = jobsOf(first, await first.stream(), STATE_DIR)
  await jobs.hold(true)
  await first.ask('/api/config/saved/mine', { method: 'PUT', body: { epochs: 7 } })
  const names: Array<[body: object, name: string | null]> = [
    [{ config_name: 'mine', overrides: { epochs: 8 } }, 'mine'],
    [{ config: { epochs: 9 }, config_from: 'mine' }, 'mine'],
    [{ config: { epochs: 9 } }, null],
    [{}, null],
    [{ fork_of: '2', overrides: { epochs: 3 } }, 'mine'],
    [{ fork_of: '3' }, null]
  ]
  for (const [body, config_name] of names) t.match(await jobs.create(body), { config_name }, JSON.stringify(body))
  await first.ask('/api/config/current', { method: 'PUT', body: { name: 'mine' } })
  t.equal((await jobs.create()).config_name, 'mine', 'that of the active config')
  await first.ask('/api/config/saved/mine', { method: 'DELETE' })

  const path = join(STATE_DIR, 'runs', (await jobs.get(1)).job_id, 'job.json')
  await first.app.close()
  const { config_name: _, ...older } = JSON.parse(readFileSync(path, 'utf8'))
  writeFileSync(path, JSON.stringify({ ...older, later: true }))

  const { ask } = await testApp(t, { STATE_DIR })
  const found = async (query: string): Promise<number[]> => {
    const { jobs } = (await ask(`/api/v1/training-jobs?sort=created_at&${query}`)).body
    return jobs.map(({ job_number }: { job_number: number }) => job_number)
  }
  t.strictSame(await found('config=mine'), [2, 5, 7], 'the first was kept by a server that knew of no names')
  t.match(await ask('/api/v1/training-jobs/1'), { body: { config_name: null, config: { epochs: 8 } } })
  t.strictSame((await ask('/api/v1/training-jobs?limit=1')).body.config_names, ['mine'])
  const { created_at } = (await ask('/api/v1/training-jobs/3')).body
  t.strictSame(await found(`created_since=${created_at}`), [3, 4, 5, 6, 7])
  t.strictSame(await found(`created_before=${created_at}&config=mine`), [2])
})
