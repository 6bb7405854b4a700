import { Type } from '@sinclair/typebox'
import type { Static } from '@sinclair/typebox'
import { shape, nullable, count } from './define.ts'
import { CommandId, JobId, SampleType, Timestamp } from './values.ts'

export const Sample = shape('Sample', 'A picture drawn during training', {
  sample_id: Type.String({ description: 'Sample id', examples: ['s1-42'] }),
  job_id: JobId,
  path: Type.String({ description: 'URL path of the picture; works in <img src>', examples: ['/api/samples/s1-42/image'] }),
  thumbnail_path: Type.String({ description: 'URL path of a small version' }),
  sample_type: SampleType,
  sample_index: count('Position in the config\'s list; 0 for a custom sample'),
  step: count('Global step it was drawn at'),
  epoch: count('Epoch it was drawn at'),
  prompt: Type.String(),
  negative_prompt: Type.String(),
  seed: Type.Integer(),
  width: count('Pixels'),
  height: count('Pixels'),
  bytes: count('Size of the file'),
  sha256: Type.String(),
  command_id: nullable(CommandId),
  available: Type.Boolean({ description: 'False when the file is no longer on disk' }),
  timestamp: Timestamp
})
export type Sample = Static<typeof Sample>

export const SampleList = shape('SampleList', 'Samples, newest first', {
  samples: Type.Array(Sample),
  total: count('Samples that match'),
  next_cursor: nullable(Type.String({ description: 'Send as ?cursor= for the next page; null on the last' }))
})
export type SampleList = Static<typeof SampleList>

export const SampleQuery = shape('SampleQuery', 'Which samples', {
  job: Type.Optional(Type.String({ maxLength: 64, description: 'Id, number or slug of a job; the current job if left out' })),
  sample_type: Type.Optional(SampleType),
  limit: Type.Integer({ minimum: 1, maximum: 500, default: 100 }),
  cursor: Type.Optional(Type.String({ maxLength: 64 }))
})
export type SampleQuery = Static<typeof SampleQuery>
