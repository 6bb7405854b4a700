import { readFileSync } from 'node:fs'
import type { TSchema, Static } from '@sinclair/typebox'
import { TypeCompiler } from '@sinclair/typebox/compiler'
import { AttemptSpec, ExitFile, RunnerFile } from '../core/contract/journal.ts'
import type { Disk } from './disk.ts'
import { errorCode, writeWhole } from './disk.ts'

/** The small files of an attempt; each is read whole or not at all. */
export interface AttemptFolder {
  path: string
  /** Throws with a sentence when spec.json is missing or wrong. */
  spec: () => AttemptSpec
  /** null: no runner has lived here. */
  runner: () => RunnerFile | null
  /** null: the books are open. */
  exit: () => ExitFile | null
  writeRunner: (file: RunnerFile) => void
  writeExit: (file: ExitFile) => void
}

/** Opens the folder of an attempt. Files are written whole and durable; a disk's errors are thrown. */
export function openAttemptFolder (path: string, disk: Disk): AttemptFolder {
  function read<S extends TSchema> (name: string, schema: S): Static<S> | null {
    let text: string
    try {
      text = readFileSync(`${path}/${name}`, 'utf8')
    } catch (error) {
      if (errorCode(error) === 'ENOENT') return null
      throw error
    }
    const value: unknown = JSON.parse(text)
    const check = TypeCompiler.Compile(schema)
    if (check.Check(value)) return value
    const wrong = check.Errors(value).First()
    throw new Error(`${path}/${name} is wrong at ${wrong?.path ?? '/'}: ${wrong?.message ?? 'unexpected shape'}`)
  }

  return {
    path,
    spec () {
      const spec = read('spec.json', AttemptSpec)
      if (spec === null) throw new Error(`${path}/spec.json is missing`)
      return spec
    },
    runner: () => read('runner.json', RunnerFile),
    exit: () => read('exit.json', ExitFile),
    writeRunner (file) { writeWhole(disk, path, 'runner.json', JSON.stringify(file, null, 2) + '\n') },
    writeExit (file) { writeWhole(disk, path, 'exit.json', JSON.stringify(file, null, 2) + '\n') }
  }
}
