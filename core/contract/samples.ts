import { Type } from '@sinclair/typebox'
import type { Static } from '@sinclair/typebox'
import { shape, nullable, count, words } from './define.ts'
import { links } from './links.ts'
import { recordReader } from './read-record.ts'
import { CommandId, JobId, SampleType, Timestamp } from './values.ts'

/** What a person thinks of a sample. */
const mark = {
  starred: Type.Boolean({ description: 'Whether a person starred it' }),
  notes: Type.String({ maxLength: 2000, description: 'Free-text notes; empty if there are none' })
}
export const SampleMark = Type.Object(mark)
export type SampleMark = Static<typeof SampleMark>

export const SampleMarkChange = shape('SampleMarkChange', 'What a person thinks of a sample', {
  starred: Type.Optional(mark.starred),
  notes: Type.Optional(mark.notes)
}, { minProperties: 1, examples: [{ starred: true, notes: 'best so far' }] })
export type SampleMarkChange = Static<typeof SampleMarkChange>

/** `sample-marks.json` in the folder of a job: what is not as it was, by sample id. */
export const SampleMarksFile = Type.Object({
  v: Type.Integer({ minimum: 1, default: 1 }),
  marks: Type.Record(Type.String(), SampleMark, { default: {} })
})
export type SampleMarksFile = Static<typeof SampleMarksFile>
/** Reads one. Errors: DamagedRecord. */
export const readSampleMarks = recordReader(SampleMarksFile)

/** What does not change once a sample is made, but for the file. */
export const SampleFacts = shape('SampleFacts', 'Image, video or sound made during training', {
  sample_id: Type.String({ description: 'Sample id', examples: ['s1-42'] }),
  job_id: JobId,
  path: Type.String({
    description: 'URL path of the file; works in <img src>, <video src> or <audio src>, by media',
    examples: [links.sampleImage('s1-42')]
  }),
  thumbnail_path: Type.String({
    description: 'URL path of the thumbnail; answers 404 thumbnail_unavailable with the reason where there is none'
  }),
  media: words(['image', 'video', 'audio'] as const, 'Kind of the file, by its name'),
  sample_type: SampleType,
  sample_index: count('Index in the config\'s list; 0 for a custom sample'),
  step: count('Global step of the sample'),
  epoch: count('Epoch of the sample'),
  prompt: Type.String(),
  negative_prompt: Type.String(),
  seed: Type.Integer(),
  width: count('Width in pixels'),
  height: count('Height in pixels'),
  bytes: count('File size in bytes'),
  sha256: Type.String(),
  command_id: nullable(CommandId),
  available: Type.Boolean({ description: 'Whether the file is still on disk, with its size' }),
  timestamp: Timestamp
})
export type SampleFacts = Static<typeof SampleFacts>

export const Sample = shape('Sample', 'Image, video or sound made during training, and what a person thinks of it', {
  ...SampleFacts.properties,
  ...mark
})
export type Sample = Static<typeof Sample>

export const SampleList = shape('SampleList', 'Samples, newest first', {
  samples: Type.Array(Sample),
  total: count('Number of matching samples'),
  next_cursor: nullable(Type.String({ description: 'Send as ?cursor= for the next page; null on the last' }))
})
export type SampleList = Static<typeof SampleList>

export const SampleQuery = shape('SampleQuery', 'Sample filter', {
  job: Type.Optional(
    Type.String({ maxLength: 64, description: 'Id, number or slug of a job; default: the current job' })
  ),
  sample_type: Type.Optional(SampleType),
  limit: Type.Integer({ minimum: 1, maximum: 500, default: 100, description: 'Maximum number of entries' }),
  cursor: Type.Optional(Type.String({ maxLength: 64, description: 'next_cursor of the previous page' }))
})
export type SampleQuery = Static<typeof SampleQuery>
