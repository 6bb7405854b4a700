import { Type } from '@sinclair/typebox'
import type { Static } from '@sinclair/typebox'
import { count, nullable, shape, words } from './define.ts'
import { CommandId, JobId, Timestamp } from './values.ts'

/** Models: everything of a job that can be loaded again. */
export const modelKinds = ['backup', 'save', 'final'] as const
export const ModelKind = words(modelKinds, 'backup: training can go on from it. save: the model as it was on the way. final: the model at the end')
export type ModelKind = Static<typeof ModelKind>

export const Weights = shape('Weights', 'What a model file says of itself', {
  format: words(['safetensors', 'builtin'] as const, 'How it is written; builtin: by the built-in trainer'),
  metadata: Type.Record(Type.String(), Type.String(), { description: 'Facts its writer put in it, by name' }),
  metadata_complete: Type.Boolean({ description: 'False when there is more of it than is shown here' }),
  tensors: count('Tensors in it'),
  parameters: count('Numbers in all tensors'),
  dtypes: Type.Record(Type.String(), count('Numbers of that type'), { description: 'Data type to how many numbers have it', examples: [{ F16: 65_536 }] })
})
export type Weights = Static<typeof Weights>

export const ModelFile = shape('ModelFile', 'One file of a model', {
  index: count('Its place in the list, and its name in URLs'),
  path: Type.String({ description: 'Path within the model', examples: ['unet/diffusion_pytorch_model.safetensors'] }),
  bytes: count('Size of the file'),
  download_path: Type.String({ description: 'URL path of the file' }),
  weights: nullable(Weights),
  problem: nullable(Type.String({ description: 'Why nothing can be said about its weights, where there should be some' }))
})
export type ModelFile = Static<typeof ModelFile>

export const Model = shape('Model', 'A backup or a model a training wrote', {
  model_id: Type.String({ description: 'Model id: m<job number>-<seq>', examples: ['m1-42'] }),
  job_id: JobId,
  kind: ModelKind,
  name: Type.String({ description: 'Name of its file or folder' }),
  step: count('Global step it was written at'),
  epoch: count('Epoch it was written at'),
  epoch_step: count('Step in that epoch'),
  bytes: count('Size; of a folder, of everything in it'),
  sha256: Type.String({ description: 'SHA-256 of the file; of a folder, of the sorted lines "<sha256>  <relative path>\\n" of its files' }),
  available: Type.Boolean({ description: 'False when it is no longer on disk as it was written, or lies outside the job\'s folder' }),
  folder: nullable(Type.Boolean({ description: 'Whether it is a folder; null when it is not available' })),
  files: nullable(count('Files it is made of; null when it is not available')),
  path: Type.String({ description: 'URL path of what is known of it' }),
  download_path: Type.String({ description: 'URL path of the file; of a folder, of a tar archive of it' }),
  command_id: nullable(CommandId),
  timestamp: Timestamp
})
export type Model = Static<typeof Model>

export const ModelDetails = shape('ModelDetails', 'A model and what it is made of', {
  ...Model.properties,
  contents: Type.Array(ModelFile, { description: 'Its files, by path; empty when it is not available' })
})
export type ModelDetails = Static<typeof ModelDetails>

export const ModelQuery = shape('ModelQuery', 'Which models', {
  kind: Type.Optional(ModelKind),
  limit: Type.Integer({ minimum: 1, maximum: 200, default: 50, description: 'How many' }),
  cursor: Type.Optional(Type.String({ maxLength: 64, description: 'next_cursor of the page before' }))
})
export type ModelQuery = Static<typeof ModelQuery>

export const ModelList = shape('ModelList', 'Models, newest first', {
  models: Type.Array(Model),
  total: count('Models that match'),
  next_cursor: nullable(Type.String({ description: 'Send as ?cursor= for the next page; null on the last' }))
})
export type ModelList = Static<typeof ModelList>
