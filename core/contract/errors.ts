import { Type } from '@sinclair/typebox'
import type { Static } from '@sinclair/typebox'
import { shape } from './define.ts'
import { RecoveryProgress } from './health.ts'

/** Every error of the API with its HTTP status. Messages name the problem and the next step; `{name}` is filled in. */
export const errorTable = {
  invalid_request: { statusCode: 400, message: 'Invalid request: {problem}' },
  invalid_json: { statusCode: 400, message: 'The body is not valid JSON: {problem}' },
  invalid_cursor: {
    statusCode: 400,
    message:
      'Unknown cursor "{cursor}"; send next_cursor of an earlier page in the same order, on a stream last_event_id ' +
      'of an earlier message, or omit it'
  },
  host_invalid: { statusCode: 400, message: 'The request has no Host header or several; send exactly one' },
  unauthorized: {
    statusCode: 401,
    message: 'A token is required: send "Authorization: Bearer <token>", or ?token= on a WebSocket'
  },
  origin_refused: {
    statusCode: 403,
    message: 'Requests from origin {origin} are refused; add it to ALLOWED_ORIGINS if you trust that site'
  },
  not_found: { statusCode: 404, message: 'No route {method} {url}; /docs lists all routes' },
  job_not_found: {
    statusCode: 404,
    message: 'No job "{job}"; use the id, number or slug of a job of GET /api/v1/training-jobs'
  },
  attempt_not_found: {
    statusCode: 404,
    message: 'Job "{job}" has no attempt {attempt}; GET /api/v1/training-jobs/{job}/attempts lists its attempts'
  },
  command_not_found: {
    statusCode: 404,
    message: 'No command "{command_id}"; use the command_id of the reply that accepted it'
  },
  config_not_found: { statusCode: 404, message: 'No config named "{name}"; GET /api/config/list lists all configs' },
  sample_not_found: {
    statusCode: 404,
    message: 'No sample "{sample_id}"; GET /api/samples/list lists the samples of a job'
  },
  network_not_found: { statusCode: 404, message: 'No network "{network_id}"; GET /api/networks lists all networks' },
  model_not_found: {
    statusCode: 404,
    message: 'No model "{model_id}"; GET /api/v1/training-jobs/{id}/models lists the models of a job'
  },
  backup_not_found: {
    statusCode: 404,
    message: '{job} has no backup "{model_id}"; GET /api/v1/training-jobs/{job_id}/models?kind=backup lists them'
  },
  deleted_job_not_found: {
    statusCode: 404,
    message: 'No deleted job "{job}" has files left; GET /api/v1/deleted-jobs lists those that have'
  },
  file_gone: {
    statusCode: 404,
    message: 'The file of "{id}" {problem}; restore it, or use another one'
  },
  file_changed: {
    statusCode: 404,
    message: 'The file of "{id}" was written over after it was recorded, and what it was is lost; use another one'
  },
  media_unsupported: {
    statusCode: 404,
    message: 'The file of "{id}" ({ending}) is no image, video or sound that a browser shows, or not what its name ' +
      'says; open it in the folder of its job'
  },
  thumbnail_unavailable: {
    statusCode: 404,
    message: 'There is no thumbnail of "{id}": {problem}; {path} is the file itself'
  },
  method_not_allowed: {
    statusCode: 405,
    message: '{url} does not support {method}; the Allow header lists the supported methods'
  },
  already_running: { statusCode: 409, message: '{job} is {status}; stop it first, or wait until it ends' },
  not_running: {
    statusCode: 409,
    message: '{problem}; start a training with POST /api/training/start, or name another job with ?job='
  },
  job_active: { statusCode: 409, message: '{job} is {status}; stop it first' },
  file_needed: { statusCode: 409, message: '{job} {need}, so "{id}" cannot be deleted; {advice}' },
  models_changed: {
    statusCode: 409,
    message: 'The models have changed: the rule would now also delete {count} that "only" does not name, such as ' +
      '{model_id}; nothing was deleted. Look at what it deletes with "dry_run": true'
  },
  job_damaged: {
    statusCode: 409,
    message: '{job} is damaged: {problem}. Repair that file, or delete the job {job_id}'
  },
  job_over: { statusCode: 409, message: '{job} is {status}; queue it again with POST …/resume or …/retry' },
  model_being_written: {
    statusCode: 409,
    message: '{job} {doing}, and a kill would leave that incomplete; wait until it is written, or send ' +
      '"force": true'
  },
  job_frozen: {
    statusCode: 409,
    message: '{job} is {status} and its config is frozen; create a new job with fork_of and overrides'
  },
  job_not_waiting: {
    statusCode: 409,
    message: '{job} is {status}, not waiting in the queue; GET /api/v1/queue lists the waiting jobs'
  },
  job_needed: { statusCode: 409, message: '{job} is needed: {problem}' },
  not_paused: {
    statusCode: 409,
    message: '{job} is {status}, not paused; name another job with ?job=, or wait until this one is paused'
  },
  nothing_to_resume: {
    statusCode: 409,
    message: '{job} has no complete backup to resume from; start a new training instead'
  },
  job_finished: {
    statusCode: 409,
    message: '{job} has trained all of its {epochs} epochs; start a new training instead'
  },
  network_damaged: {
    statusCode: 409,
    message: 'Network {network_id} is damaged: {problem}. Repair that file, or delete the network'
  },
  setting_fixed: {
    statusCode: 409,
    message: '{name} is set in the environment of the server; change it there and start the server again'
  },
  config_exists: { statusCode: 409, message: 'A config named "{name}" already exists; choose another name' },
  range_refused: {
    statusCode: 416,
    message: 'The range "{range}" is outside the file of {bytes} bytes; request a range within it'
  },
  payload_too_large: { statusCode: 413, message: 'The body is larger than {limit} bytes; send less' },
  unsupported_media_type: { statusCode: 415, message: 'Unsupported content type; send the body as application/json' },
  host_refused: {
    statusCode: 421,
    message: 'Host "{host}" is not allowed; add it to ALLOWED_HOSTS if it names this server'
  },
  upgrade_required: { statusCode: 426, message: '{url} is a WebSocket endpoint; connect with ws:// or wss://' },
  idempotency_conflict: {
    statusCode: 422,
    message: 'The {name} belongs to {of}; choose a new one'
  },
  device_unknown: {
    statusCode: 422,
    message: 'No device "{device}" on this machine{why}; GET /api/v1/queue lists the devices'
  },
  checkout_invalid: { statusCode: 422, message: '"{onetrainer_dir}" {problem}' },
  config_invalid: { statusCode: 422, message: 'The config has {count} error(s); details lists them' },
  environment_invalid: { statusCode: 422, message: 'The environment has {count} error(s); details lists them' },
  sample_invalid: { statusCode: 422, message: 'The sample has {count} error(s); details lists them' },
  rate_limited: { statusCode: 429, message: 'Too many requests; retry after {seconds} s' },
  internal: { statusCode: 500, message: 'Internal error; the server log has the details under this request_id' },
  recovering: {
    statusCode: 503,
    message: 'Startup recovery is in progress ({jobs_read} of {jobs} jobs and {events_read} events read); try again ' +
      'in a moment'
  },
  launch_failed: { statusCode: 500, message: 'The training could not be launched: {problem}' },
  trainer_missing: { statusCode: 409, message: 'The trainer cannot run here: {problem}' },
  trainer_describing: {
    statusCode: 503,
    message: 'OneTrainer\'s config is being described ({doing}); try again in a moment'
  },
  trainer_undescribed: {
    statusCode: 503,
    message: 'OneTrainer\'s config cannot be described: {problem}. "npm run doctor" shows what is missing'
  },
  degraded: { statusCode: 503, message: 'Not all is well: {problem}; details lists what to do' },
  files_left: {
    statusCode: 503,
    message: '{job} is deleted, but not its file {file} ({cause}); make that possible, and then send ' +
      'DELETE /api/v1/deleted-jobs/{job_id}'
  },
  disk_full: { statusCode: 507, message: 'The disk is full ({cause}); free some space and try again' },
  disk_read_only: {
    statusCode: 503,
    message: 'The disk of the state directory is read-only ({cause}); mount it writable and try again'
  },
  disk_denied: {
    statusCode: 503,
    message: 'The server may not use a file or a folder it needs ({cause}); give its user the right and try again'
  },
  disk_failing: {
    statusCode: 503,
    message: 'The disk fails ({cause}); the server log names the file under this request_id'
  },
  disk_damaged: { statusCode: 503, message: '{file} cannot be used ({cause}): {problem}' }
} as const

