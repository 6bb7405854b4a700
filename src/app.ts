import { networkInterfaces } from 'node:os'
import { resolve } from 'node:path'
import cors from '@fastify/cors'
import helmet from '@fastify/helmet'
import rateLimit from '@fastify/rate-limit'
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import Fastify from 'fastify'
import type { FastifyRequest, FastifyServerOptions } from 'fastify'
import attempts from '../routes/attempts.ts'
import config from '../routes/config.ts'
import drain from '../routes/drain.ts'
import health from '../routes/health.ts'
import jobCommands from '../routes/job-commands.ts'
import jobs from '../routes/jobs.ts'
import history from '../routes/history.ts'
import models from '../routes/models.ts'
import networks from '../routes/networks.ts'
import queue from '../routes/queue.ts'
import samples from '../routes/samples.ts'
import savedConfigs from '../routes/saved-configs.ts'
import socketStatus from '../routes/sockets.ts'
import system from '../routes/system.ts'
import training from '../routes/training.ts'
import { readOrMakeToken } from '../services/files/access-token.ts'
import { machineClock } from '../services/system/machine-clock.ts'
import { createIds } from '../services/system/ids.ts'
import type { Ids } from '../services/system/ids.ts'
import { packageRoot, packageVersion } from '../services/files/package-root.ts'
import { createServices } from '../services/compose/services.ts'
import type { Services } from '../services/compose/services.ts'
import { trainerEnv } from '../services/attempts/spec.ts'
import type { CrashPoint } from '../services/attempts/start.ts'
import type { SocketStatus } from '../core/contract/socket.ts'
import { createAppError } from '../core/domain/app-error.ts'
import type { Clock } from '../core/domain/clock.ts'
import type { App } from './http.ts'
import docs from './plugins/docs.ts'
import eventSource from './plugins/event-source.ts'
import errors, { errorOptions } from './plugins/errors.ts'
import gatePlugin, { createGate, createPlaceCheck, createTokenCheck } from './plugins/gate.ts'
import jobSockets from './plugins/job-sockets.ts'
import metrics from './plugins/metrics.ts'
import socketio, { socketIoPath } from './plugins/socketio.ts'
import sockets from './plugins/sockets.ts'
import { validation } from './plugins/validation.ts'
import web from './plugins/web.ts'
import { isLoopback, limitsOf } from './settings.ts'
import type { Settings } from './settings.ts'

export interface AppOptions {
  settings: Settings
  /** The process's environment: what trainers and runners may inherit is picked from it. */
  environment: Record<string, string | undefined>
  clock?: Clock
  ids?: Ids
  crash?: CrashPoint
  logger?: FastifyServerOptions['logger']
}

/** The program, put together: services first, then what every request passes, then sockets and routes. `announce` is for the terminal. */
export async function buildApp (options: AppOptions): Promise<{ app: App, services: Services, announce: () => string[] }> {
  const { settings, environment, clock = machineClock } = options
  const ids = options.ids ?? createIds(clock.now)
  const state_dir = resolve(settings.STATE_DIR)
  const app: App = Fastify(serverOptions(options)).withTypeProvider<TypeBoxTypeProvider>()
  const access = chooseAccess(settings, state_dir, ids)
  const services = await createServices({
    places: { state_dir, runtime_dir: settings.RUNTIME_DIR, xdg_runtime_dir: environment.XDG_RUNTIME_DIR, package_root: packageRoot() },
    version: packageVersion(),
    trainer: {
      onetrainer_dir: settings.ONETRAINER_DIR,
      python: settings.ONETRAINER_PYTHON,
      python_hints: environment,
      env: trainerEnv(environment)
    },
    runner: { env: runnerEnv(environment), limits: limitsOf(settings) },
    stats_interval_ms: settings.STATS_INTERVAL_MS,
    machine: { clock, ids, crash: options.crash ?? (() => undefined) },
    log: app.log
  })
  app.addHook('onClose', async () => { await services.close() })
  await addPlugins(app, services, { settings, clock, ids, token: access.token })
  await addRoutes(app, services)
  return { app, services, announce: () => greeting(app, access) }
}

function serverOptions ({ settings, logger }: AppOptions): FastifyServerOptions {
  const secrets = ['req.headers.authorization', 'req.headers["sec-websocket-protocol"]']
  return {
    forceCloseConnections: true,
    bodyLimit: 1_048_576,
    requestTimeout: 30_000,
    logger: logger ?? { level: settings.LOG_LEVEL, redact: secrets, serializers: { req: describeRequest } },
    ...validation(),
    ...errorOptions()
  }
}

interface PluginDeps { settings: Settings, clock: Clock, ids: Ids, token: string | null }

