import t from 'tap'
import { changedFields, tagsIn } from '../../../../web/pages/job/job-changes.ts'

t.test('[U78] what was changed is sent, and nothing else', async t => {
  const was = { notes: 'n', tags: ['a', 'b'] }
  t.strictSame(changedFields(was, { notes: 'n', tags: ['a', 'b'] }), {})
  t.strictSame(changedFields(was, { notes: '', tags: ['a', 'b'] }), { notes: '' })
  t.strictSame(changedFields(was, { notes: 'n', tags: [] }), { tags: [] })
  t.strictSame(tagsIn(' a, b,,a ,'), ['a', 'b'])
})
