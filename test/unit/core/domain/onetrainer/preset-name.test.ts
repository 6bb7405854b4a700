import fc from 'fast-check'
import t from 'tap'
import { Value } from '@sinclair/typebox/value'
import { ListedName } from '../../../../../core/contract/configs.ts'
import { presetName } from '../../../../../core/domain/onetrainer/preset-name.ts'

t.test('[P9] the name of a preset is its path in words', async t => {
  t.equal(presetName('SD1.5/#sd 1.5 LoRA.json'), 'SD1.5 - sd 1.5 LoRA')
  t.equal(presetName('#flux LoRA.json'), 'flux LoRA')
  t.equal(presetName('Flux Dev.1/#flux+16GB (new).json'), 'Flux Dev.1 - flux-16GB -new-')
  t.equal(presetName('..hidden/up..down.json'), 'hidden - up.down')
})

t.test('[P9] whatever a preset is called, a listing holds its name and no path is made of it', async () => {
  const part = fc.oneof(fc.string({ unit: 'grapheme', maxLength: 80 }), fc.stringMatching(/^#?[a-z .]{0,60}$/))
  fc.assert(
    fc.property(fc.array(part, { minLength: 1, maxLength: 3 }), parts => {
      const name = presetName(`${parts.join('/')}.json`)
      return name === '' || (Value.Check(ListedName, name) && /^[A-Za-z0-9][A-Za-z0-9 ._-]*$/.test(name))
    }),
    { numRuns: 500 }
  )
})
