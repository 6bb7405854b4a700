import t from 'tap'
import { namesIn, refuse } from '../../../../core/domain/query-params.ts'

t.test('[L10] the error of an impossible query names the parameter, in words and as a pointer', async t => {
  const error = refuse('since_seq', 'cannot be given together with "before_seq"')
  const message = 'query parameter "since_seq" cannot be given together with "before_seq"'
  t.match(error, { code: 'invalid_request', statusCode: 400, message: `Invalid request: ${message}` })
  t.same(error.details, [{ pointer: '/since_seq', message, severity: 'error' }])
})

t.test('[L8] tags are given one by one or in a list with commas, and each counts once', async t => {
  t.same(namesIn(['loss', 'lr, loss ,,acc', '', ' x']), ['loss', 'lr', 'acc', 'x'])
  t.same(namesIn([]), [])
  const known = ['loss, train']
  t.same(namesIn(['loss, train', 'a,b'], known), ['loss, train', 'a', 'b'], 'a known tag may have commas itself')
})
