import createClient from 'openapi-fetch'
import type { Client } from 'openapi-fetch'
import type { ErrorBody } from '../../core/contract/errors.ts'
import { NoAnswer } from '../../core/domain/no-answer.ts'
import type { paths } from './schema.d.ts'

/** Every request of the page; its routes, parameters and replies are those of the OpenAPI document. */
export type Api = Client<paths>

/** The server's answer to a request it refused; null: one that is not ours, as of a proxy. */
export class ApiError extends Error {
  override name = 'ApiError'
  readonly body: ErrorBody | null
  constructor (body: ErrorBody | null) {
    super(body?.message ?? 'What answered is not the server, or not this version of it.')
    this.body = body
  }
}

export const createApi = (base: URL): Api =>
  createClient<paths>({ baseUrl: base.href.replace(/\/$/, ''), querySerializer: { array: { style: 'form', explode: true } } })

interface Reply<T> { data?: T, error?: unknown, response: Response }

/** The data of a reply; throws ApiError for a refusal and NoAnswer for a server that cannot be reached. */
export async function read<T> (request: Promise<Reply<T>>): Promise<T> {
  const reply = await request.catch(() => null)
  if (reply === null) throw new NoAnswer()
  if (reply.response.ok) return reply.data as T // as: a reply without a body has none
  throw new ApiError(isErrorBody(reply.error) ? reply.error : null)
}

const isErrorBody = (value: unknown): value is ErrorBody =>
  typeof value === 'object' && value !== null && 'message' in value && 'code' in value
