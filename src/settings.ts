import { homedir } from 'node:os'
import { Type } from '@sinclair/typebox'
import type { Static } from '@sinclair/typebox'
import { Value } from '@sinclair/typebox/value'
import { Limits } from '../core/contract/journal.ts'
import { words } from '../core/contract/define.ts'
import { readEnvironmentRules } from '../core/domain/job/environment-rules.ts'
import { isLoopback } from '../core/domain/loopback.ts'
import { readSettingValue } from '../core/domain/setting-value.ts'
import type { ListOptions, SettingValue } from '../core/domain/setting-value.ts'

const list = (description: string, options: ListOptions = {}) =>
  Type.String({ default: '', separator: ',', description, ...options })
const hosts = {
  pattern: /^([a-z0-9._-]+|(?=.*:.*:)[0-9a-f:.]+)$/i, expected: 'host names without scheme, port and path'
}
const origins = {
  pattern: /^[a-z][a-z0-9+.-]*:\/\/[^\s/?#@]+$/i, expected: 'origins such as https://ui.example.com, without a path'
}
const limit = Limits.properties

/** The environment: every variable with its default and what it is for. `.env.example` is made from this. */
export const Environment = Type.Object({
  HOST: Type.String({
    pattern: '^\\S+$',
    default: '127.0.0.1',
    description: 'Address to listen on. A non-loopback address requires a token'
  }),
  PORT: Type.Integer({
    minimum: 0,
    maximum: 65535,
    default: 8000,
    description: 'Port to listen on; 0 selects a free port'
  }),
  STATE_DIR: Type.String({
    default: './data',
    description: 'Folder for jobs, configs and the database. In every path a leading ~ is the home folder'
  }),
  RUNTIME_DIR: Type.String({
    default: '',
    description: 'Folder for control sockets; empty: XDG_RUNTIME_DIR, otherwise the temporary folder; at most 85 ' +
      'characters (Unix socket limit)'
  }),
  ONETRAINER_DIR: Type.String({
    default: '',
    description: 'Folder of a OneTrainer checkout; empty: use the built-in trainer'
  }),
  ONETRAINER_PYTHON: Type.String({
    default: '',
    description: 'Python program that runs the trainer; empty: that of the checkout\'s environment, or python3 for ' +
      'the built-in trainer'
  }),
  TRAINER_ENV: list(
    'Variables trainers get besides the known ones: names, patterns (AWS_*), NAME=value pairs; separated by commas'
  ),
  AUTH: words(
    ['auto', 'token', 'none'] as const,
    'auto: a token is required except on loopback. token: always required. none: never required; only allowed on ' +
      'loopback',
    { default: 'auto' }
  ),
  TOKEN: Type.String({
    default: '',
    pattern: '^([A-Za-z0-9_.-]{16,200})?$',
    description: 'Access token, 16 to 200 letters, digits, dots, hyphens and underscores; empty: generated once, ' +
      'stored in STATE_DIR/token and printed at the first start'
  }),
  ALLOWED_HOSTS: list('Accepted host names besides loopback names and own addresses; separated by commas', {
    entry: hosts
  }),
  ALLOWED_ORIGINS: list(
    'Accepted web origins besides this server\'s own, for example https://ui.example.com; separated by commas',
    { entry: origins }
  ),
  LOG_LEVEL: words(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const, 'Log level', {
    default: 'info'
  }),
  STOP_GRACE_SECONDS: Type.Number({
    minimum: 0,
    maximum: 86_400,
    default: 110,
    description: 'In the container: seconds that SIGTERM waits for trainings to back up and stop; decimals are allowed'
  }),
  STATS_INTERVAL_MS: Type.Integer({
    minimum: 200,
    maximum: 3_600_000,
    default: 2000,
    description: 'Interval in ms at which machine load is measured while a client watches'
  }),
  PROGRESS_INTERVAL_MS: Type.Integer({
    minimum: 0,
    maximum: 60_000,
    default: 100,
    description: 'Minimum time in ms between two progress messages of a job'
  }),
  WS_DEFLATE: Type.Boolean({
    default: false,
    description: 'Compress WebSocket messages for clients that support it; costs CPU time and memory per client'
  }),
  JOB_STREAM_CONNECTIONS: Type.Integer({
    minimum: 0, maximum: 100_000, default: 10,
    description: 'Maximum WebSocket connections per job at /api/v1/training-jobs/{job}/ws and /stream together'
  }),
  JOB_UPDATES_CONNECTIONS: Type.Integer({
    minimum: 0, maximum: 100_000, default: 100,
    description: 'Maximum WebSocket connections per job at /ws/training/{job}'
  }),
  SOCKET_IO_CONNECTIONS: Type.Integer({
    minimum: 0, maximum: 100_000, default: 1000, description: 'Maximum Socket.IO connections'
  }),
  RATE_LIMIT_PER_MINUTE: Type.Integer({
    minimum: 0,
    maximum: 10_000_000,
    default: 600,
    description: 'Maximum HTTP requests per minute and address; 0: unlimited. Loopback is not limited'
  }),
  START_TIMEOUT_MS: limit.start_timeout_ms,
  STOP_PATIENCE_MS: limit.stop_patience_ms,
  INTERRUPT_PATIENCE_MS: limit.interrupt_patience_ms,
  TERMINATE_PATIENCE_MS: limit.terminate_patience_ms,
  HEARTBEAT_TIMEOUT_MS: limit.heartbeat_timeout_ms,
  STALL_TIMEOUT_MS: limit.stall_timeout_ms,
  ORPHAN_PATIENCE_MS: limit.orphan_patience_ms,
  SEGMENT_BYTES: limit.segment_bytes,
  JOURNAL_BYTES: limit.journal_bytes,
  LOG_LINES_PER_SECOND: limit.log_lines_per_second,
  LOG_QUOTA_BYTES: limit.log_quota_bytes,
  LINE_BYTES: limit.line_bytes,
  OUTPUT_BYTES: limit.output_bytes
})

type Schema = (typeof Environment.properties)[keyof typeof Environment.properties]

/** The settings of a process: read once, frozen, passed as a value. */
export type Settings = Readonly<Static<typeof Environment>>

/** Every bad variable at once, one line each. */
export class SettingsError extends Error {
  readonly problems: string[]
  constructor (problems: string[]) {
    super(problems.join('\n'))
    this.name = 'SettingsError'
    this.problems = problems
  }
}

type Variables = Record<string, string | undefined>

/** Settings, with defaults in place of bad values. `problems`: what is wrong, one line each, by setting. */
export interface InspectedSettings { settings: Settings, problems: Map<string, string> }

/**
 * Reads the settings from an environment; an empty variable has its default. Throws SettingsError that names every bad
 * variable and its value.
 */
export function readSettings (env: Variables): Settings {
  const { settings, problems } = inspectSettings(env)
  if (problems.size > 0) throw new SettingsError([...problems.values()])
  return settings
}

/** Reads the settings from an environment, the bad ones included. */
export function inspectSettings (env: Variables): InspectedSettings {
  const problems = new Map<string, string>()
  const read = Object.entries(Environment.properties).map(([name, schema]) => {
    const found = readSetting(name, schema, env)
    if ('problem' in found) problems.set(name, explain(name, found.problem, schema))
    return [name, 'value' in found ? found.value : schema.default]
  })
  const settings = Object.freeze(Object.fromEntries(read) as Settings) // as: each was checked against its schema
  const rules = readEnvironmentRules(settings.TRAINER_ENV).problems
  if (rules.length > 0) problems.set('TRAINER_ENV', `TRAINER_ENV: ${rules.join('; ')}`)
  if (!problems.has('AUTH') && settings.AUTH === 'none' && !isLoopback(settings.HOST)) {
    problems.set('AUTH', (
      `AUTH=none is refused with HOST=${settings.HOST}: without a token anyone who reaches that address could run ` +
      'programs here. Use AUTH=auto, or HOST=127.0.0.1'
    ))
  }
  return { settings, problems }
}

const paths = new Set(['STATE_DIR', 'RUNTIME_DIR', 'ONETRAINER_DIR', 'ONETRAINER_PYTHON'])

function readSetting (name: string, schema: Schema, env: Variables): SettingValue {
  const text = env[name] ?? ''
  if (text === '') return { value: schema.default }
  const found = readSettingValue(schema, text, value => Value.Check(schema, value), name === 'TOKEN')
  return paths.has(name) && 'value' in found ? expandHome(text, env.HOME ?? homedir()) : found
}

function expandHome (path: string, home: string): SettingValue {
  if (path === '~' || path.startsWith('~/')) return { value: home + path.slice(1) }
  return path.startsWith('~')
    ? { problem: `must not be ${JSON.stringify(path)}: ~ is the own home folder; write that of another user in full` }
    : { value: path }
}

/** The description says what the setting is for, unless it is part of the problem already. */
const explain = (name: string, problem: string, { description = '' }: { description?: string }): string =>
  `${name} ${problem}` + (problem.includes(description) ? '' : `. ${description}`)

/** The limits of a runner, from the settings of the same names. */
export function limitsOf (settings: Settings): Limits {
  // the same names in capitals
  return Object.fromEntries(
    Object.keys(limit).map(name => [name, settings[name.toUpperCase() as keyof Settings]])
  ) as Limits
}
