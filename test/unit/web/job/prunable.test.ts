import t from 'tap'
import { prunable } from '../../../../web/pages/job/prunable.ts'

t.test('a rule is carried out once what it deletes is shown, and once only', async t => {
  t.match(prunable(undefined), /first/)
  t.match(prunable({ dry_run: true, deleted: [] }), /nothing/)
  t.equal(prunable({ dry_run: true, deleted: [{}] as never }), null) // as: only their number counts
  t.equal(prunable({ dry_run: false, deleted: [] }), 'Done')
})
