import t from 'tap'
import { Value } from '@sinclair/typebox/value'
import { EventBody } from '../../../../../core/contract/events.ts'
import { rejectedDraft, warningDraft } from '../../../../../core/domain/job/translate.ts'

t.test('[R6] unusable lines of the file of unsent lines become one warning that counts them', async t => {
  const warning = rejectedDraft(3)
  t.match(warning, { type: 'warning', code: 'bridge_line_rejected', message: /^3 unsent/, details: { count: 3 } })
  t.ok(Value.Check(EventBody, warning))
})

t.test('[R6] a warning has at most 4000 letters', async t => {
  t.equal(warningDraft('x', 'a'.repeat(4001)).message, 'a'.repeat(4000))
  t.same(warningDraft('x', 'a'.repeat(4000)), { type: 'warning', code: 'x', message: 'a'.repeat(4000), details: {} })
})
