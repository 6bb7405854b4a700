import { Type } from '@sinclair/typebox'
import type { Static } from '@sinclair/typebox'
import { count, shape } from './define.ts'
import { TrainConfig } from './builtin-config.ts'
import { PollStatus } from './jobs.ts'
import { JobId, Timestamp, personName } from './values.ts'

/** Digit-reader networks: configs of the built-in trainer under an id, and the jobs that trained them. */
const NetworkId = Type.String({
  minLength: 36,
  maxLength: 36,
  description: 'Network id',
  examples: ['019a4f6e-7b1c-7c3e-9d2a-5f0b8e6c1d42']
})
const Name = Type.String({ minLength: 1, maxLength: 200, description: 'Network name' })

export const NetworkRequest = shape('NetworkRequest', 'Network to create', {
  name: Type.Optional(personName('Network name')),
  config: Type.Optional(
    Type.Record(Type.String(), Type.Unknown(), {
      description: 'Config of the built-in trainer; missing fields take their defaults. Epochs, batch size and ' +
        'learning rate are set per training',
      examples: [{ training_set_size: 400 }]
    })
  )
}, { examples: [{ name: 'small', config: { training_set_size: 400 } }] })
export type NetworkRequest = Static<typeof NetworkRequest>

export const Network = shape('Network', 'Network', {
  network_id: NetworkId,
  name: Name,
  config: Type.Record(Type.String(), Type.Unknown(), { description: 'Config shared by all trainings of the network' }),
  created_at: Timestamp
})
export type Network = Static<typeof Network>

const DamagedNetwork = shape('DamagedNetwork', 'Network whose file cannot be used', {
  network_id: NetworkId,
  problem: Type.String({ description: 'What is wrong, with its file and place' })
})

export const NetworkList = shape('NetworkList', 'Networks, newest first', {
  networks: Type.Array(Network),
  damaged: Type.Optional(
    Type.Array(DamagedNetwork, { description: 'Networks whose file cannot be used; repair the files, or delete them' })
  )
})
export type NetworkList = Static<typeof NetworkList>

export const NetworkJob = shape('NetworkJob', 'Training of a network', {
  job_id: JobId,
  job_number: count('Job number', { minimum: 1 }),
  job_slug: Type.String({ description: 'Job slug' }),
  status: PollStatus,
  progress: Type.Number({ minimum: 0, maximum: 1, description: 'Fraction of all steps finished' }),
  current_epoch: count('Current epoch, from 1; 0 before the first'),
  total_epochs: count('Total epochs; 0 while unknown')
})
export type NetworkJob = Static<typeof NetworkJob>

export const NetworkDetails = shape('NetworkDetails', 'Network and its trainings, newest first', {
  ...Network.properties,
  jobs: Type.Array(NetworkJob)
})
export type NetworkDetails = Static<typeof NetworkDetails>

const { epochs, batch_size, learning_rate } = TrainConfig.properties
export const NetworkTraining = shape('NetworkTraining', 'Training parameters', {
  epochs: { ...epochs, default: 10 },
  mini_batch_size: { ...batch_size, default: 10 },
  learning_rate: { ...learning_rate, default: 3 }
}, { examples: [{ epochs: 2, mini_batch_size: 10, learning_rate: 3 }] })
export type NetworkTraining = Static<typeof NetworkTraining>

export const NetworkTrainingReply = shape('NetworkTrainingReply', 'Queued or started training', {
  network_id: NetworkId,
  job_id: JobId,
  job_number: count('Job number', { minimum: 1 }),
  job_slug: Type.String({ description: 'Job slug' }),
  status: PollStatus
})
export type NetworkTrainingReply = Static<typeof NetworkTrainingReply>
