import t from 'tap'
import { comparable } from '../../../../../core/domain/job/comparable.ts'

const builtin = {
  epochs: 6, batch_size: 10, training_set_size: 600, sample_after: 3, sample_after_unit: 'EPOCH', learning_rate: 3,
  samples: [{ prompt: '7', width: 64, height: 64, diffusion_steps: 20, enabled: true }]
}
const onetrainer = {
  epochs: 10, model_type: 'FLUX_DEV_1', training_method: 'LORA', resolution: '768', batch_size: 2,
  gradient_accumulation_steps: 1, concepts: [{ path: '/data/cats', balancing: 1, balancing_strategy: 'REPEATS' }]
}

t.test('[Q362] epochs that take as long have one key, whatever is learned in them', async t => {
  const key = comparable('builtin', builtin)
  const free = { epochs: 60, learning_rate: 1, seed: 7, output_model_destination: 'x' }
  t.equal(comparable('builtin', { ...builtin, ...free }), key)
  t.equal(comparable('builtin', { ...builtin, samples: [{ ...builtin.samples[0], prompt: '8' }] }), key)
  t.equal(comparable('builtin', {
    ...builtin, samples: [...builtin.samples, { prompt: '9', width: 900, height: 900, enabled: false }]
  }), key, 'a sample that is not drawn costs nothing')
})

t.test('[Q362] what makes an epoch longer or shorter makes another key', async t => {
  const keys = [
    comparable('builtin', builtin), comparable('onetrainer', builtin), comparable('onetrainer', onetrainer),
    ...[{ batch_size: 5 }, { training_set_size: 60 }, { sample_after: 1 }, { samples: [] }, { validation: true }]
      .map(change => comparable('builtin', { ...builtin, ...change })),
    ...[
      { model_type: 'STABLE_DIFFUSION_15' }, { training_method: 'FINE_TUNE' }, { resolution: '1024' },
      { batch_size: 1 }, { gradient_accumulation_steps: 4 }, { concepts: [{ path: '/data/dogs', balancing: 1 }] },
      { concepts: [{ ...onetrainer.concepts[0], balancing: 5 }] }
    ].map(change => comparable('onetrainer', { ...onetrainer, ...change }))
  ]
  t.equal(new Set(keys).size, keys.length)
})
