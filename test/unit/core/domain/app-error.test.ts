import t from 'tap'
import { Value } from '@sinclair/typebox/value'
import { ErrorBody, errorTable } from '../../../../core/contract/errors.ts'
import type { ErrorCode } from '../../../../core/contract/errors.ts'
import { AppError, asAppError, createAppError, toErrorBody } from '../../../../core/domain/app-error.ts'

const codes = Object.keys(errorTable) as ErrorCode[] // as: the keys of a table are its codes

t.test('[H1] every code of the error table makes an error of the one shape, with its status by name', async t => {
  for (const code of codes) {
    const body = toErrorBody(createAppError(code), 'r-1')
    t.match(body, { code, statusCode: errorTable[code].statusCode, request_id: 'r-1' })
    t.not(body.error, 'Error', `${code}: its status has a name`)
    t.same([...Value.Errors(ErrorBody, body)], [], code)
  }
})

t.test('[H1] the places of a message are filled with what is known, and no other text of it changes', async t => {
  t.equal(
    createAppError('already_running', { job: 'j', status: 'running' }).message,
    errorTable.already_running.message.replace('{job}', 'j').replace('{status}', 'running')
  )
  t.equal(createAppError('already_running', { job: 0 }).message.includes('0 is {status}'), true)
  const problem = '{problem} $& {url}'
  t.equal(createAppError('invalid_request', { problem }).message, `Invalid request: ${problem}`)
})

t.test('[H1] details and jobs stand in the error only if there are any', async t => {
  const details = [{ pointer: '/a', message: 'wrong', severity: 'error' as const }]
  const body = toErrorBody(new AppError('invalid_request', 'no', { details, jobs: [{ job_id: 'j' }] }), 'r')
  t.match(body, { message: 'no', details, jobs: [{ job_id: 'j' }] })
  t.same(Object.keys(toErrorBody(new AppError('invalid_request', 'no'), 'r')), [
    'statusCode', 'code', 'error', 'message', 'request_id'
  ])
})

t.test('[H5] an error that is not of the table becomes `internal`, and its cause is not in the reply', async t => {
  const known = createAppError('not_running')
  t.equal(asAppError(known), known)
  for (const cause of [new Error('password 123'), 'password 123', { password: '123' }]) {
    const error = asAppError(cause)
    t.equal(error.code, 'internal')
    t.equal(error.cause, cause)
    t.notMatch(JSON.stringify(toErrorBody(error, 'r')), /password|123/)
  }
})
