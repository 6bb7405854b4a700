import { join, resolve } from 'node:path'
import type { AddressInfo } from 'node:net'
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import Fastify, { LogController } from 'fastify'
import type { FastifyServerOptions } from 'fastify'
import attempts from '../routes/attempts.ts'
import charts from '../routes/charts.ts'
import config from '../routes/config.ts'
import deletedJobs from '../routes/deleted-jobs.ts'
import docs, { docsUrl } from '../routes/docs.ts'
import drain from '../routes/drain.ts'
import eventSource from '../routes/event-source.ts'
import health from '../routes/health.ts'
import history from '../routes/history.ts'
import jobCommands from '../routes/job-commands.ts'
import jobStream from '../routes/job-stream.ts'
import jobUpdates from '../routes/job-updates.ts'
import jobs from '../routes/jobs.ts'
import metrics from '../routes/prometheus.ts'
import models from '../routes/models.ts'
import networks from '../routes/networks.ts'
import pages from '../routes/pages.ts'
import queue from '../routes/queue.ts'
import sampleCommands from '../routes/sample-commands.ts'
import samples from '../routes/samples.ts'
import savedConfigs from '../routes/saved-configs.ts'
import socketStatus from '../routes/socket-status.ts'
import socketio, { socketIoPath } from '../routes/socketio.ts'
import stream from '../routes/ws.ts'
import system from '../routes/system.ts'
import trainingCommands from '../routes/training-commands.ts'
import training from '../routes/training.ts'
import { whileRecovering } from '../routes/while-recovering.ts'
import { readEnvironmentRules } from '../core/domain/job/environment-rules.ts'
import { trainerEnvironment } from '../core/domain/job/trainer-environment.ts'
import type { TrainerEnvironment } from '../core/domain/job/trainer-environment.ts'
import type { Clock } from '../core/domain/clock.ts'
import { runnerEnv } from '../services/attempts/runner-env.ts'
import type { CrashPoint } from '../services/attempts/start.ts'
import { readPageParts } from '../services/files/page-parts.ts'
import { tryFolders } from '../services/files/try-folders.ts'
import { createCheckoutChoice } from '../services/onetrainer/checkout-choice.ts'
import type { CheckoutChoice } from '../services/onetrainer/checkout-choice.ts'
import { createServices } from '../services/compose/services.ts'
import type { Services } from '../services/compose/services.ts'
import { installedPackage, packageRoot, packageVersion } from '../services/files/package-root.ts'
import { createIds } from '../services/system/ids.ts'
import type { Ids } from '../services/system/ids.ts'
import { machineClock } from '../core/machine-clock.ts'
import type { App } from './http.ts'
import { allowedPlaces, chooseToken, ownUrl } from './plugins/access.ts'
import changes from './plugins/changes.ts'
import compression from './plugins/external/compress.ts'
import crossOrigin from './plugins/external/cors.ts'
import securityHeaders from './plugins/external/helmet.ts'
import requestLimit from './plugins/external/rate-limit.ts'
import staticFiles from './plugins/external/static.ts'
import openapi from './plugins/external/swagger.ts'
import errors, { errorOptions } from './plugins/errors.ts'
import fanOut from './plugins/fan-out.ts'
import gate, { createGate, createPlaceCheck, createTokenCheck } from './plugins/gate.ts'
import bothLoopbacks from './plugins/both-loopbacks.ts'
import emptyBody from './plugins/empty-body.ts'
import idempotency from './plugins/idempotency.ts'
import metricsRegistry from './plugins/prometheus.ts'
import recovering from './plugins/recovering.ts'
import { logRequests, requestLog } from './plugins/request-log.ts'
import type { LogTarget } from './plugins/request-log.ts'
import { validation } from './plugins/validation.ts'
import webSockets from './plugins/web-sockets.ts'
import { limitsOf } from './settings.ts'
import type { Settings } from './settings.ts'
import { createTerminal } from './start/terminal.ts'
import type { Terminal } from './start/terminal.ts'
import { createNativeView } from './transports/native.ts'

