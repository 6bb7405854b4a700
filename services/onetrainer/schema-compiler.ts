import { createRequire } from 'node:module'
import { Script } from 'node:vm'
import { Worker } from 'node:worker_threads'
import type { JsonSchema } from '../../core/domain/schema/json-schema.ts'
import type { ValidateSchema } from '../../core/domain/schema/schema-error.ts'
import { errorsOf } from '../configs/compile-schema.ts'
import type { CompiledSchema } from '../configs/compile-schema.ts'
import type { CompiledCode } from './compile-worker.ts'

/** Compiles a schema. Rejects when that fails or was cancelled. */
export interface SchemaCompiler {
  compile: (schema: JsonSchema) => Promise<ValidateSchema>
  /** Ends the compilation that is under way. */
  close: () => void
}

/**
 * Compiles in a worker thread: the schema of OneTrainer takes about a second. `program`: the built compile-worker.js.
 */
export function createSchemaCompiler (program: string): SchemaCompiler {
  const workers = new Set<Worker>()
  return {
    async compile (schema) {
      const worker = new Worker(program, { workerData: schema, execArgv: [] })
      workers.add(worker)
      try {
        return load(await answerOf(worker))
      } finally {
        workers.delete(worker)
        await worker.terminate()
      }
    },
    close () {
      for (const worker of workers) void worker.terminate()
    }
  }
}

async function answerOf (worker: Worker): Promise<CompiledCode> {
  return await new Promise((resolve, reject) => {
    worker.once('message', resolve).once('error', reject)
    worker.once('exit', code => { reject(new Error(`the compilation of the config schema ended with code ${code}`)) })
  })
}

/** The validator of a worker's code. V8 takes the bytecode as it is, which takes milliseconds. */
function load ({ source, bytecode }: CompiledCode): ValidateSchema {
  const made: { exports: CompiledSchema } = { exports: () => true }
  const run: unknown = new Script(source, { cachedData: bytecode }).runInThisContext()
  // as: the worker wraps it so
  ;(run as (module: object, require: NodeJS.Require) => void)(made, createRequire(import.meta.url))
  return errorsOf(made.exports)
}
