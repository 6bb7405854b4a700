import t from 'tap'
import { runChaos } from '../helpers/chaos/run.ts'
import { patience } from '../helpers/patience.ts'

/** `npm run test:chaos` sets them. Without them a short run has the same choices each time. */
const { CHAOS_SEED = '1', CHAOS_MINUTES, CHAOS_OTHER } = process.env
const DISTURBANCES = 25
const REST_MS = 400_000

t.test(
  '[K91] kills, stops, clock jumps, full disks and users at once: no event lost, no lie over 2 s',
  { timeout: patience(Number(CHAOS_MINUTES ?? 0) * 60_000 + REST_MS) },
  async t => {
    const report = await runChaos(t, {
      seed: Number(CHAOS_SEED), disturbances: DISTURBANCES,
      minutes: CHAOS_MINUTES === undefined ? null : Number(CHAOS_MINUTES), other: CHAOS_OTHER ?? null
    })
    for (const line of report.lines()) t.comment(line)
    t.strictSame(report.violations(), [])
  }
)
