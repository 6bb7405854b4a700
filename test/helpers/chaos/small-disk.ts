import { spawnSync } from 'node:child_process'
import { statfsSync } from 'node:fs'
import type { Test } from 'tap'

const SIZE = '4g' // OneTrainer's jobs want 1 GiB to be free
const FILL_TRIES = 20

export interface SmallDisk { skipped: string | null, fill: () => void, empty: () => void }

/**
 * Mounts a file system of its own on `folder` until the test ends. It is filled by taking away what is free.
 * `skipped`: why it cannot be mounted here; then nothing is.
 */
export function mountSmallDisk (t: Test, folder: string): SmallDisk {
  const mount = (...args: string[]): string | null => {
    const { status, stderr, error } = spawnSync('mount', [...args, folder], { encoding: 'utf8' })
    return status === 0 ? null : error?.message ?? stderr.trim()
  }
  const skipped = mount('-t', 'tmpfs', '-o', `size=${SIZE},mode=700`, 'chaos')
  if (skipped === null) t.teardown(() => { spawnSync('umount', ['--lazy', folder]) })
  return {
    skipped,
    fill () {
      let problem: string | null = null
      for (let tried = 0; tried < FILL_TRIES; tried++) {
        const { blocks, bfree, bsize } = statfsSync(folder)
        problem = mount('-o', `remount,size=${(blocks - bfree) * bsize}`)
        if (problem === null) return
      }
      throw new Error(`the disk could not be filled: ${problem}`) // each time more had been written meanwhile
    },
    empty () { if (skipped === null) mount('-o', `remount,size=${SIZE}`) }
  }
}
