import type { components } from '../api/schema.d.ts'
import { count } from '../ui/format.ts'
import { modelKindWords } from '../ui/model-kinds.ts'

type Model = Pick<
  components['schemas']['FoundModel'], 'model_id' | 'kind' | 'name' | 'step' | 'available' | 'job_slug' | 'job_name'
>

/** A model as a place that the finder leads to. */
export interface ModelPlace { path: string, label: string, kind: string }

/** Where a model is shown, and what it is called there. */
export const modelPlace = ({ model_id, kind, name, step, available, job_slug, job_name }: Model): ModelPlace => ({
  path: `/jobs/${job_slug}/models?model=${model_id}`,
  label: `${modelKindWords[kind]} of ${job_name}, step ${count(step)}`,
  kind: available ? name : `${name}, files gone`
})

/** The places of found models. `fits`: whether a name has the words that are typed; null: the reply is to them. */
export function modelPlaces (models: readonly Model[], fits: ((name: string) => boolean) | null): ModelPlace[] {
  return models.filter(({ name, job_name }) => fits === null || fits(name) || fits(job_name)).map(modelPlace)
}
