import { Script } from 'node:vm'
import { createRequire } from 'node:module'
import { parentPort, workerData } from 'node:worker_threads'
import { Ajv } from 'ajv'
import standaloneCode from 'ajv/dist/standalone/index.js'
import { configOptions } from '../configs/compile-schema.ts'
import type { JsonObject } from '../../core/domain/schema/json-schema.ts'

/** A validator as source text, with the bytecode that V8 made of it. */
export interface CompiledCode { source: string, bytecode: Uint8Array }

// Runs in a worker thread: takes a schema, posts its validator once. The bytecode is taken after a first call, so that
// it
// holds the inner functions too and the main thread compiles nothing.
const ajv = new Ajv({ ...configOptions, code: { source: true, optimize: false } })
const code = standaloneCode.default(ajv, ajv.compile(workerData as JsonObject)) // as: schema-compiler.ts passes it
const source = `(function (module, require) {${code}\n})`
const script = new Script(source)
const made = { exports: (_: unknown): boolean => true }
script.runInThisContext()(made, createRequire(import.meta.url))
made.exports({})
parentPort?.postMessage({ source, bytecode: script.createCachedData() } satisfies CompiledCode)
