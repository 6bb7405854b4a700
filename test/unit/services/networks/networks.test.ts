import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { createNetworks } from '../../../../services/networks/networks.ts'
import { createManualClock } from '../../../helpers/manual-clock.ts'

const id = '019a4f6e-7b1c-7c3e-9d2a-5f0b8e6c1d42'

t.test('[I10] damaged networks are in the list only where there are some', async t => {
  const state_dir = t.testdir()
  // as: no list needs a job or a config
  const none = {} as never
  const networks = createNetworks({
    state_dir, clock: createManualClock(), ids: { uuid: () => id }, jobs: none, configs: none, report: () => {}
  })
  t.strictSame(await networks.list(), { networks: [] })
  mkdirSync(join(state_dir, 'networks'))
  writeFileSync(join(state_dir, 'networks', `${id}.json`), '{')
  t.match(await networks.list(), { networks: [], damaged: [{ network_id: id }] })
})
