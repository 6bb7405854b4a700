import t from 'tap'
import type { Condition } from '../../../../core/contract/conditions.ts'
import { idleState } from '../../../../core/domain/job/state.ts'
import { createConditions } from '../../../../services/conditions/conditions.ts'
import { observingLog } from '../../../../services/conditions/observing-log.ts'
import { createManualClock } from '../../../helpers/manual-clock.ts'

const failure = (code: string): Error => Object.assign(new Error(code), { code, syscall: 'write' })
const quiet = { info: () => undefined, warn: () => undefined, error: () => undefined }

/** Conditions over a disk and a store that fail as the test says. `announced` has each list that was announced. */
function troubled () {
  const clock = createManualClock()
  const fails: { disk: string | null, store: string | null } = { disk: null, store: null }
  const probe = (name: 'disk' | 'store') => async () => {
    const code = fails[name]
    if (code !== null) throw failure(code)
  }
  const conditions = createConditions({ clock, probes: { disk: probe('disk'), store: probe('store') }, log: quiet })
  const announced: Array<readonly Condition[]> = []
  conditions.subscribe(list => { announced.push(list) })
  return { clock, fails, conditions, announced }
}

const names = (list: readonly Condition[]): string[] => list.map(({ condition, cause }) => `${condition} ${cause}`)
/** Lets what was begun settle: probes of these tests wait for nothing. */
const pass = async (): Promise<void> => { for (let n = 0; n < 20; n += 1) await Promise.resolve() }

t.test('[T90] an error begins a condition at once, whatever hides it; a write that works again ends it', async t => {
  const { clock, fails, conditions, announced } = troubled()
  fails.disk = 'ENOSPC'
  conditions.observe(new Error('a start failed', { cause: failure('ENOSPC') }))
  t.strictSame(names(conditions.list()), ['disk ENOSPC'])
  t.strictSame(conditions.show(idleState(false)).conditions, conditions.list())
  clock.advance(20_000)
  await pass()
  t.equal(announced.length, 1, 'what stands is told once')
  fails.disk = null
  clock.advance(5000)
  await pass()
  t.strictSame(announced.map(names), [['disk ENOSPC'], []])
  t.equal(clock.timers(), 0, 'nobody looks while nothing is wrong')
  const state = idleState(false)
  t.equal(conditions.show(state), state)
})

t.test('[T90] a failure of one file is no condition unless other writes fail, too', async t => {
  const { fails, conditions, announced } = troubled()
  conditions.observe(failure('EACCES'))
  await pass()
  t.strictSame(announced, [])
  fails.disk = 'EIO'
  conditions.observe(failure('EACCES'))
  await pass()
  t.strictSame(names(conditions.list()), ['disk EIO'])
  conditions.close()
})

t.test('[T90] a journal that cannot be written has the disk and the store looked at', async t => {
  const { fails, conditions } = troubled()
  Object.assign(fails, { disk: 'EROFS', store: 'EIO' })
  conditions.report('journal', 'EROFS', 'job')
  await pass()
  t.strictSame(names(conditions.list()), ['journal EROFS', 'disk EROFS', 'store EIO'])
  conditions.report('journal', null, 'job')
  t.strictSame(names(conditions.list()), ['disk EROFS', 'store EIO'])
  conditions.close()
})

t.test('[T90] no error that is logged passes unseen, and a listener that throws disturbs no other', async t => {
  const { conditions, announced } = troubled()
  const log = observingLog(quiet, conditions.observe)
  log.info({ err: failure('ENOSPC') }, 'x')
  log.warn({}, 'x')
  t.strictSame(announced, [])
  conditions.subscribe(() => { throw new Error('mine') })
  const late: unknown[] = []
  conditions.subscribe(list => { late.push(list) })
  log.warn({ err: failure('ENOSPC') }, 'x')
  t.equal(late.length, 1)
  log.error({ err: Object.assign(new Error('x'), { errcode: 13 }) }, 'x')
  t.strictSame(names(conditions.list()), ['disk ENOSPC', 'store SQLITE_FULL'])
  conditions.close()
})
