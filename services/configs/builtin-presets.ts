import type { TrainConfig } from '../../core/contract/builtin-config.ts'

/** A config that ships with the server. What it leaves out has its default. */
export interface Preset {
  name: string
  description: string
  config: Partial<Omit<TrainConfig, 'samples'>> & { samples?: Array<{ prompt: string }> }
}

const digits = (list: string) => [...list].map(digit => ({ prompt: `the digit ${digit}` }))

export const presets: readonly Preset[] = [
  { name: 'default', description: 'What an empty config stands for', config: {} },
  {
    name: 'quick',
    description: 'A few seconds, to see everything once',
    config: {
      epochs: 3, training_set_size: 200, validation_set_size: 50, sample_after: 1, backup_after: 1, samples: digits('7')
    }
  },
  {
    name: 'long',
    description: 'Many epochs with all ten digits, to watch, pause and resume',
    config: {
      epochs: 200, training_set_size: 2000, validation_set_size: 500, learning_rate_warmup_steps: 200, sample_after: 10,
      backup_after: 10, samples: digits('0123456789')
    }
  }
]
