import t from 'tap'
import { fileURLToPath } from 'node:url'
import { createNvidia } from '../../../../services/system/nvidia.ts'
import { createManualClock } from '../../../helpers/manual-clock.ts'
import { createSeen } from '../../../helpers/seen.ts'

const program = fileURLToPath(new URL('../../../fixtures/nvidia-smi/mismatch', import.meta.url))
const words = 'Failed to initialize NVML: Driver/library version mismatch; NVML library version: 550.54'

t.test('[Y223] what nvidia-smi says instead of readings is the problem, from its first failure on', async t => {
  const clock = createManualClock()
  const reports = createSeen<string>()
  const troubles = createSeen<string | null>()
  const nvidia = createNvidia({ clock, program, report: reports.add, onTrouble: troubles.add })
  t.teardown(nvidia.close)
  t.equal(nvidia.problem(), null)
  t.strictSame(await nvidia.first(), [])
  t.equal(nvidia.problem(), words)
  await reports.until(message => message.includes(words))
  clock.advance(1000)
  t.equal(await troubles.until(() => true), words, 'the lasting trouble has the same words')
})
