import { useState } from 'react'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { ApiError, read } from '../../api/client.ts'
import type { components } from '../../api/schema.d.ts'
import { useApi } from '../../api/use-api.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { bytes } from '../../ui/format.ts'
import { Refused } from '../../ui/refused.tsx'
import { PrunePlan } from './prune-plan.tsx'
import { prunable } from './prunable.ts'
import styles from './parts.module.css'

type Request = components['schemas']['PruneRequest']
type Rule = Pick<Request, 'kind' | 'keep_last' | 'keep_every_steps'>

/** Deletes all but the models that a rule keeps; what that is is shown first, and nothing else is deleted. */
export function PruneModels ({ job_id, onClose }: { job_id: string, onClose: () => void }) {
  const [kind, setKind] = useState<Rule['kind']>('backup')
  const [last, setLast] = useState('3')
  const [every, setEvery] = useState('')
  const prune = usePrune(job_id)
  const rule: Rule = { kind, keep_last: Number(last), ...(every === '' ? {} : { keep_every_steps: Number(every) }) }
  const plan = prune.data?.plan
  const change = (set: () => void): void => {
    set()
    prune.reset() // a preview is of one rule
  }
  return (
    <Dialog title='Prune models' onClose={onClose}>
      <div className={styles.form}>
        <label>
          Of the
          <select
            value={kind}
            onChange={event => {
              change(() => {
                setKind(event.target.value === 'save' ? 'save' : 'backup')
              })
            }}
          >
            <option value='backup'>backups</option>
            <option value='save'>saves</option>
          </select>
        </label>
        <label>
          keep the newest
          <input
            type='number'
            min={1}
            max={10_000}
            value={last}
            onChange={event => {
              change(() => {
                setLast(event.target.value)
              })
            }}
          />
        </label>
        <label>
          and the first of so many steps (optional)
          <input
            type='number'
            min={1}
            value={every}
            onChange={event => {
              change(() => {
                setEvery(event.target.value)
              })
            }}
          />
        </label>
      </div>
      <Refused error={prune.error ?? prune.data?.changed ?? null} />
      {plan !== undefined && <PrunePlan plan={plan} />}
      <div className={styles.acts}>
        <Button onClick={onClose}>Close</Button>
        <Button
          busy={prune.isPending}
          onClick={() => {
            prune.mutate({ ...rule, dry_run: true })
          }}
        >
          Preview
        </Button>
        <Button
          kind='danger'
          busy={prune.isPending}
          blocked={prunable(plan)}
          onClick={() => {
            if (plan !== undefined) prune.mutate({ ...rule, dry_run: false, only: idsOf(plan.deleted) })
          }}
        >
          {plan?.dry_run === true ? `Delete ${bytes(plan.bytes)}` : 'Delete'}
        </Button>
      </div>
    </Dialog>
  )
}

const idsOf = (models: ReadonlyArray<{ model_id: string }>): string[] => models.map(({ model_id }) => model_id)

/** Asks for what a rule deletes. Where that is no longer what was shown, the reply is the new preview. */
function usePrune (job_id: string) {
  const api = useApi()
  const queries = useQueryClient()
  const ask = (body: Request) =>
    read(api.POST('/api/v1/training-jobs/{job}/models/prune', { params: { path: { job: job_id } }, body }))
  const outdate = (): void => {
    for (const resource of ['models', 'disk']) void queries.invalidateQueries({ queryKey: [resource] })
  }
  return useMutation({
    async mutationFn ({ only, ...rule }: Request) {
      try {
        return { plan: await ask(only === undefined ? rule : { ...rule, only }), changed: null }
      } catch (error) {
        if (!(error instanceof ApiError) || error.body?.code !== 'models_changed') throw error
        return { plan: await ask({ ...rule, dry_run: true }), changed: error }
      }
    },
    onSettled (reply) {
      if (reply?.plan.dry_run !== true || reply.changed !== null) outdate() // a failed one may have deleted some
    }
  })
}