export interface AppOptions {
  settings: Settings
  /** The environment of the process; trainers and runners inherit parts of it. */
  environment: Record<string, string | undefined>
  clock?: Clock
  ids?: Ids
  crash?: CrashPoint
  log?: LogTarget
  /** Closes this app and builds it anew; nothing happens when it is left out. */
  restart?: () => void
}

/** What the plugins and the routes of an app are made of. */
interface Parts {
  settings: Settings
  clock: Clock
  ids: Ids
  services: Services
  checkouts: CheckoutChoice
  restart: () => void
  token: string | null
  package_root: string
}

/**
 * The app and its services; what an earlier server left is there once `services.recovery.begin()` has resolved.
 */
export interface BuiltApp { app: App, services: Services, terminal: Terminal }

/** The whole program: services, then what every request passes, then the routes. */
export async function buildApp (options: AppOptions): Promise<BuiltApp> {
  const { settings, clock = machineClock } = options
  const ids = options.ids ?? createIds(clock.now)
  const state_dir = resolve(settings.STATE_DIR)
  const package_root = packageRoot()
  const app: App = Fastify(serverOptions(options)).withTypeProvider<TypeBoxTypeProvider>()
  const token = await chooseToken(settings, state_dir, ids.secret, message => { app.log.warn({}, message) })
  const checkouts = createCheckoutChoice({
    state_dir, fixed_dir: settings.ONETRAINER_DIR, clock, tryFolders,
    search: { python: settings.ONETRAINER_PYTHON, hints: options.environment },
    report: message => { app.log.warn({}, message) }
  })
  const { onetrainer_dir } = checkouts.get()
  const services = await openServices(app, options, {
    state_dir, package_root, clock, ids, onetrainer_dir: onetrainer_dir ?? ''
  })
  app.addHook('onClose', async () => { await services.close() })

  const restart = options.restart ?? (() => undefined)
  const parts = { settings, clock, ids, services, checkouts, restart, token: token.token, package_root }
  if (options.log?.is_terminal === true) logRequests(app)
  await addPlugins(app, parts)
  await addRoutes(app, parts)
  await addStreams(app, parts)
  const port = (): number => (app.server.address() as AddressInfo).port // as: it listens on a port
  const url = (): string => ownUrl(settings.HOST, port())
  const { left_out } = environmentOf(options)
  return { app, services, terminal: createTerminal({ services, url, docs_url: docsUrl, token, left_out }) }
}

const environmentOf = ({ settings, environment }: AppOptions): TrainerEnvironment =>
  trainerEnvironment(environment, readEnvironmentRules(settings.TRAINER_ENV).rules)

function serverOptions ({ settings, log = {} }: AppOptions): FastifyServerOptions {
  const limits = { forceCloseConnections: true, bodyLimit: 1_048_576, requestTimeout: 30_000 }
  const routerOptions = { ignoreTrailingSlash: true }
  const logging = {
    logger: requestLog(settings.LOG_LEVEL, log),
    logController: new LogController({ disableRequestLogging: log.is_terminal === true })
  }
  return { ...limits, routerOptions, ...logging, ...validation(), ...errorOptions() }
}

type Places = Pick<Parts, 'clock' | 'ids' | 'package_root'> & { state_dir: string, onetrainer_dir: string }

