import type { Model, PruneReply, PruneRequest } from '../../core/contract/models.ts'
import { AppError } from '../../core/domain/app-error.ts'
import { applyKeepRule } from '../../core/domain/keep-rule.ts'
import type { DeleteModel } from './delete-model.ts'
import type { Models } from './models.ts'

/**
 * Deletes the backups or saves of a job that a rule does not keep, or says what it would delete. Errors: job_not_found,
 * job_damaged.
 */
export type PruneModels = (job: string, request: PruneRequest) => Promise<PruneReply>

interface PruneModelsDeps { models: Pick<Models, 'list'>, deleteModel: DeleteModel }

const PAGE = 200

export function createPruneModels ({ models, deleteModel }: PruneModelsDeps): PruneModels {
  async function available (job: string, kind: PruneRequest['kind']): Promise<Model[]> {
    const found: Model[] = []
    for (let cursor: string | null | undefined; cursor !== null;) {
      const page = await models.list(job, { kind, limit: PAGE, ...cursor === undefined ? {} : { cursor } })
      found.push(...page.models)
      cursor = page.next_cursor
    }
    return found.filter(model => model.available)
  }

  /** Why it was not deleted; null where it was, or was gone already. */
  async function refusalOf ({ model_id }: Model): Promise<PruneReply['refused'][number] | null> {
    try {
      await deleteModel(model_id)
      return null
    } catch (error) {
      if (!(error instanceof AppError)) throw error
      return error.code === 'file_gone' ? null : { model_id, code: error.code, message: error.message }
    }
  }

  return async (job, { kind, dry_run, ...rule }) => {
    const { kept, rest } = applyKeepRule(await available(job, kind), rule, ({ picked }) => picked)
    const refused: PruneReply['refused'] = []
    // The oldest first: where one fails, what is left is the newest.
    for (const model of dry_run ? [] : [...rest].reverse()) {
      const refusal = await refusalOf(model)
      if (refusal !== null) refused.push(refusal)
    }
    const deleted = rest.filter(({ model_id }) => refused.every(one => one.model_id !== model_id))
    return { dry_run, kept, deleted, bytes: deleted.reduce((sum, { bytes }) => sum + bytes, 0), refused }
  }
}
