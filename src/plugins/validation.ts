import AjvCompiler from '@fastify/ajv-compiler'
import type { BuildCompilerFromPool } from '@fastify/ajv-compiler'
import SerializerSelector from '@fastify/fast-json-stringify-compiler'
import type { SerializerFactory } from '@fastify/fast-json-stringify-compiler'
import type { FastifyServerOptions } from 'fastify'

const common = { removeAdditional: false, useDefaults: true, allErrors: true, strict: true, verbose: true } as const

/** Options for Fastify: everything wrong is reported, nothing is dropped, and only what comes as text – URL and headers – is read as numbers. */
export function validation (): Pick<FastifyServerOptions, 'schemaController'> {
  const build = AjvCompiler()
  const buildValidator = (schemas: Parameters<BuildCompilerFromPool>[0]) => {
    const body = build(schemas, { customOptions: { ...common, coerceTypes: false } })
    const text = build(schemas, { customOptions: { ...common, coerceTypes: 'array' } })
    return (route: { httpPart?: string }) => route.httpPart === 'body' ? body(route as never) : text(route as never) // as: the package's type says schema where it is given a route
  }
  return { schemaController: { compilersFactory: { buildValidator: buildValidator as BuildCompilerFromPool, buildSerializer: serializersWhenNeeded } } } // as: the same
}

/** What writes an answer is compiled with the first answer of its kind: most are errors nobody makes, and all of them at the start cost 15 MB and a third of the time. */
const serializersWhenNeeded: SerializerFactory = (schemas, options) => {
  const compile = SerializerSelector()(schemas, options)
  return route => {
    let serialize: ReturnType<typeof compile> | null = null
    return answer => (serialize ??= compile(route))(answer)
  }
}
