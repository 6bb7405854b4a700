import { parseModelId } from '../../../core/domain/model-id.ts'

interface Page { models: ReadonlyArray<{ model_id: string }>, next_cursor: string | null }

/** Whether a list, of which the first pages are loaded, has a model: newest first, so that ids of a job fall. */
export function placeOfModel (pages: readonly Page[], model_id: string): 'loaded' | 'further' | 'missing' {
  const models = pages.flatMap(({ models }) => models)
  if (models.some(model => model.model_id === model_id)) return 'loaded'
  const wanted = parseModelId(model_id)
  const last = parseModelId(models.at(-1)?.model_id ?? '')
  const isAfter = wanted !== null && last !== null && wanted.job_number === last.job_number && wanted.seq < last.seq
  return isAfter && pages.at(-1)?.next_cursor != null ? 'further' : 'missing'
}