export type ErrorCode = keyof typeof errorTable

export const Finding = shape('Finding', 'One problem and its place', {
  pointer: Type.String({
    description: 'JSON pointer to the value; empty for the whole document',
    examples: ['/samples/0/seed']
  }),
  message: Type.String({ description: 'The problem' }),
  hint: Type.Optional(Type.String({ description: 'How to solve it' })),
  severity: Type.Optional(Type.Union([Type.Literal('error'), Type.Literal('warning')]))
})
export type Finding = Static<typeof Finding>

export const ErrorBody = shape('ErrorBody', 'Error, over HTTP and over sockets', {
  statusCode: Type.Integer({ minimum: 400, maximum: 599, description: 'HTTP status' }),
  code: Type.String({ description: 'Error code, see /docs/errors.md', examples: ['already_running'] }),
  error: Type.String({ description: 'Name of the HTTP status', examples: ['Conflict'] }),
  message: Type.String({ description: 'The problem and the next step' }),
  details: Type.Optional(Type.Array(Finding, { description: 'The problems, one per field' })),
  jobs: Type.Optional(Type.Array(Type.Record(Type.String(), Type.Unknown()), { description: 'The jobs concerned' })),
  recovery: Type.Optional(RecoveryProgress),
  request_id: Type.String({ description: 'Id of the request in the server log' })
})
export type ErrorBody = Static<typeof ErrorBody>
