import type { BytesByKind, FileKind } from '../../contract/disk-use.ts'

const folders: Record<string, FileKind> = {
  backup: 'backups', incomplete: 'backups', save: 'saves', samples: 'samples', cache: 'cache', debug: 'cache',
  thumbnails: 'cache'
}

/** Records of a job, and what stands in for one that is being written or was damaged; a model may end in .json too. */
const record = /^(\.?(job|config|sample-marks)\.json|\.?(notes|commands)\.jsonl)(\..+)?$/

/** The kind of a file, by its path below the folder of its job: see docs/state-dir.md. */
export function fileKind (path: string): FileKind {
  const [first = '', ...rest] = path.split('/')
  const isAttempt = /^a\d+$/.test(first) && rest.length > 0
  if (isAttempt) return /\.log(\.\d+)?$/.test(path) ? 'logs' : 'records'
  if (rest.length === 0) return record.test(path) ? 'records' : 'models'
  return Object.hasOwn(folders, first) ? folders[first]! : 'models' // it is there
}

/** No bytes of any kind. */
export const noBytes = (): BytesByKind =>
  ({ backups: 0, saves: 0, models: 0, samples: 0, cache: 0, logs: 0, records: 0 })
