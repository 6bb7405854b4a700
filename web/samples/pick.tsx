import { useMutation, useQuery } from '@tanstack/react-query'
import { read } from '../api/client.ts'
import type { components } from '../api/schema.d.ts'
import { useApi } from '../api/use-api.ts'
import { Button } from '../ui/button.tsx'
import { bytes, count } from '../ui/format.ts'
import { Refused } from '../ui/refused.tsx'
import type { Sample } from './grid.ts'
import { nearestCheckpoint } from './nearest-checkpoint.ts'
import { checkpointsQuery } from './queries.ts'
import { relative } from './sample-picture.tsx'
import { useViewerKey } from './use-viewer-key.ts'

type Model = components['schemas']['Model']

/** The backup or save that is nearest to a sample: `m` makes it the pick of its training. */
export function Pick ({ sample }: { sample: Sample }) {
  const models = useQuery(checkpointsQuery(useApi(), sample.job_id)).data?.models
  if (models === undefined) return null
  const nearest = nearestCheckpoint(models, sample.step)
  if (nearest !== null) return <Nearest model={nearest} step={sample.step} />
  return <p className='small sub'>No backup and no model was written yet that this sample could be picked with.</p>
}

function Nearest ({ model, step }: { model: Model, step: number }) {
  const api = useApi()
  const { model_id, kind, name, picked } = model
  const mark = useMutation({
    mutationFn: () => read(api.PATCH('/api/v1/models/{model_id}/mark', {
      params: { path: { model_id } }, body: { picked: !picked }
    }))
  })
  const toggle = (): void => {
    if (!mark.isPending) mark.mutate()
  }
  useViewerKey('m', toggle)
  const distance = Math.abs(model.step - step)
  return (
    <div className='small'>
      <p>
        The {kind} nearest to this sample is of step {count(model.step)}
        {distance === 0 ? ', the same' : `, ${count(distance)} steps away`}:{' '}
        <a className='link' href={relative(model.download_path)} download>{name}, {bytes(model.bytes)}</a>
      </p>
      <Button aria-pressed={picked} busy={mark.isPending} onClick={toggle}>
        {picked ? 'It is the pick' : 'Make it the pick'}
      </Button>
      <Refused error={mark.error} />
    </div>
  )
}
