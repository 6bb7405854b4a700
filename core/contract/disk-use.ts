import { Type } from '@sinclair/typebox'
import type { Static } from '@sinclair/typebox'
import { count, nullable, shape } from './define.ts'
import { JobId, Timestamp } from './values.ts'

/** What fills the state folder, by the places that docs/state-dir.md lists. */
export const fileKinds = ['backups', 'saves', 'models', 'samples', 'cache', 'logs', 'records'] as const
export type FileKind = typeof fileKinds[number]

const bytesOf = (what: string) => count(`Bytes of ${what}`)
export const BytesByKind = shape('BytesByKind', 'Bytes by kind of file', {
  backups: bytesOf('backups, complete or not'),
  saves: bytesOf('models saved during a training'),
  models: bytesOf('final models, and of files of others'),
  samples: bytesOf('samples'),
  cache: bytesOf('caches, debug output and thumbnails'),
  logs: bytesOf('output of trainers and runners'),
  records: bytesOf('journals, configs and other records')
})
export type BytesByKind = Static<typeof BytesByKind>

export const DiskUse = shape('DiskUse', 'What fills the folders of the jobs, and how fast the disk fills', {
  measured_at: Timestamp,
  bytes: count('Bytes of all these files'),
  kinds: BytesByKind,
  jobs: Type.Array(shape('JobDiskUse', 'Files of one job', {
    job_id: JobId,
    job_number: nullable(count('Job number; null where the folder is of no job that is known')),
    name: nullable(Type.String({ description: 'Job name' })),
    deleted: Type.Boolean({ description: 'Whether the job was deleted and its files were kept' }),
    bytes: count('Bytes of its files'),
    kinds: BytesByKind,
    complete: Type.Boolean({ description: 'false: files came or went while they were counted' })
  }), { description: 'Largest first' }),
  size_bytes: nullable(count('Size of the disk')),
  available_bytes: nullable(count('Free space on it')),
  growth_bytes_per_hour: nullable(Type.Number({
    description: 'What the free space lost per hour, over the last hour that was measured; null: not known'
  })),
  full_in_seconds: nullable(Type.Number({
    minimum: 0, description: 'Until it is full at that pace; null: it does not fill, or not known'
  }))
})
export type DiskUse = Static<typeof DiskUse>