async function addPlugins (app: App, services: Services, { settings, clock, ids, token }: PluginDeps): Promise<void> {
  const allowed_origins = names(settings.ALLOWED_ORIGINS)
  const { name, version, started_at } = services.server
  await app.register(errors)
  if (settings.RATE_LIMIT_PER_MINUTE > 0) await limitRate(app, settings.RATE_LIMIT_PER_MINUTE)
  const places = { allowed_hosts: names(settings.ALLOWED_HOSTS), allowed_origins, own_addresses: ownAddresses }
  await app.register(gatePlugin, { gate: createGate({ ...places, token }) })
  await app.register(helmet, { contentSecurityPolicy: { directives: { defaultSrc: ["'self'"], workerSrc: ["'self'", 'blob:'], upgradeInsecureRequests: null } }, strictTransportSecurity: false })
  await app.register(cors, { origin: allowed_origins, methods: ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] })
  await app.register(docs)
  await app.register(sockets, {
    stream: services.stream,
    clock,
    telemetry: services.telemetry,
    command: services.trainer.command,
    server: { name, version, started_at }, // where the files lie is nobody's business
    newId: ids.uuid,
    deflate: settings.WS_DEFLATE,
    foreign_upgrades: [socketIoPath]
  })
  await app.register(jobSockets, { stream: services.stream, clock, jobs: services.watched, telemetry: services.telemetry, idAt: services.idAt, most: { stream: settings.JOB_STREAM_CONNECTIONS, updates: settings.JOB_UPDATES_CONNECTIONS } })
  await app.register(eventSource, { stream: services.stream, clock, telemetry: services.telemetry, server: { name, version, started_at }, jobs: services.watched })
  await app.register(socketio, {
    stream: services.stream,
    clock,
    jobs: services.watched,
    epochs: services.epochs,
    place: createPlaceCheck(places, () => false),
    admits: createTokenCheck(token),
    allowed_origins,
    most: settings.SOCKET_IO_CONNECTIONS
  })
  await app.register(metrics, { stream: services.stream, connections: () => socketStatusOf(app).connections })
}

async function addRoutes (app: App, services: Services): Promise<void> {
  await app.register(training, services)
  await app.register(jobs, services)
  await app.register(jobCommands, services)
  await app.register(queue, services)
  await app.register(config, services)
  await app.register(savedConfigs, services)
  await app.register(samples, services)
  await app.register(networks, services)
  await app.register(models, services)
  await app.register(attempts, services)
  await app.register(history, services)
  await app.register(system, services)
  await app.register(drain, services)
  await app.register(socketStatus, { status: () => socketStatusOf(app) })
  await app.register(web, { package_root: packageRoot() })
  await app.register(health, { ready: () => true })
}

/** Counts every request of an address, also those that the gate refuses: nobody may try tokens by the thousand. */
async function limitRate (app: App, max: number): Promise<void> {
  const allowList = ({ ip }: FastifyRequest): boolean => isLoopback(ip.replace(/^::ffff:/, ''))
  await app.register(rateLimit, {
    global: false,
    max,
    timeWindow: 60_000,
    cache: 10_000,
    allowList,
    errorResponseBuilder: (_, { ttl }) => createAppError('rate_limited', { seconds: Math.ceil(ttl / 1000) })
  })
  app.addHook('onRequest', app.rateLimit())
}

/** Everybody who listens: over WebSocket, and over Socket.IO. */
function socketStatusOf (app: App): SocketStatus {
  const [status, listeners] = [app.fanOut.status(), app.epochListeners()]
  return { ...status, clients: [...status.clients, ...listeners], connections: status.connections + listeners.length }
}

/** Whether a token is needed, and which. */
function chooseAccess (settings: Settings, state_dir: string, ids: Ids): { token: string | null, made_at: string | null } {
  const open = settings.AUTH === 'none' || (settings.AUTH === 'auto' && isLoopback(settings.HOST))
  if (open) return { token: null, made_at: null }
  if (settings.TOKEN !== '') return { token: settings.TOKEN, made_at: null }
  const { token, made, path } = readOrMakeToken(state_dir, ids.secret)
  return { token, made_at: made ? path : null }
}

function greeting (app: App, { token, made_at }: { token: string | null, made_at: string | null }): string[] {
  const address = app.server.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  return [
    `onetrainer-web-ui listens on http://localhost:${port} (the API is described at /docs)`,
    ...(token !== null && made_at !== null ? [`A token is needed; this one was made for you and is kept in ${made_at}: ${token}`] : [])
  ]
}

/** A request for the log: what a caller may not want there – tokens above all – is taken out of its URL. */
function describeRequest ({ method, url, socket }: FastifyRequest): { method: string, url: string, remote_address: string | undefined } {
  const redacted = url.replace(/([?&][^=&]*(?:token|key|secret|auth)[^=&]*=)[^&]*/gi, '$1[redacted]')
  return { method, url: redacted, remote_address: socket.remoteAddress }
}

function runnerEnv (environment: Record<string, string | undefined>): Record<string, string> {
  const { PATH = '', HOME = '', LANG = '', TMPDIR = '', OT_CRASH_RUNNER } = environment
  const passed = { PATH, HOME, LANG, TMPDIR, ...(OT_CRASH_RUNNER === undefined ? {} : { OT_CRASH: OT_CRASH_RUNNER }) }
  return Object.fromEntries(Object.entries(passed).filter(([, value]) => value !== ''))
}

const names = (list: string): string[] => list.split(',').map(name => name.trim().toLowerCase()).filter(name => name !== '')
const ownAddresses = (): string[] => Object.values(networkInterfaces()).flatMap(addresses => addresses?.map(({ address }) => address) ?? [])
