import { Type } from '@sinclair/typebox'
import { ErrorBody, errorTable } from '../core/contract/errors.ts'

type ErrorStatus = typeof errorTable[keyof typeof errorTable]['statusCode']

/** Reply schemas of the errors of a route itself. What plugins answer in its place, they declare: declare-errors.ts. */
export function errors<const S extends ErrorStatus> (...statuses: S[]): Record<S, typeof ErrorBody> {
  // as: fromEntries forgets the keys
  return Object.fromEntries(statuses.map(status => [status, ErrorBody])) as Record<S, typeof ErrorBody>
}

/** Replies of a WebSocket route. A client that asks for a job hears of its own mistakes on the open socket. */
export const socketReplies = {
  101: Type.Null({ description: 'The connection is a WebSocket from now on' }), ...errors(426)
}
/** Any text is admitted as the name of a job: an upgrade that is refused would not tell the client why. */
export const socketParams = Type.Object({
  job: Type.String({ description: 'Id, number or slug of a job', examples: ['1'] })
})
