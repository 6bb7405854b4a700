import t from 'tap'
import { keptTypes } from '../../../../core/contract/history.ts'
import { eventKinds, kindIn, typesOf } from '../../../../web/pages/job/event-kinds.ts'

t.test('[U64] the kinds hold every stored event once, but for the log', async t => {
  t.strictSame(typesOf(null).sort(), keptTypes.filter(type => type !== 'log').sort())
})

t.test('[U64] the address names the kind that is shown; a word that is none shows all', async t => {
  t.equal(kindIn('kind=models'), 'models')
  t.strictSame(typesOf('models'), ['backup_created', 'model_saved'])
  for (const address of ['', 'kind=', 'kind=toString', 'kind=Models']) t.equal(kindIn(address), null, address)
  t.equal(new Set(Object.values(eventKinds).map(({ label }) => label)).size, Object.keys(eventKinds).length)
})
