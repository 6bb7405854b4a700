import { Value } from '@sinclair/typebox/value'
import t from 'tap'
import { Model, PruneReply } from '../../../../core/contract/models.ts'
import { createAppError } from '../../../../core/domain/app-error.ts'
import { exampleOf } from '../../../../core/domain/schema/schema-example.ts'
import { createPruneModels } from '../../../../services/models/prune-models.ts'

/** Five backups, of which one is gone; `m1-3` is needed. `onDeleted` hears of each deletion. */
function fiveBackups (onDeleted: (model_id: string) => void = () => {}) {
  const left = new Set([1, 2, 3, 5])
  const deleted: string[] = []
  const model = (number: number): Model => ({
    ...exampleOf(Model) as Model, // as: made from that schema
    model_id: `m1-${number}`, step: number * 100, bytes: 10 * number, available: left.has(number)
  })
  const pruneModels = createPruneModels({
    models: {
      async list (_job, { cursor, limit }) {
        t.equal(limit, 200)
        const page = cursor === undefined ? [5, 4, 3] : [2, 1]
        return { models: page.map(model), total: 5, next_cursor: cursor === undefined ? 'more' : null }
      }
    },
    async deleteModel (model_id, { dry_run } = { dry_run: false }) {
      if (!left.has(Number(model_id.slice(3)))) {
        throw createAppError('file_gone', { id: model_id, problem: 'is missing on disk' })
      }
      if (model_id === 'm1-3') {
        const words = { job: 'Training 1', id: model_id, need: 'waits to resume from it', advice: 'stop the job' }
        throw createAppError('file_needed', words)
      }
      if (dry_run) return
      deleted.push(model_id)
      left.delete(Number(model_id.slice(3)))
      onDeleted(model_id)
    }
  })
  return { pruneModels, deleted, left }
}
const ids = (models: readonly Model[]): string[] => models.map(({ model_id }) => model_id)

t.test('[M20] pruning says what it would delete, deletes nothing else, and names what is needed', async t => {
  const { pruneModels, deleted } = fiveBackups()
  const rule = { kind: 'backup', keep_last: 1, keep_every_steps: 1000 } as const
  const shown = await pruneModels('1', { ...rule, dry_run: true })
  t.same([...Value.Errors(PruneReply, shown)], [])
  t.strictSame([ids(shown.kept), ids(shown.deleted), shown.bytes], [['m1-5', 'm1-1'], ['m1-2'], 20])
  t.match(shown.refused, [{ model_id: 'm1-3', code: 'file_needed' }])
  t.strictSame(deleted, [], 'nothing was deleted yet')

  const done = await pruneModels('1', { ...rule, dry_run: false })
  t.match(done, { dry_run: false, bytes: 20, refused: [{ model_id: 'm1-3', code: 'file_needed', message: /waits/ }] })
  t.strictSame([ids(done.kept), ids(done.deleted), deleted], [['m1-5', 'm1-1'], ['m1-2'], ['m1-2']])
})

t.test('[M22] a pruning that names what was shown deletes nothing else, and is refused before the first', async t => {
  const { pruneModels, deleted, left } = fiveBackups()
  const rule = { kind: 'backup', keep_last: 1 } as const
  const { deleted: shown } = await pruneModels('1', { ...rule, dry_run: true })
  t.strictSame(ids(shown), ['m1-2', 'm1-1'])
  left.add(4) // another one was written
  left.delete(3)
  const only = ids(shown)
  for (const dry_run of [true, false]) {
    await t.rejects(pruneModels('1', { ...rule, dry_run, only }), { code: 'models_changed', message: /1 that.*m1-4/ })
  }
  t.strictSame(deleted, [], 'nothing was deleted')
  const done = await pruneModels('1', { ...rule, keep_last: 2, dry_run: false, only })
  t.strictSame([ids(done.deleted), deleted, done.bytes], [['m1-2', 'm1-1'], ['m1-1', 'm1-2'], 30])
})

t.test('[M22] the bytes of a pruning are those that it freed itself', async t => {
  const { pruneModels, left } = fiveBackups(model_id => { if (model_id === 'm1-1') left.delete(2) })
  const done = await pruneModels('1', { kind: 'backup', keep_last: 1, dry_run: false })
  t.strictSame([ids(done.deleted), done.bytes], [['m1-1'], 10])
  t.match(done.refused, [{ model_id: 'm1-3' }])
})
