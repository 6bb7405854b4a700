import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import Fastify from 'fastify'
import config from '../routes/config.ts'
import health from '../routes/health.ts'
import samples from '../routes/samples.ts'
import system from '../routes/system.ts'
import training from '../routes/training.ts'
import docs from '../src/plugins/docs.ts'
import { validation } from '../src/plugins/validation.ts'
import type { App } from '../src/http.ts'

/** The OpenAPI document of all routes. No service is made: nothing is asked, so nobody has to answer. */
export async function openapi (): Promise<object> {
  const app: App = Fastify(validation()).withTypeProvider<TypeBoxTypeProvider>()
  const nobody = {} as never // as: handlers are registered and never called
  await app.register(docs)
  await app.register(training, nobody)
  await app.register(config, nobody)
  await app.register(samples, nobody)
  await app.register(system, nobody)
  await app.register(health, nobody)
  await app.ready()
  const document = app.swagger()
  await app.close()
  return document
}
