import createClient from 'openapi-fetch'
import type { Client, Middleware } from 'openapi-fetch'
import type { ErrorBody } from '../../core/contract/errors.ts'
import type { paths } from './schema.d.ts'

/** Every request of the page; its routes, parameters and replies are those of the OpenAPI document. */
export type Api = Client<paths>

/** The server's answer to a request it refused; without a body where no answer of it came. */
export class ApiError extends Error {
  override name = 'ApiError'
  readonly body: ErrorBody | null
  constructor (body: ErrorBody | null, message = body?.message ?? 'The reply of the server cannot be read.') {
    super(message)
    this.body = body
  }
}

export function createApi (base: URL): Api {
  const api = createClient<paths>({
    baseUrl: base.href.replace(/\/$/, ''), querySerializer: { array: { style: 'form', explode: true } }
  })
  api.use(unanswered)
  return api
}

/** What a proxy says in place of a server that is away. */
const GATEWAY = [502, 503, 504]

/** What is read is asked for anew by the page itself; an act is not, as it may have been done. */
const unanswered: Middleware = {
  onError: ({ request }) => noAnswer(request),
  onResponse ({ request, response }) {
    const isOurs = response.headers.get('content-type')?.includes('json') === true
    if (GATEWAY.includes(response.status) && !isOurs) throw noAnswer(request)
  }
}

const noAnswer = ({ method }: Request): ApiError => new ApiError(null, method === 'GET'
  ? 'The server does not answer. It is asked again as soon as it does.'
  : 'The server did not answer, and it is not known whether it got this. Once it is back, look whether it was done; ' +
    'if not, press again.')

interface Reply<T> { data?: T, error?: unknown, response: Response }

/** The data of a reply; throws ApiError for a refusal and for a server that cannot be reached. */
export async function read<T> (request: Promise<Reply<T>>): Promise<T> {
  const reply = await request.catch((error: unknown) => {
    throw error instanceof ApiError ? error : new ApiError(null)
  })
  if (reply.response.ok) return reply.data as T // as: a reply without a body has none
  throw new ApiError(isErrorBody(reply.error) ? reply.error : null)
}

const isErrorBody = (value: unknown): value is ErrorBody =>
  typeof value === 'object' && value !== null && 'message' in value && 'code' in value
