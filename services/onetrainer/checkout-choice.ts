import { isAbsolute, join, resolve } from 'node:path'
import { Type } from '@sinclair/typebox'
import { recordReader } from '../../core/contract/read-record.ts'
import type { Checkout } from '../../core/contract/system.ts'
import { createAppError } from '../../core/domain/app-error.ts'
import type { Clock } from '../../core/domain/clock.ts'
import { openKeptRecord } from '../files/kept-record.ts'
import type { tryFolders } from '../files/try-folders.ts'
import { createPythonFinder } from '../system/python.ts'
import { missing, pythonIn } from './find-checkout.ts'
import type { PythonHints } from './find-checkout.ts'

/** Which checkout serves: that of ONETRAINER_DIR, else the one that a request chose. A server has one while it runs. */
export interface CheckoutChoice {
  /** What this server began with. */
  get: () => Checkout
  /**
   * Tries a folder and keeps it for the next start; null: the built-in trainer.
   * Errors: setting_fixed, checkout_invalid.
   */
  choose: (onetrainer_dir: string | null) => Promise<Checkout>
}

interface CheckoutChoiceDeps {
  state_dir: string
  /** ONETRAINER_DIR; empty: a request may choose. */
  fixed_dir: string
  search: { python: string, hints: PythonHints }
  tryFolders: typeof tryFolders
  clock: Clock
  report: (message: string) => void
}

const TRY_MS = 10_000

const readChoice = recordReader(Type.Object({
  v: Type.Integer({ minimum: 1 }), onetrainer_dir: Type.Union([Type.String(), Type.Null()])
}))

/** The choice that is kept in STATE_DIR/checkout.json. A damaged file is reported, and the built-in trainer serves. */
export function createCheckoutChoice (deps: CheckoutChoiceDeps): CheckoutChoice {
  const { fixed_dir, search, clock } = deps
  const file = openKeptRecord(join(deps.state_dir, 'checkout.json'), readChoice, problem => {
    deps.report(`${problem}; the built-in trainer serves`)
  })
  const began = fixed_dir === '' ? chosen(file.get()?.onetrainer_dir ?? null) : fixed(fixed_dir)

  async function tryCheckout (onetrainer_dir: string): Promise<void> {
    const problem = await problemOf(onetrainer_dir)
    if (problem === null) return
    throw createAppError('checkout_invalid', { onetrainer_dir, problem }, {
      details: [{ pointer: '/onetrainer_dir', message: problem }]
    })
  }

  async function problemOf (dir: string): Promise<string | null> {
    if (!isAbsolute(dir)) return 'is not an absolute path; write it in full, from the root of the server'
    const tried = await deps.tryFolders([{ name: dir, path: dir, kind: 'checkout' }], TRY_MS)
    const problem = tried.get(dir) ?? null
    if (problem !== null) return problem
    const program = pythonIn(dir, search)
    if (program === null) return `has no Python: ${missing(dir, program)}`
    const { available, message } = await createPythonFinder({ clock, program, limit_ms: TRY_MS }).find()
    return available ? null : `has a Python that fails: ${message}`
  }

  return {
    get: () => began,
    async choose (onetrainer_dir) {
      if (fixed_dir !== '') throw createAppError('setting_fixed', { name: 'ONETRAINER_DIR' })
      if (onetrainer_dir !== null) await tryCheckout(onetrainer_dir)
      await file.write({ v: 1, onetrainer_dir })
      return chosen(onetrainer_dir)
    }
  }
}

const fixed = (dir: string): Checkout => ({ onetrainer_dir: resolve(dir), set_by: 'environment' })
const chosen = (onetrainer_dir: string | null): Checkout =>
  ({ onetrainer_dir, set_by: onetrainer_dir === null ? null : 'request' })
