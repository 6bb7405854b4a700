import { small } from './test-app.ts'

/** What a caller gives to an operation. A text `@name` stands for something that an earlier reply told. */
export interface Arguments { path?: object, query?: object, headers?: object, body?: object }
/** `keep`: what the reply tells, by name and path. `status`: of the reply, when it is none of success. */
interface More { status?: number, keep?: Record<string, string> }
export interface Call extends More { operation: string, args: Arguments, full: boolean }
/** Waits for the `nth` message of the stream about a job. */
export interface Wait { until: 'running' | 'paused' | 'ended' | 'saved' | 'backed up', job: string, nth: number }
export type Step = Call | Wait

const minimal = (operation: string, args: Arguments = {}, more: More = {}): Call =>
  ({ operation, args, full: false, ...more })
/** With all that may be given; an Idempotency-Key is added where there is one. */
const full = (operation: string, args: Arguments = {}, more: More = {}): Call =>
  ({ operation, args, full: true, ...more })
const until = (what: Wait['until'], job: string, nth = 1): Wait => ({ until: what, job, nth })
const both = (operation: string, args: Arguments = {}, more: More = {}): Call[] =>
  [minimal(operation, args, more), full(operation, args, more)]

const never = { sample_after_unit: 'NEVER', backup_after_unit: 'NEVER' }
const long = { ...small, ...never, epochs: 100_000, validation: false }
const range = { range: 'bytes=0-3', 'if-range': '"other"', 'if-none-match': '"other"' }

const machine: Step[] = [
  ...['getHealth', 'getReadiness', 'getPrometheusMetrics', 'getSystemInfo', 'getSystemResources', 'getSystemProcesses',
    'getMachineHistory', 'getDiskUse', 'getCheckout',
    'getSocketStatus', 'getDrain', 'getQueue'].map(operation => minimal(operation)),
  ...both('chooseCheckout', { body: { onetrainer_dir: null } })
]

const configs: Step[] = [
  ...['listConfigs', 'getConfigSchema', 'getConfigDefaults'].map(operation => minimal(operation)),
  minimal('loadConfig', { path: { name: 'quick' } }),
  minimal('validateConfig', { body: {} }),
  full('validateConfig', { body: long }),
  minimal('activateConfig', { body: { name: 'quick' } }),
  full('activateConfig', { body: { config: long } }),
  minimal('getCurrentConfig'),
  minimal('diffConfig'),
  full('diffConfig', { query: { name: 'quick' } }),
  minimal('saveConfig', { path: { name: 'one' }, body: {} }),
  full('saveConfig', { path: { name: 'two' }, body: long }),
  minimal('renameConfig', { path: { name: 'one' }, body: { name: 'three' } }),
  full('renameConfig', { path: { name: 'three' }, body: { name: 'four' } }),
  minimal('deleteConfig', { path: { name: 'four' } }),
  minimal('importConfig', { body: { config: {} } }),
  full('importConfig', { body: { config: { epochs: 2 }, name: 'five' } }),
  full('deleteConfig', { path: { name: 'five' } }),
  ...both('setSecrets', { body: { huggingface_token: '' } }, { status: 400 }) // the built-in trainer has none
]

