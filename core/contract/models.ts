import { Type } from '@sinclair/typebox'
import type { Static } from '@sinclair/typebox'
import { count, nullable, shape, words } from './define.ts'
import { recordReader } from './read-record.ts'
import { CommandId, JobId, Timestamp } from './values.ts'

/** Models: the files of a job that can be loaded again. */
export const modelKinds = ['backup', 'save', 'final'] as const
export const ModelKind = words(
  modelKinds,
  'backup: training can resume from it. save: model during the training. final: model at the end'
)
export type ModelKind = Static<typeof ModelKind>

export const Weights = shape('Weights', 'Header of a model file', {
  format: words(['safetensors', 'builtin'] as const, 'File format; builtin: that of the built-in trainer'),
  metadata: Type.Record(Type.String(), Type.String(), { description: 'Metadata entries, by name' }),
  metadata_complete: Type.Boolean({ description: 'Whether all metadata is listed here' }),
  tensors: count('Number of tensors'),
  parameters: count('Number of parameters in all tensors'),
  dtypes: Type.Record(Type.String(), count('Number of parameters'), {
    description: 'Number of parameters per data type',
    examples: [{ F16: 65_536 }]
  })
})
export type Weights = Static<typeof Weights>

export const ModelFile = shape('ModelFile', 'One file of a model', {
  index: count('Index in the list, used in URLs'),
  path: Type.String({ description: 'Path within the model', examples: ['unet/diffusion_pytorch_model.safetensors'] }),
  bytes: count('Size of the file'),
  download_path: Type.String({ description: 'URL path of the file' }),
  weights: nullable(Weights),
  problem: nullable(
    Type.String({ description: 'Why the weights cannot be described; null if they are, or if there are none' })
  )
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
  sha256: Type.String({
    description: 'SHA-256 of the file; of a folder, of the sorted lines "<sha256>  <relative path>\\n" of its files'
  }),
  available: Type.Boolean({ description: 'Whether the files are still on disk as written, inside the job\'s folder' }),
  picked: Type.Boolean({ description: 'Whether it is the one a person chose of its job; a prune keeps it' }),
  folder: nullable(Type.Boolean({ description: 'Whether the model is a folder; null if not available' })),
  files: nullable(count('Number of files; null if not available')),
  path: Type.String({ description: 'URL path of the model\'s details' }),
  download_path: Type.String({ description: 'URL path of the download; a folder is sent as a tar archive' }),
  command_id: nullable(CommandId),
  timestamp: Timestamp
})
export type Model = Static<typeof Model>

export const ModelMarkChange = shape('ModelMarkChange', 'What a person thinks of a model', {
  picked: Type.Boolean({ description: 'true: choose it in place of the one before. false: choose none' })
}, { examples: [{ picked: true }] })

/** `model-marks.json` in the folder of a job: which model a person chose. */
export const ModelMarksFile = Type.Object({
  v: Type.Integer({ minimum: 1, default: 1 }),
  picked: Type.Union([Type.String(), Type.Null()], { default: null })
})
export type ModelMarksFile = Static<typeof ModelMarksFile>
/** Reads one. Errors: DamagedRecord. */
export const readModelMarks = recordReader(ModelMarksFile)

export const ModelDetails = shape('ModelDetails', 'Model and its files', {
  ...Model.properties,
  contents: Type.Array(ModelFile, { description: 'Files of the model, by path; empty if not available' })
})
export type ModelDetails = Static<typeof ModelDetails>

export const ModelQuery = shape('ModelQuery', 'Model filter', {
  kind: Type.Optional(ModelKind),
  limit: Type.Integer({ minimum: 1, maximum: 200, default: 50, description: 'Maximum number of entries' }),
  cursor: Type.Optional(Type.String({ maxLength: 64, description: 'next_cursor of the previous page' }))
})
export type ModelQuery = Static<typeof ModelQuery>

export const ModelList = shape('ModelList', 'Models, newest first', {
  models: Type.Array(Model),
  total: count('Number of matching models'),
  next_cursor: nullable(Type.String({ description: 'Send as ?cursor= for the next page; null on the last' }))
})
export type ModelList = Static<typeof ModelList>

export const FoundModel = shape('FoundModel', 'A model and the job that wrote it', {
  ...Model.properties,
  job_number: count('Job number', { minimum: 1 }),
  job_slug: Type.String({ description: 'Job slug', examples: ['job_k3f9a2c1'] }),
  job_name: Type.String({ description: 'Job name' })
})
export type FoundModel = Static<typeof FoundModel>

export const ModelSearch = shape('ModelSearch', 'Filter of the models of all jobs', {
  search: Type.Optional(Type.String({
    minLength: 1, maxLength: 200,
    description: 'Only models whose name, or the name of whose job, contains this text, in capitals or not'
  })),
  kind: Type.Optional(ModelKind),
  limit: Type.Integer({ minimum: 1, maximum: 100, default: 20, description: 'Maximum number of entries' }),
  cursor: Type.Optional(Type.String({ maxLength: 100, description: 'next_cursor of the previous page' }))
})
export type ModelSearch = Static<typeof ModelSearch>

export const FoundModels = shape('FoundModels', 'Models of all jobs, newest first', {
  models: Type.Array(FoundModel),
  total: count('Number of matching models'),
  next_cursor: nullable(Type.String({ description: 'Send as ?cursor= for the next page; null on the last' }))
})
export type FoundModels = Static<typeof FoundModels>

export const PruneRequest = shape('PruneRequest', 'Which backups or saves of a job are kept; the others are deleted', {
  kind: words(['backup', 'save'] as const, 'What is pruned'),
  keep_last: Type.Integer({ minimum: 1, maximum: 10_000, default: 3, description: 'Keep so many of the newest' }),
  keep_every_steps: Type.Optional(Type.Integer({
    minimum: 1, maximum: 1_000_000_000, description: 'Also keep the first of each range of so many steps'
  })),
  dry_run: Type.Boolean({ default: true, description: 'true: only say what would be deleted' }),
  only: Type.Optional(Type.Array(Type.String({ maxLength: 64 }), {
    maxItems: 100_000,
    description: 'Model ids, as a reply with dry_run: true listed them. Where the rule would delete others too, ' +
      'nothing is deleted: 409 models_changed'
  }))
}, { examples: [{ kind: 'backup', keep_last: 2, keep_every_steps: 1000 }] })
export type PruneRequest = Static<typeof PruneRequest>

export const PruneReply = shape('PruneReply', 'What a rule keeps and deletes; what is missing on disk is in neither', {
  dry_run: Type.Boolean({ description: 'Whether nothing was deleted yet' }),
  kept: Type.Array(Model, { description: 'Newest first' }),
  deleted: Type.Array(Model, { description: 'What is deleted, or would be; newest first' }),
  bytes: count('Bytes that this call freed, or would free'),
  refused: Type.Array(shape('PruneRefusal', 'Model that the rule would delete and that is needed', {
    model_id: Type.String({ description: 'Model id' }),
    code: Type.String({ description: 'Error code', examples: ['file_needed'] }),
    message: Type.String({ description: 'Why it was not deleted' })
  }))
})
export type PruneReply = Static<typeof PruneReply>
