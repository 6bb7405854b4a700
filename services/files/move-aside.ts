import { constants } from 'node:fs'
import { copyFile, rename, writeFile } from 'node:fs/promises'
import { errorCode } from '../../core/domain/file-error.ts'
import { lookAt } from './open-inside.ts'
import { ifExists } from './if-exists.ts'

/** Moves a file that cannot be used out of the way, and keeps it. Does nothing where there is no file. */
export async function moveAside (path: string, aside: string): Promise<void> {
  await ifExists(rename(path, aside))
}

/** Moves a damaged file to the first free of the names `<path>.damaged-<n>`, n from 1. */
export async function moveDamagedAside (path: string): Promise<void> {
  let number = 1
  while (await lookAt(`${path}.damaged-${number}`) !== null) number += 1
  await moveAside(path, `${path}.damaged-${number}`)
}

/** The same for a copy of it. */
export async function copyDamagedAside (path: string): Promise<void> {
  await unlessTaken(path, async aside => { await ifExists(copyFile(path, aside, constants.COPYFILE_EXCL)) })
}

/** The same for damaged bytes of it. */
export async function keepDamaged (path: string, bytes: Uint8Array): Promise<void> {
  await unlessTaken(path, async aside => { await writeFile(aside, bytes, { flag: 'wx', mode: 0o600, flush: true }) })
}

async function unlessTaken (path: string, keepAs: (aside: string) => Promise<void>): Promise<void> {
  for (let number = 1; ; number += 1) {
    try {
      await keepAs(`${path}.damaged-${number}`)
      return
    } catch (error) {
      if (errorCode(error) !== 'EEXIST') throw error
    }
  }
}
