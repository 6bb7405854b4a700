import type { components } from '../../api/schema.d.ts'

type Plan = Pick<components['schemas']['PruneReply'], 'dry_run' | 'deleted'>

/** Why a rule cannot be carried out now; null where what it deletes is shown. */
export function prunable (plan: Plan | undefined): string | null {
  if (plan === undefined) return 'Look at what it would delete first'
  if (!plan.dry_run) return 'Done'
  return plan.deleted.length === 0 ? 'It would delete nothing' : null
}
