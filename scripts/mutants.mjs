import { readOptions, runTest } from './run-lane.mjs'

// npm run test:mutants: whether tests notice small changes of the sources.
const usage = `npm run test:mutants -- [--seed N] [--places N] [--after N] [--only N,N] [--whole N]

  --seed N     the same sample for the same number; default: 1
  --places N   how many changes are tried; default: 200
  --after N    leaves out the first N of them, which a run that was cut off has tried; default: 0
  --only N,N   tries these of them alone, by their numbers, as after a test for them was written
  --whole N    how many tests of the whole judge a change that no unit test notices; default: 10

Changes one place of core/, services/ or runner/ at a time, in four copies of this checkout, and runs the tests that can
notice it: units first, the nearest first. Each verdict is printed; so are the survivors, and the share of those
killed.
It takes an hour or two.
`
const ONE_SECONDS = 7200

const options = readOptions('test:mutants', usage, ['seed', 'places', 'after', 'only', 'whole'])
const isCount = one => Number.isInteger(one) && one > 0 && one <= 100_000
const count = (name, fallback) => options.number(name, fallback, isCount, 'a whole number from 1 to 100000')
const [seed, places, whole] = [options.seed(1), count('places', 200), count('whole', 10)]
const after = options.number(
  'after', 0, one => Number.isInteger(one) && one >= 0 && one < places, `a whole number from 0 to ${places - 1}`
)
const only = (options.values.only ?? '').split(',').filter(text => text !== '')
for (const text of only) {
  if (!isCount(Number(text)) || Number(text) > places) {
    options.fail(`--only: "${text}" is not a number from 1 to ${places}, or several with commas`)
  }
}
process.stdout.write(`${places} mutants, seed ${seed}${after === 0 ? '' : `, without the first ${after}`}\n`)
runTest('test/mutants/mutants.test.ts', {
  seconds: places * ONE_SECONDS,
  env: {
    MUTANTS_SEED: String(seed), MUTANTS_PLACES: String(places), MUTANTS_AFTER: String(after),
    MUTANTS_WHOLE: String(whole), MUTANTS_ONLY: only.join()
  }
})
