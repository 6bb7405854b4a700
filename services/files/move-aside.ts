import { rename } from 'node:fs/promises'
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
