import { basename } from 'node:path'
import type { FoundModel, FoundModels, ModelSearch } from '../../core/contract/models.ts'
import { createAppError } from '../../core/domain/app-error.ts'
import { modelId } from '../../core/domain/model-id.ts'
import type { JobIdentity } from '../../core/domain/job/state.ts'
import type { ModelPlace, ModelRows, Models } from './models.ts'

/** The models of all jobs that fit, newest first. Errors: invalid_cursor. */
export type FindModels = (query: ModelSearch) => Promise<FoundModels>

interface FindModelsDeps {
  rows: Pick<ModelRows, 'places'>
  models: Pick<Models, 'summary'>
  /** The jobs there are: models of others are left out. */
  jobs: () => ReadonlyArray<Pick<JobIdentity, 'job_number' | 'job_slug' | 'job_name'>>
}

type Place = Pick<ModelPlace, 'timestamp' | 'job_number' | 'seq'>

/** Makes the function. Of the models that fit, only those of the page are looked for on the disk. */
export function createFindModels ({ rows, models, jobs }: FindModelsDeps): FindModels {
  return async ({ search = '', kind, limit, cursor }) => {
    const after = cursor === undefined ? null : readCursor(cursor)
    const named = new Map(jobs().map(job => [job.job_number, job]))
    const text = search.toLowerCase()
    const has = (name: string): boolean => name.toLowerCase().includes(text)
    const fitting: Place[] = []
    for await (const { path, job_number, seq, timestamp } of rows.places(kind)) {
      const job = named.get(job_number)
      if (job !== undefined && (has(job.job_name) || has(basename(path)))) fitting.push({ job_number, seq, timestamp })
    }
    const rest = fitting.sort(newestFirst).filter(place => after === null || newestFirst(place, after) > 0)
    const page = rest.slice(0, limit)
    const found: FoundModel[] = []
    for (const place of page) {
      const { job_number, job_slug, job_name } = named.get(place.job_number)! // it fits
      const model = await models.summary(modelId(place))
      // Null: the job was deleted meanwhile.
      if (model !== null) found.push({ ...model, job_number, job_slug, job_name })
    }
    const last = page.at(-1)
    const next_cursor = last !== undefined && rest.length > page.length ? writeCursor(last) : null
    return { models: found, total: fitting.length, next_cursor }
  }
}

/** Not by the id of the event: a store that is rebuilt numbers the events of one job after the other. */
function newestFirst (one: Place, other: Place): number {
  if (one.timestamp !== other.timestamp) return one.timestamp < other.timestamp ? 1 : -1
  return other.job_number - one.job_number || other.seq - one.seq
}

const writeCursor = ({ timestamp, job_number, seq }: Place): string => `${timestamp}_${job_number}_${seq}`

function readCursor (cursor: string): Place {
  const [, timestamp, job_number, seq] = /^(\d{4}-[\dT:.-]{1,40}Z)_(\d{1,15})_(\d{1,15})$/.exec(cursor) ?? []
  if (timestamp === undefined) throw createAppError('invalid_cursor', { cursor })
  return { timestamp, job_number: Number(job_number), seq: Number(seq) }
}