/** The current training, controlled while it runs. */
const training: Step[] = [
  minimal('startTraining', {}, { keep: { first: 'job_id' } }),
  until('running', '@first'),
  ...['getTrainingStatus', 'getTrainingProgress', 'getSampleSchema'].flatMap(operation =>
    [minimal(operation), full(operation, { query: { job: '@first' } })]),
  ...['backupTraining', 'saveModel', 'dumpStacks', 'drawDefaultSamples'].flatMap(operation =>
    [minimal(operation), full(operation, { query: { job: '@first' } })]),
  minimal('drawCustomSample', { body: { prompt: '7' } }),
  full('drawCustomSample', { query: { job: '@first' }, body: { prompt: '7', width: 32, height: 32, seed: 1 } }),
  until('backed up', '@first', 2),
  minimal('pauseTraining', {}, { keep: { command: 'command_id' } }),
  until('paused', '@first'),
  minimal('getCommand', { path: { command_id: '@command' } }),
  minimal('resumeTraining'),
  until('running', '@first', 2),
  full('pauseTraining', { query: { job: '@first' }, body: { mode: 'hold' } }),
  until('paused', '@first', 2),
  minimal('stopTraining'),
  until('ended', '@first'),
  minimal('getResumePoint'),
  minimal('listModels', { path: { job: '@first' } }),
  full('listModels', { path: { job: '@first' }, query: { kind: 'backup', limit: 1 } }, {
    keep: { backup: 'models.0.model_id', models_cursor: 'next_cursor' }
  }),
  full('listModels', { path: { job: '@first' }, query: { kind: 'backup', limit: 1, cursor: '@models_cursor' } }),
  full('getResumePoint', { query: { job: '@first', model_id: '@backup' } }),
  full('resumeTraining', { query: { job: '@first' }, body: { model_id: '@backup' } }),
  until('running', '@first', 3),
  minimal('killTraining'),
  until('ended', '@first', 2),
  full('startTraining', { body: { name: 'second', config: long } }, { keep: { second: 'job_id' } }),
  until('running', '@second'),
  full('killTraining', { query: { job: '@second' }, body: { force: true } }),
  until('ended', '@second'),
  full('startTraining', { body: { name: 'third', config_name: 'two' } }, { keep: { third: 'job_id' } }),
  until('running', '@third'),
  full('stopTraining', { query: { job: '@third' }, body: { backup: true, force: false } }),
  until('ended', '@third')
]

const retry = { max_retries: 1, delay_seconds: 1, stable_seconds: 1 }
const described = { notes: 'a note', tags: ['a tag'], priority: 1, retry }

/** Jobs that wait in a held queue, and one that trains. */
const jobs: Step[] = [
  minimal('changeQueue', { body: { held: true } }),
  full('changeQueue', { body: { held: true, until_restart: true } }),
  minimal('createJob', {}, { keep: { a: 'job_id' } }),
  full('createJob', {
    body: {
      name: 'b', ...described, config: long, device: 'cpu', after: ['@a'], environment: { ONE: '1' }, queue: false
    }
  }, { keep: { b: 'job_id' } }),
  full('createJob', { body: { config_name: 'two', queue: false } }),
  full('createJob', { body: { config: long, config_from: 'two', queue: false } }),
  full('createJob', { body: { fork_of: '@first', overrides: { epochs: 3 } } }),
  minimal('changeJob', { path: { job: '@b' }, body: { notes: 'another' } }),
  full('changeJob', { path: { job: '@b' }, body: { name: 'new b', ...described, overrides: { epochs: 3 } } }),
  ...both('startJob', { path: { job: '@b' } }),
  full('getQueue', { query: { limit: 1 } }, { keep: { queue_cursor: 'next_cursor' } }),
  full('getQueue', { query: { limit: 1, cursor: '@queue_cursor' } }),
  ...both('reorderJob', { path: { job: '@a' }, body: { before: null } }),
  minimal('stopJob', { path: { job: '@b' } }),
  full('stopJob', { path: { job: '@a' }, body: { backup: false, force: false } }),
  minimal('retryJob', { path: { job: '@a' } }),
  minimal('killJob', { path: { job: '@a' } }),
  full('retryJob', { path: { job: '@a' }, body: { from: 'start' } }),
  full('killJob', { path: { job: '@a' }, body: { force: true } }),
  minimal('listJobs'),
  full('listJobs', { query: { limit: 1 } }, { keep: { jobs_cursor: 'next_cursor' } }),
  full('listJobs', { query: { limit: 1, cursor: '@jobs_cursor' } }),
  full('listJobs', { query: { ended_since: 0, sort: '-end_order' } }),
  full('listJobs', {
    query: {
      status: ['stopped', 'queued'], tag: ['a tag'], trainer: 'builtin', network_id: 'x', search: 'b', sort: 'name'
    }
  }),
  full('listJobs', {
    query: { config: 'two', created_since: '2026-01-01T00:00:00Z', created_before: '2036-01-01T00:00:00.000Z' }
  }),
  minimal('getJob', { path: { job: '@a' } }),
  minimal('deleteJob', { path: { job: '@a' } }),
  full('deleteJob', { path: { job: '@second' }, query: { files: false } }),
  minimal('listDeletedJobs'),
  minimal('purgeDeletedJob', { path: { deleted_job: '@a' } }),
  full('purgeDeletedJob', { path: { deleted_job: '@second' } }),
  minimal('createNetwork', {}, { keep: { network: 'network_id' } }),
  full('createNetwork', { body: { name: 'small', config: { training_set_size: 60 } } }, {
    keep: { other: 'network_id' }
  }),
  minimal('listNetworks'),
  minimal('trainNetwork', { path: { network_id: '@network' } }),
  full('trainNetwork', { path: { network_id: '@other' }, body: { epochs: 1, mini_batch_size: 10, learning_rate: 3 } }),
  minimal('getNetwork', { path: { network_id: '@network' } }),
  minimal('deleteNetwork', { path: { network_id: '@network' } }),
  full('deleteNetwork', { path: { network_id: '@other' } }),
  minimal('resumeJob', { path: { job: '@third' } }),
  full('killJob', { path: { job: '@third' }, body: { force: false } }),
  full('listModels', { path: { job: '@third' }, query: { kind: 'backup' } }, {
    keep: { of_third: 'models.0.model_id' }
  }),
  full('resumeJob', { path: { job: '@third' }, body: { model_id: '@of_third' } }),
  full('killJob', { path: { job: '@third' }, body: { force: false } }),
  full('startTraining', { body: { name: 'to pause' } }, { keep: { paused: 'job_id' } }),
  until('running', '@paused'),
  minimal('pauseJob', { path: { job: '@paused' } }),
  until('paused', '@paused'),
  full('pauseJob', { path: { job: '@paused' }, body: { mode: 'release' } }),
  until('ended', '@paused')
]

