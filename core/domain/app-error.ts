import { errorTable } from '../contract/errors.ts'
import type { RecoveryProgress } from '../contract/health.ts'
import type { ErrorBody, ErrorCode, Finding } from '../contract/errors.ts'
import { writeFailure } from './write-failure.ts'

/** What a caller did wrong, or what stands in the way: always one row of the error table. */
export class AppError extends Error {
  readonly code: ErrorCode
  readonly statusCode: number
  readonly details: Finding[] | undefined
  readonly jobs: Array<Record<string, unknown>> | undefined
  readonly recovery: RecoveryProgress | undefined

  constructor (
    code: ErrorCode, message: string,
    more: Pick<ErrorBody, 'details' | 'jobs' | 'recovery'> & { cause?: unknown } = {}
  ) {
    super(message, more.cause === undefined ? {} : { cause: more.cause })
    this.name = 'AppError'
    this.code = code
    this.statusCode = errorTable[code].statusCode
    this.details = more.details
    this.jobs = more.jobs
    this.recovery = more.recovery
  }
}

type More = ConstructorParameters<typeof AppError>[2]

/** Makes the error of that code; `params` fill the `{names}` of its sentence. */
export function createAppError (
  code: ErrorCode, params: Record<string, string | number> = {}, more: More = {}
): AppError {
  const message = errorTable[code].message.replace(/\{(\w+)\}/g, (whole, name: string) => String(params[name] ?? whole))
  return new AppError(code, message, more)
}

/**
 * The one place where a failure gets its row of the table: the error itself if it has one already; a full or broken
 * disk, however deep in the causes of a failure of ours; else `internal`, with the error as the cause.
 */
export function asAppError (error: unknown): AppError {
  const known = error instanceof AppError ? error : null
  if (known !== null && known.statusCode !== 500) return known
  const failure = writeFailure(error)
  if (failure !== null) {
    const { code, cause, file: { path: file, problem } = { path: '', problem: '' } } = failure
    return createAppError(code, { cause, file, problem }, { cause: error })
  }
  return known ?? createAppError('internal', {}, { cause: error })
}

/** Names of the HTTP statuses that errors have. */
export const statusNames: Readonly<Record<number, string>> = {
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  405: 'Method Not Allowed',
  409: 'Conflict',
  413: 'Payload Too Large',
  415: 'Unsupported Media Type',
  416: 'Range Not Satisfiable',
  421: 'Misdirected Request',
  422: 'Unprocessable Entity',
  426: 'Upgrade Required',
  429: 'Too Many Requests',
  500: 'Internal Server Error',
  503: 'Service Unavailable',
  507: 'Insufficient Storage'
}

/** The one shape of an error, for HTTP replies and socket messages alike. */
export function toErrorBody (error: AppError, request_id: string): ErrorBody {
  return {
    statusCode: error.statusCode,
    code: error.code,
    error: statusNames[error.statusCode] ?? 'Error',
    message: error.message,
    ...(error.details === undefined ? {} : { details: error.details }),
    ...(error.jobs === undefined ? {} : { jobs: error.jobs }),
    ...(error.recovery === undefined ? {} : { recovery: error.recovery }),
    request_id
  }
}
