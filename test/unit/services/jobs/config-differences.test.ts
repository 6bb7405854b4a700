import t from 'tap'
import { createAppError } from '../../../../core/domain/app-error.ts'
import { configDifferences } from '../../../../services/jobs/config-differences.ts'

const configs: Record<string, unknown> = {
  a: { rate: 1, optimizer: { name: 'ADAM', beta: 0.9 }, epochs: 2 },
  b: { rate: null, optimizer: { name: 'SGD', beta: 0.9 }, epochs: 2 },
  c: { optimizer: { name: 'ADAM', beta: 0.9 }, epochs: 2 }
}
const find = (ref: string) => {
  if (!(ref in configs) && !/^\d+$/.test(ref)) throw createAppError('job_not_found', { job: ref })
  return { job_id: ref, config: configs[ref] ?? {} }
}

t.test('[J51] what differs is listed by part, with the value of each job; null is not missing', async t => {
  const found = configDifferences(find, { jobs: ['a,b', 'c', 'a'] })
  t.strictSame(found, {
    jobs: ['a', 'b', 'c'],
    groups: [
      { title: 'General', fields: [{ pointer: '/rate', values: [1, null, null], missing: [2] }] },
      { title: 'optimizer', fields: [{ pointer: '/optimizer/name', values: ['ADAM', 'SGD', 'ADAM'], missing: [] }] }
    ],
    equal: [
      { pointer: '/optimizer/beta', values: [0.9, 0.9, 0.9], missing: [] },
      { pointer: '/epochs', values: [2, 2, 2], missing: [] }
    ]
  })
})

t.test('[J51] an unknown job, and more than 30 of them, are refused by name', async t => {
  t.throws(() => configDifferences(find, { jobs: ['a', 'gone'] }), { code: 'job_not_found' })
  const many = Array.from({ length: 31 }, (_, index) => String(index))
  t.equal(configDifferences(find, { jobs: many.slice(1) }).jobs.length, 30)
  t.throws(() => configDifferences(find, { jobs: many }), { code: 'invalid_request', message: /"jobs" names 31 jobs/ })
})
