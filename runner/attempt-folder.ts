import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { readAttemptSpec, readExitFile, readRunnerFile } from '../core/contract/journal.ts'
import type { AttemptSpec, ExitFile, RunnerFile } from '../core/contract/journal.ts'
import { DamagedRecord } from '../core/contract/read-record.ts'
import type { ReadRecord } from '../core/contract/read-record.ts'
import { errorCode } from '../core/domain/file-error.ts'
import { isDraft, removeIfThere, writeWhole } from './disk.ts'
import type { Disk } from './disk.ts'

/** The small files of an attempt; each is read whole or not at all. */
export interface AttemptFolder {
  path: string
  /** Throws with a sentence when spec.json is missing or wrong. */
  spec: () => AttemptSpec
  /** null: no runner has lived here. */
  runner: () => RunnerFile | null
  /** null: the attempt has not ended. */
  exit: () => ExitFile | null
  writeRunner: (file: RunnerFile) => void
  /** The last file of an attempt; a damaged one is kept aside, and drafts that a killed runner left are removed. */
  writeExit: (file: ExitFile) => void
}

/** Opens the folder of an attempt. Files are written whole and durable; a disk's errors are thrown. */
export function openAttemptFolder (path: string, disk: Disk): AttemptFolder {
  function read<T> (name: string, readText: ReadRecord<T>, file = `${path}/${name}`): T | null {
    let text: string
    try {
      text = readFileSync(`${path}/${name}`, 'utf8')
    } catch (error) {
      if (errorCode(error) === 'ENOENT') return null
      throw error
    }
    return readText(text, file)
  }

  const write = (name: string, file: RunnerFile | ExitFile): void => {
    writeWhole(disk, path, name, JSON.stringify(file, null, 2) + '\n')
  }

  const exit = (): ExitFile | null => read('exit.json', readExitFile, 'exit.json')

  /** Gives a damaged file the first free of the names `<name>.damaged-<n>`. */
  function moveAside (name: string): void {
    let number = 1
    while (existsSync(`${path}/${name}.damaged-${number}`)) number += 1
    disk.rename(`${path}/${name}`, `${path}/${name}.damaged-${number}`)
  }

  return {
    path,
    spec () {
      const spec = read('spec.json', readAttemptSpec)
      if (spec === null) throw new Error(`${path}/spec.json is missing`)
      return spec
    },
    runner: () => read('runner.json', readRunnerFile),
    exit,
    writeRunner (file) { write('runner.json', file) },
    writeExit (file) {
      if (isDamaged(exit)) moveAside('exit.json')
      write('exit.json', file)
      for (const name of readdirSync(path).filter(isDraft)) removeIfThere(disk, `${path}/${name}`)
    }
  }
}

function isDamaged (read: () => unknown): boolean {
  try {
    read()
    return false
  } catch (error) {
    return error instanceof DamagedRecord
  }
}
