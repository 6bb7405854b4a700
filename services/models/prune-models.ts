import type { Model, PruneReply, PruneRequest } from '../../core/contract/models.ts'
import { AppError, createAppError } from '../../core/domain/app-error.ts'
import { applyKeepRule } from '../../core/domain/keep-rule.ts'
import type { DeleteModel } from './delete-model.ts'
import type { Models } from './models.ts'

/**
 * Deletes the backups or saves of a job that a rule does not keep, or says what it would delete. Errors: job_not_found,
 * job_damaged, models_changed.
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

  /** Null where it was deleted, or would be, otherwise why not. */
  async function refusalOf (model_id: string, dry_run: boolean): Promise<AppError | null> {
    try {
      await deleteModel(model_id, { dry_run })
      return null
    } catch (error) {
      if (error instanceof AppError) return error
      throw error
    }
  }

  async function deleteAll (
    models: Model[], dry_run: boolean
  ): Promise<Pick<PruneReply, 'deleted' | 'refused'>> {
    const [deleted, refused]: [Model[], PruneReply['refused']] = [[], []]
    // The oldest first: where one fails, what is left is the newest.
    for (const model of [...models].reverse()) {
      const { model_id } = model
      const refusal = await refusalOf(model_id, dry_run)
      if (refusal === null) deleted.unshift(model)
      // What went meanwhile by another hand was not freed here.
      else if (refusal.code !== 'file_gone') refused.push({ model_id, code: refusal.code, message: refusal.message })
    }
    return { deleted, refused }
  }

  /** Deletes those that are named, or all; what was refused when it was shown still is. */
  async function deleteNamed (
    rest: Model[], named: ReadonlySet<string> | null, shown: Pick<PruneReply, 'refused'>
  ): Promise<Pick<PruneReply, 'deleted' | 'refused'>> {
    if (named === null) return await deleteAll(rest, false)
    const { deleted, refused } = await deleteAll(rest.filter(({ model_id }) => named.has(model_id)), false)
    return { deleted, refused: [...refused, ...shown.refused.filter(({ model_id }) => !named.has(model_id))] }
  }

  return async (job, { kind, dry_run, only, ...rule }) => {
    const { kept, rest } = applyKeepRule(await available(job, kind), rule, ({ picked }) => picked)
    const shown = await deleteAll(rest, true)
    const named = only === undefined ? null : new Set(only)
    if (named !== null) refuseOthers(shown.deleted, named)
    const { deleted, refused } = dry_run ? shown : await deleteNamed(rest, named, shown)
    return { dry_run, kept, deleted, bytes: deleted.reduce((sum, { bytes }) => sum + bytes, 0), refused }
  }
}

function refuseOthers (rest: readonly Model[], named: ReadonlySet<string>): void {
  const others = rest.filter(({ model_id }) => !named.has(model_id))
  const [first] = others
  if (first !== undefined) throw createAppError('models_changed', { count: others.length, model_id: first.model_id })
}