async function openServices (app: App, options: AppOptions, places: Places): Promise<Services> {
  const { settings, environment, crash } = options
  const { state_dir, package_root, clock, ids, onetrainer_dir } = places
  const { left_out, ...inherited } = environmentOf(options)
  if (left_out.length > 0) {
    app.log.info({ left_out }, 'trainers do not get these variables of the environment; TRAINER_ENV passes them')
  }
  return await createServices({
    places: {
      state_dir, runtime_dir: settings.RUNTIME_DIR, xdg_runtime_dir: environment.XDG_RUNTIME_DIR, package_root
    },
    version: packageVersion(),
    trainer: {
      onetrainer_dir, python: settings.ONETRAINER_PYTHON, python_hints: environment, ...inherited
    },
    runner: { env: runnerEnv(environment), limits: limitsOf(settings) },
    stats_interval_ms: settings.STATS_INTERVAL_MS,
    machine: { clock, ids, crash: crash ?? (() => undefined) },
    log: app.log
  })
}

async function addPlugins (app: App, { settings, clock, services, token }: Parts): Promise<void> {
  const { stream, server, conditions, recovery } = services
  const places = allowedPlaces(settings)
  await app.register(errors, { observe: conditions.observe })
  await app.register(requestLimit, { per_minute: settings.RATE_LIMIT_PER_MINUTE, clock })
  await app.register(gate, { gate: createGate({ ...places, token }) })
  await app.register(recovering, { recovery, whileRecovering })
  await app.register(emptyBody)
  await app.register(securityHeaders)
  await app.register(crossOrigin, { allowed_origins: places.allowed_origins })
  await app.register(compression)
  await app.register(openapi, { version: server.version })
  await app.register(idempotency, services)
  await app.register(staticFiles)
  await app.register(changes, { sources: services.changeSources })
  await app.register(bothLoopbacks)
  await app.register(fanOut, { stream, clock, progress_interval_ms: settings.PROGRESS_INTERVAL_MS })
  await app.register(webSockets, { clock, foreign_paths: [socketIoPath], deflate: settings.WS_DEFLATE })
  await app.register(metricsRegistry, {
    stream, recovered: recovery.done, fanOut: app.fanOut, conditions: conditions.list, readMetrics: services.readMetrics
  })
}

async function addRoutes (app: App, { services, checkouts, restart, package_root }: Parts): Promise<void> {
  await app.register(training, services)
  await app.register(trainingCommands, services)
  await app.register(jobs, services)
  await app.register(jobCommands, services)
  await app.register(queue, services)
  await app.register(config, services)
  await app.register(savedConfigs, services)
  await app.register(sampleCommands, services)
  await app.register(samples, services)
  await app.register(networks, services)
  await app.register(models, services)
  await app.register(deletedJobs, services)
  await app.register(attempts, services)
  await app.register(history, services)
  await app.register(charts, services)
  await app.register(system, { ...services, checkouts, restart })
  await app.register(drain, services)
  await app.register(health, services)
  await app.register(metrics)
  await app.register(docs, { package_root, version: services.server.version })
  await app.register(pages, {
    package_root, socket_io_client: `${installedPackage('socket.io')}/client-dist`,
    partsOf: readPageParts(join(package_root, 'web', 'dist'))
  })
}

async function addStreams (app: App, { settings, clock, ids, services, token }: Parts): Promise<void> {
  const { name, version, started_at } = services.server // the state folder is not for clients
  const native = createNativeView({
    stream_id: services.stream.stream_id, clock, server: { name, version, started_at }
  })
  const shared = { ...services, clock, native, jobs: services.streamJobs }
  const places = allowedPlaces(settings)
  const access = {
    ...places,
    checkPlace: createPlaceCheck(places, () => false),
    isAdmitted: createTokenCheck(token),
    limit: settings.SOCKET_IO_CONNECTIONS,
    ready: services.recovery.done
  }
  await app.register(stream, { ...shared, commands: { send: services.trainer.command, newId: ids.uuid } })
  await app.register(jobStream, { ...shared, limit: settings.JOB_STREAM_CONNECTIONS })
  await app.register(jobUpdates, { ...shared, limit: settings.JOB_UPDATES_CONNECTIONS })
  await app.register(eventSource, shared)
  await app.register(socketio, { ...shared, access })
  await app.register(socketStatus)
}
