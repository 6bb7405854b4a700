import fc from 'fast-check'
import t from 'tap'
import { didYouMean, sameName } from '../../../../../core/domain/schema/did-you-mean.ts'
import { TrainConfig } from '../../../../../core/contract/builtin-config.ts'

const known = Object.keys(TrainConfig.properties)
const name = fc.constantFrom(...known)

t.test('[C3] a known name is recognised in any spelling', async t => {
  const spelling = fc.func(fc.boolean()).map(isUpper => (text: string) =>
    [...text].map(letter => isUpper(letter) ? letter.toUpperCase() : letter).join(''))
  fc.assert(
    fc.property(name, spelling, fc.constantFrom('-', ' ', ''), (name, spell, between) => {
      const written = spell(name.replaceAll('_', between))
      t.ok(sameName(written, name) && sameName(name, written))
      t.equal(didYouMean(written, known), name)
    })
  )
})

t.test('[C3] one or two wrong letters are forgiven, and a longer name may have a third of them wrong', async t => {
  const at = fc.nat({ max: 3 })
  fc.assert(
    fc.property(name, at, fc.constantFrom('', 'q', 'qq'), fc.boolean(), (name, at, put, is_cut) => {
      const written = name.slice(0, at) + put + name.slice(is_cut ? at + put.length : at)
      t.equal(didYouMean(written, [name]), name)
    })
  )
  t.equal(didYouMean('epo', ['epochs']), null)
  t.equal(didYouMean('epoc', ['epochs']), 'epochs')
  t.equal(didYouMean('learning_rqqqe', ['learning_rate']), 'learning_rate')
  t.equal(didYouMean('leqqqqqq_rate', ['learning_rate']), null)
})

t.test('[C3] the nearest of several names is proposed, and nothing where none is near', async t => {
  t.equal(didYouMean('sample_afer', known), 'sample_after')
  t.equal(didYouMean('batch', ['bench', 'batches', 'batch_size']), 'bench')
  t.equal(didYouMean('save_evry_unit', known), 'save_every_unit')
  t.equal(didYouMean('quantum_flux', known), null)
  t.equal(didYouMean('x', []), null)
})

t.test('[C4] a name of any length is answered with a known one or none', async t => {
  fc.assert(
    fc.property(fc.string({ maxLength: 300 }), text => [null, ...known].includes(didYouMean(text, known)))
  )
  t.equal(didYouMean('epochs'.repeat(100_000), known), null)
})
