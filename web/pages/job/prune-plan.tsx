import type { components } from '../../api/schema.d.ts'
import { bytes, count } from '../../ui/format.ts'
import styles from './prune-plan.module.css'

/** What a rule deletes or has deleted, each with its size, and what is needed. */
export const PrunePlan = ({ plan }: { plan: components['schemas']['PruneReply'] }) => (
  <div role='status' className={styles.plan}>
    <p>
      {plan.dry_run ? 'It would delete' : 'It deleted'} {count(plan.deleted.length)} ({bytes(plan.bytes)}) and keep{' '}
      {count(plan.kept.length)}.
    </p>
    {plan.deleted.length > 0 && (
      <ul className={styles.models} tabIndex={0} aria-label={plan.dry_run ? 'What it would delete' : 'What it deleted'}>
        {plan.deleted.map(({ model_id, name, bytes: size }) => (
          <li key={model_id}>
            <span className='mono cut' dir='auto' title={name}>{name}</span>
            <span className='sub'>{bytes(size)}</span>
          </li>
        ))}
      </ul>
    )}
    {plan.refused.map(({ model_id, message }) => (
      <p key={model_id} className={styles.refused}>
        {model_id}: {message}
      </p>
    ))}
  </div>
)
