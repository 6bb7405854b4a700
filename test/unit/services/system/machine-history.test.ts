import t from 'tap'
import type { SystemStats } from '../../../../core/contract/system.ts'
import { createMachineHistory } from '../../../../services/system/machine-history.ts'
import { createManualClock } from '../../../helpers/manual-clock.ts'

t.test('[Y230] an hour of the load is kept while a training is at work or somebody watches', async t => {
  const clock = createManualClock()
  const machine = { jobs: [] as number[], watched: false, load: 0, asked: 0 }
  const stats = (): SystemStats => ({
    // as: what a history takes of it
    timestamp: String(clock.now()), cpu_percent: machine.load++, ram_used_gb: 1, ram_total_gb: 2, gpus: []
  } as unknown as SystemStats)
  const problems: unknown[] = []
  const history = createMachineHistory({
    clock, state_dir: t.testdir(), jobNumbers: () => machine.jobs, report: error => { problems.push(error) },
    telemetry: {
      peek: () => machine.watched ? stats() : null,
      fresh: async () => { machine.asked++; return stats() }
    }
  })
  /** Lets seconds pass, ten at a time, and each reading end. */
  async function pass (seconds: number): Promise<number> {
    for (let passed = 0; passed < seconds; passed += 10) {
      const before = history.get().moments.length
      clock.advance(10_000)
      const isRead = machine.watched || machine.jobs.length > 0
      while (isRead && history.get().moments.length === before && problems.length === 0 && before < 360) {
        await new Promise(resolve => { setImmediate(resolve) })
      }
    }
    return history.get().moments.length
  }

  t.equal(await pass(60), 0, 'an idle machine is not measured')
  machine.watched = true
  t.equal(await pass(20), 2)
  t.equal(machine.asked, 0, 'to ask would keep the machine from its rest')
  machine.watched = false
  machine.jobs = [7]
  t.equal(await pass(10), 3)
  const { interval_seconds, moments } = history.get()
  t.equal(interval_seconds, 10)
  t.match(moments, [{ job_numbers: [], cpu_percent: 0 }, { cpu_percent: 1 }, { job_numbers: [7], cpu_percent: 2 }])
  t.ok((moments[2]?.state_dir_available_gb ?? 0) > 0)

  clock.setWallClock(-7_200_000)
  machine.jobs = []
  t.equal(await pass(3570), 3, 'an hour by no clock that is set')
  t.equal(await pass(20), 2)
  t.equal(await pass(20), 0)
  history.close()
  t.strictSame([clock.timers(), problems], [0, []])
})