/** What is left of a training that has ended. */
const history: Step[] = [
  full('startTraining', { body: { name: 'done', config: small } }, { keep: { done: 'job_id' } }),
  until('ended', '@done'),
  minimal('listAttempts', { path: { job: '@done' } }),
  minimal('getAttempt', { path: { job: '@done', attempt: '1' } }),
  minimal('listEvents', { path: { job: '@done' } }, { keep: { cursor: 'events.0.id' } }),
  full('listEvents', { path: { job: '@done' }, query: { since_seq: 0, types: ['backup_created'], limit: 10 } }),
  full('listEvents', { path: { job: '@done' }, query: { before_seq: 100_000, newest_first: true } }),
  minimal('downloadRecord', { path: { job: '@done' } }),
  minimal('listLogs', { path: { job: '@done' } }),
  full('listLogs', {
    path: { job: '@done' },
    query: { search: 'a', level: 'info', source: 'stdout', warnings: true, limit: 10, before_seq: 100_000 }
  }),
  full('listLogs', { path: { job: '@done' }, query: { since_seq: 0 } }),
  minimal('downloadLogs', { path: { job: '@done' } }),
  full('downloadLogs', {
    path: { job: '@done' }, query: { search: 'a', level: 'info', source: 'stdout', warnings: true, token: 'x' }
  }),
  minimal('getJobMetrics', { path: { job: '@done' } }),
  full('getJobMetrics', {
    path: { job: '@done' },
    query: { tags: ['loss/train_step'], points: 10, from_step: 0, to_step: 100, superseded: true }
  }),
  minimal('listTags', { path: { job: '@done' } }),
  minimal('listTagsOfJobs', { query: { jobs: ['@done', '@first'] } }),
  minimal('compareConfigs', { query: { jobs: ['@done', '@first'] } }),
  minimal('compareMetrics', { query: { jobs: ['@done', '@first'], tags: ['loss/train_step'] } }),
  full('compareMetrics', {
    query: { jobs: ['@done'], tags: ['loss/train_step'], points: 10, from_step: 0, to_step: 100 }
  }),
  minimal('getMetricBuckets', { query: { jobs: ['@done', '@first'] } }, { keep: { chart: 'next_since' } }),
  full('getMetricBuckets', {
    query: {
      jobs: ['@done'], tags: ['loss/train_step'], x: 'minutes', from: 0, to: 1, lead: 10, width: 10, since: '@chart'
    }
  }),
  minimal('listSparklines', { query: { jobs: ['@done', '@first'] } }),
  full('listSparklines', { query: { jobs: ['@done'], tag: 'loss/train_step', points: 10 } }),
  minimal('getSampleMatrix', { query: { jobs: ['@done', '@first'] } }),
  full('getSampleMatrix', {
    query: {
      jobs: ['@done'], align: 'share', sample_type: 'default', search: '7', before: 100, positions: 3, first_row: 0,
      rows: 2
    }
  }),
  full('getSampleMatrix', { query: { jobs: ['@done'], after: 0 } }),
  minimal('getSampleGrid', { path: { job: '@done' } }),
  full('getSampleGrid', {
    path: { job: '@done' }, query: { sample_type: 'default', search: '7', from_step: 0, to_step: 100, steps: 3 }
  }),
  minimal('listSamples', {}, { keep: { sample: 'samples.0.sample_id', other_sample: 'samples.1.sample_id' } }),
  full('listSamples', { query: { job: '@done', limit: 1 } }, { keep: { samples_cursor: 'next_cursor' } }),
  full('listSamples', { query: { job: '@done', sample_type: 'default', limit: 1, cursor: '@samples_cursor' } }),
  minimal('latestSamples'),
  full('latestSamples', { query: { limit: 1 } }),
  minimal('getSample', { path: { sample_id: '@sample' } }),
  minimal('markSample', { path: { sample_id: '@sample' }, body: { starred: true } }),
  full('markSample', { path: { sample_id: '@other_sample' }, body: { starred: true, notes: 'best so far' } }),
  ...['getSampleImage', 'getSampleThumbnail'].flatMap(operation => [
    minimal(operation, { path: { sample_id: '@sample' } }),
    full(operation, { path: { sample_id: '@sample' }, headers: range })
  ]),
  full('listModels', { path: { job: '@done' }, query: { kind: 'final' } }, { keep: { model: 'models.0.model_id' } }),
  minimal('findModels'),
  full('findModels', { query: { search: 'backup', kind: 'backup', limit: 1 } }, {
    keep: { found_cursor: 'next_cursor' }
  }),
  full('findModels', { query: { search: 'backup', kind: 'backup', limit: 1, cursor: '@found_cursor' } }),
  minimal('getModel', { path: { model_id: '@model' } }),
  minimal('downloadModel', { path: { model_id: '@model' } }),
  full('downloadModel', { path: { model_id: '@model' }, headers: range }),
  minimal('downloadModelFile', { path: { model_id: '@model', index: '0' } }),
  full('downloadModelFile', { path: { model_id: '@model', index: '0' }, headers: range }),
  minimal('pruneModels', { path: { job: '@done' }, body: { kind: 'backup' } }),
  full('pruneModels', {
    path: { job: '@done' },
    body: { kind: 'save', keep_last: 100, keep_every_steps: 1000, dry_run: false, only: ['@model'] }
  }),
  minimal('deleteSample', { path: { sample_id: '@sample' } }),
  full('deleteSample', { path: { sample_id: '@other_sample' } }),
  minimal('markModel', { path: { model_id: '@model' }, body: { picked: true } }),
  full('markModel', { path: { model_id: '@model' }, body: { picked: false } }),
  minimal('deleteModel', { path: { model_id: '@model' } }),
  full('deleteModel', { path: { model_id: '@of_third' } }),
  full('deleteJob', { path: { job: '@done' }, query: { files: true } })
]

const streams: Step[] = [
  minimal('openEventSource'),
  full('openEventSource', {
    query: { events: ['job_queued'], job: '@first', since: '@cursor', token: 'x' },
    headers: { 'last-event-id': '@cursor' }
  }),
  minimal('openStream', {}, { status: 426 }),
  ...['openJobStream', 'openJobStreamAlias', 'openJobUpdates'].map(operation =>
    minimal(operation, { path: { job: '@first' } }, { status: 426 }))
]

/**
 * Every operation of the API, called with only what is required and with all that may be given, in an order that works.
 */
export const steps: readonly Step[] = [
  ...machine, ...configs, ...training, ...jobs, ...history, ...streams, ...both('drain')
]
