import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { readOptions, runTest } from './run-lane.mjs'

// npm run test:chaos: the test of chaos, longer, with a seed of one's own, and with the server of another checkout.
const usage = `npm run test:chaos -- [--seed N] [--minutes M] [--other DIR]

  --seed N      the same choices for the same number; default: one of the moment
  --minutes M   how long it disturbs, in minutes; default: 2
  --other DIR   another built checkout; its server and the one of this checkout take turns

Kills and stops servers, runners and trainers, fills the disk and sets the clock, while clients watch and users act.
What is violated is printed at once with the seed. The full disk needs the right to mount; without it, it is skipped.
`
const REST_SECONDS = 900
const server = 'dist/src/server.js'

const options = readOptions('test:chaos', usage, ['seed', 'minutes', 'other'])
const seed = options.seed(Date.now() % 2 ** 31)
const minutes = options.number('minutes', 2, one => one > 0 && one <= 1440, 'a number above 0, at most 1440')
const { other } = options.values
if (other !== undefined && !existsSync(join(resolve(other), server))) {
  options.fail(`--other: ${join(resolve(other), server)} does not exist; give the folder of a built checkout`)
}

/** A namespace of its own lets a user mount who otherwise may not, and takes the mounts away at the end. */
function namespace () {
  const flags = process.getuid?.() === 0 ? ['--mount'] : ['--user', '--map-root-user', '--mount']
  return spawnSync('unshare', [...flags, 'true']).status === 0 ? ['unshare', ...flags] : []
}

process.stdout.write(`chaos for ${minutes} minutes, seed ${seed}\n`)
runTest('test/kill/chaos.test.ts', {
  seconds: Math.ceil(minutes * 60) + REST_SECONDS,
  through: namespace(),
  env: {
    CHAOS_SEED: String(seed), CHAOS_MINUTES: String(minutes),
    ...(other === undefined ? {} : { CHAOS_OTHER: resolve(other) })
  }
})
