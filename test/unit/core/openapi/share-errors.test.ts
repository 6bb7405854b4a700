import t from 'tap'
import { errorTable } from '../../../../core/contract/errors.ts'
import { statusNames } from '../../../../core/domain/app-error.ts'
import { shareErrors } from '../../../../core/openapi/share-errors.ts'

const reply = { description: 'Error', content: { 'application/json': { schema: { type: 'object' } } } }

t.test('[D6] the reply of an error stands in the document once for each status, with its codes', async t => {
  const responses = { 200: reply, 401: reply, 404: reply }
  const paths = { '/a': { get: { responses } }, '/b': { get: { responses: { 401: reply } } } }
  const refs = {
    401: { $ref: '#/components/responses/Unauthorized' }, 404: { $ref: '#/components/responses/NotFound' }
  }
  t.strictSame(shareErrors({ paths, components: { schemas: {} } }), {
    paths: {
      '/a': { get: { responses: { 200: reply, ...refs } } },
      '/b': { get: { responses: { 401: refs[401] } } }
    },
    components: {
      schemas: {},
      responses: {
        NotFound: {
          ...reply,
          description: `Error with code ${Object.entries(errorTable)
            .filter(([, { statusCode }]) => statusCode === 404)
            .map(([code]) => `\`${code}\``)
            .join(', ')}`
        },
        Unauthorized: { ...reply, description: 'Error with code `unauthorized`' }
      }
    }
  })
})

t.test('[D6] every status of the error table has a name', async t => {
  for (const { statusCode } of Object.values(errorTable)) t.type(statusNames[statusCode], 'string', String(statusCode))
})

t.test('[D6] shared replies are sorted by name, whichever comes first in the document', async t => {
  const paths = { '/a': { get: { responses: { 401: reply, 404: reply, 409: reply } } } }
  // as: made by shareErrors()
  const { responses } = shareErrors({ paths, components: {} }).components as { responses: object }
  t.strictSame(Object.keys(responses), ['Conflict', 'NotFound', 'Unauthorized'])
})
