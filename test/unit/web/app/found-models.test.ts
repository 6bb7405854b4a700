import t from 'tap'
import { modelPlaces } from '../../../../web/app/found-models.ts'

const model = {
  model_id: 'm3-42', kind: 'backup' as const, name: 'first-backup-1200', step: 1200, available: true,
  job_slug: 'job_k3f9a2c1', job_name: 'Night-3'
}

t.test('[U74] a found model is called by what it is, of which job and at which step, and leads to it', async t => {
  const path = '/jobs/job_k3f9a2c1/models?model=m3-42'
  t.strictSame(modelPlaces([model, { ...model, kind: 'final', available: false }], null), [
    { path, label: 'Backup of Night-3, step 1,200', kind: 'first-backup-1200' },
    { path, label: 'Final model of Night-3, step 1,200', kind: 'first-backup-1200, files gone' }
  ])
})

t.test('[U74] while a search is on its way, only models that have the typed words are places', async t => {
  const having = (words: string) => modelPlaces([model], name => name.toLowerCase().includes(words)).length
  t.strictSame([having('night'), having('backup-12'), having('day')], [1, 1, 0])
})
