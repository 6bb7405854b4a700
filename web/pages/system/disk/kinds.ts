import type { BytesByKind, DiskUse } from '../../../../core/contract/disk-use.ts'

export type Kind = keyof BytesByKind

/** The kinds of files in the order they are shown. */
export const kinds: ReadonlyArray<{ kind: Kind, label: string, hint: string }> = [
  { kind: 'backups', label: 'Backups', hint: 'A training can go on from them' },
  { kind: 'cache', label: 'Cache', hint: 'Caches, debug output and thumbnails' },
  { kind: 'models', label: 'Models', hint: 'Final models, and files of others' },
  { kind: 'saves', label: 'Saves', hint: 'Models saved during a training' },
  { kind: 'samples', label: 'Samples', hint: 'Sample images' },
  { kind: 'logs', label: 'Logs', hint: 'Output of trainers and runners' },
  { kind: 'records', label: 'Records', hint: 'Journals, configs and other records' }
]

/** A part of the disk. */
export interface DiskPart { kind: Kind | 'others' | 'free', label: string, hint: string, bytes: number }

/** What the disk holds: the files of the jobs by kind, everything else, and free space where it is known. */
export function diskParts ({ kinds: sizes, bytes, size_bytes, available_bytes }: DiskUse): DiskPart[] {
  const ours: DiskPart[] = kinds.map(({ kind, label, hint }) => ({ kind, label, hint, bytes: sizes[kind] }))
  if (size_bytes === null || available_bytes === null) return ours
  const others = Math.max(0, size_bytes - available_bytes - bytes)
  return [
    ...ours,
    { kind: 'others', label: 'Not ours', hint: 'Other files, and what the system keeps for itself', bytes: others },
    { kind: 'free', label: 'Free', hint: 'Free for the jobs', bytes: available_bytes }
  ]
}

/** The kind that takes most of a job's folder; null of an empty one. */
export function largestKind (sizes: BytesByKind): { label: string, bytes: number } | null {
  let largest: { label: string, bytes: number } | null = null
  for (const { kind, label } of kinds) {
    if (sizes[kind] > (largest?.bytes ?? 0)) largest = { label: label.toLowerCase(), bytes: sizes[kind] }
  }
  return largest
}
