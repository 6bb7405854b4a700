import { useState } from 'react'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { read } from '../../api/client.ts'
import type { components } from '../../api/schema.d.ts'
import { useApi } from '../../api/use-api.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { bytes, count } from '../../ui/format.ts'
import { Refused } from '../../ui/refused.tsx'
import styles from './parts.module.css'

type Rule = Pick<components['schemas']['PruneRequest'], 'kind' | 'keep_last' | 'keep_every_steps'>

/** Deletes all but the models that a rule keeps; what that is is shown first. */
export function PruneModels ({ job_id, onClose }: { job_id: string, onClose: () => void }) {
  const api = useApi()
  const queries = useQueryClient()
  const [kind, setKind] = useState<Rule['kind']>('backup')
  const [last, setLast] = useState('3')
  const [every, setEvery] = useState('')
  const rule: Rule = { kind, keep_last: Number(last), ...(every === '' ? {} : { keep_every_steps: Number(every) }) }
  const prune = useMutation({
    mutationFn: (dry_run: boolean) =>
      read(
        api.POST('/api/v1/training-jobs/{job}/models/prune', {
          params: { path: { job: job_id } },
          body: { ...rule, dry_run }
        })
      ),
    onSuccess ({ dry_run }) {
      if (dry_run) return
      for (const resource of ['models', 'disk']) void queries.invalidateQueries({ queryKey: [resource] })
    }
  })
  const plan = prune.data
  const blocked =
    plan === undefined
      ? 'Look at what it would delete first'
      : !plan.dry_run
          ? 'Done'
          : plan.deleted.length === 0
            ? 'It would delete nothing'
            : null
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
      <Refused error={prune.error} />
      {plan !== undefined && (
        <div role='status'>
          <p>
            {plan.dry_run ? 'It would delete' : 'It deleted'} {count(plan.deleted.length)} ({bytes(plan.bytes)}) and
            keep {count(plan.kept.length)}.
          </p>
          <ul className={styles.files}>
            {plan.deleted.map(({ model_id, name }) => (
              <li key={model_id} className='mono'>
                {name}
              </li>
            ))}
          </ul>
          {plan.refused.map(({ model_id, message }) => (
            <p key={model_id} className='sub'>
              {model_id}: {message}
            </p>
          ))}
        </div>
      )}
      <div className={styles.acts}>
        <Button onClick={onClose}>Close</Button>
        <Button
          busy={prune.isPending}
          onClick={() => {
            prune.mutate(true)
          }}
        >
          Preview
        </Button>
        <Button
          kind='danger'
          busy={prune.isPending}
          blocked={blocked}
          onClick={() => {
            prune.mutate(false)
          }}
        >
          {plan === undefined ? 'Delete' : `Delete ${bytes(plan.bytes)}`}
        </Button>
      </div>
    </Dialog>
  )
}
