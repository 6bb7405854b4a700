import { Type } from '@sinclair/typebox'
import type { Static } from '@sinclair/typebox'
import { shape } from './define.ts'

/** Every error a caller can cause: its status and what it means. `{name}` is filled in; the sentence says what to do next. */
export const errorTable = {
  invalid_request: { statusCode: 400, message: 'The request is not valid: {problem}' },
  invalid_json: { statusCode: 400, message: 'The body is not valid JSON: {problem}' },
  invalid_cursor: { statusCode: 400, message: 'The cursor "{cursor}" is not one of ours; use last_event_id of an earlier message, or leave it out' },
  host_invalid: { statusCode: 400, message: 'The request must name exactly one Host' },
  unauthorized: { statusCode: 401, message: 'A token is needed: send "Authorization: Bearer <token>", or ?token= on a WebSocket' },
  origin_refused: { statusCode: 403, message: 'Requests from {origin} are refused; add it to ALLOWED_ORIGINS if you trust that site' },
  not_found: { statusCode: 404, message: 'There is nothing at {method} {url}; see /docs for what there is' },
  job_not_found: { statusCode: 404, message: 'There is no job "{job}"; ids, numbers and slugs are accepted' },
  attempt_not_found: { statusCode: 404, message: 'Job "{job}" has no attempt {attempt}; GET /api/v1/training-jobs/{job}/attempts shows those it has' },
  command_not_found: { statusCode: 404, message: 'There is no command "{command_id}"' },
  config_not_found: { statusCode: 404, message: 'There is no config named "{name}"; GET /api/config/list shows those there are' },
  sample_not_found: { statusCode: 404, message: 'There is no sample "{sample_id}"; GET /api/samples/list shows those there are' },
  network_not_found: { statusCode: 404, message: 'There is no network "{network_id}"; GET /api/networks shows those there are' },
  model_not_found: { statusCode: 404, message: 'There is no model "{model_id}"; GET /api/v1/training-jobs/{id}/models shows those of a job' },
  file_gone: { statusCode: 404, message: 'The file of "{id}" is no longer on disk' },
  method_not_allowed: { statusCode: 405, message: '{method} is not offered at {url}' },
  already_running: { statusCode: 409, message: 'Job {job_id} is {status}; stop it first, or wait for its end' },
  not_running: { statusCode: 409, message: 'No training is running (status {status}); start one with POST /api/training/start' },
  job_active: { statusCode: 409, message: 'Job {job_id} is {status}; stop it first' },
  job_damaged: { statusCode: 409, message: 'Job {job_id} cannot be used: {problem}. Repair that file and restart the server, or delete the job by its id' },
  job_over: { statusCode: 409, message: 'Job {job_id} is {status}; POST …/resume or …/retry queues it again' },
  job_frozen: { statusCode: 409, message: 'Job {job_id} is {status}: its config is frozen; make a new job with fork_of and overrides' },
  job_not_waiting: { statusCode: 409, message: 'Job {job_id} is {status}, not waiting in the queue' },
  job_needed: { statusCode: 409, message: 'Job {job_id} is needed by {count} waiting job(s); delete or stop them first' },
  not_paused: { statusCode: 409, message: 'Training is {status}, not paused' },
  job_ambiguous: { statusCode: 409, message: 'Several jobs are active; choose one with ?job=' },
  nothing_to_resume: { statusCode: 409, message: 'Job {job_id} has no complete backup to resume from; start a new training instead' },
  job_finished: { statusCode: 409, message: 'Job {job_id} is finished: all of its {epochs} epochs are trained; start a new training instead' },
  network_damaged: { statusCode: 409, message: 'Network {network_id} cannot be used: {problem}. Repair that file, or delete the network' },
  config_exists: { statusCode: 409, message: 'There is a config named "{name}" already; choose another name' },
  no_active_config: { statusCode: 409, message: 'No config is active; activate one with PUT /api/config/current' },
  range_refused: { statusCode: 416, message: 'The range "{range}" is outside the file of {bytes} bytes' },
  payload_too_large: { statusCode: 413, message: 'The body is larger than {limit} bytes' },
  unsupported_media_type: { statusCode: 415, message: 'Send the body as application/json' },
  host_refused: { statusCode: 421, message: 'The Host "{host}" is not this server; add it to ALLOWED_HOSTS if it should be' },
  upgrade_required: { statusCode: 426, message: '{url} is a WebSocket; connect with ws:// or wss://' },
  idempotency_conflict: { statusCode: 422, message: 'The Idempotency-Key "{key}" was used for another request; choose a new one' },
  device_unknown: { statusCode: 422, message: 'There is no device "{device}" here; GET /api/v1/queue shows those there are' },
  config_invalid: { statusCode: 422, message: 'The config has {count} error(s); see details' },
  sample_invalid: { statusCode: 422, message: 'The sample has {count} error(s); see details' },
  rate_limited: { statusCode: 429, message: 'Too many at once; slow down' },
  internal: { statusCode: 500, message: 'Something went wrong on the server; its log has the details under this request id' },
  recovering: { statusCode: 503, message: 'The server is catching up with running trainings; try again in a moment' },
  launch_failed: { statusCode: 500, message: 'The training could not be launched: {problem}' },
  trainer_missing: { statusCode: 409, message: 'The trainer cannot run here: {problem}' },
  trainer_describing: { statusCode: 503, message: 'OneTrainer is being asked what may be in a config ({doing}); try again in a moment' },
  trainer_undescribed: { statusCode: 503, message: 'OneTrainer cannot say what may be in a config: {problem}. "npm run doctor" shows what is missing' },
  disk_full: { statusCode: 507, message: 'The disk is full; free some space and try again' }
} as const

export type ErrorCode = keyof typeof errorTable

export const Finding = shape('Finding', 'One thing wrong, and where', {
  pointer: Type.String({ description: 'JSON pointer to the value; empty for the whole', examples: ['/samples/0/seed'] }),
  message: Type.String({ description: 'What is wrong' }),
  hint: Type.Optional(Type.String({ description: 'What to do about it' })),
  severity: Type.Optional(Type.Union([Type.Literal('error'), Type.Literal('warning')]))
})
export type Finding = Static<typeof Finding>

export const ErrorBody = shape('ErrorBody', 'Every error, over HTTP and over sockets', {
  statusCode: Type.Integer({ minimum: 400, maximum: 599, description: 'HTTP status' }),
  code: Type.String({ description: 'Error code, see docs/errors.md', examples: ['already_running'] }),
  error: Type.String({ description: 'Name of the status', examples: ['Conflict'] }),
  message: Type.String({ description: 'What happened and what to do next' }),
  details: Type.Optional(Type.Array(Finding, { description: 'What is wrong, field by field' })),
  jobs: Type.Optional(Type.Array(Type.Record(Type.String(), Type.Unknown()), { description: 'The jobs in question' })),
  request_id: Type.String({ description: 'Names the request in the server\'s log' })
})
export type ErrorBody = Static<typeof ErrorBody>
