import { ErrorBody, errorTable } from '../core/contract/errors.ts'

type ErrorStatus = typeof errorTable[keyof typeof errorTable]['statusCode']

/** Reply schemas of the errors a route can give; 500 is always among them. */
export function errors<const S extends ErrorStatus> (...statuses: S[]): Record<S | 500, typeof ErrorBody> {
  // as: fromEntries forgets the keys
  return Object.fromEntries([...statuses, 500].map(status => [status, ErrorBody])) as Record<S | 500, typeof ErrorBody>
}
