import { statSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import type { Test } from 'tap'
import { testAttempt } from '../../helpers/attempt.ts'

// Some 400 KB. At most 64 KB of a pipe are read at once, so that this comes in pieces however slowly it is read.
const LINES = '20000'

/** Runs the chatty trainer: the bytes of its output that are kept, and what the journal says of the others. */
async function runChatty (t: Test, output_bytes: number): Promise<{ kept: number, dropped: string[] }> {
  const run = testAttempt(t, 'chatty.py', [LINES], { output_bytes })
  await run.finish()
  const sizes = ['output.log', 'output.log.1'].map(name =>
    statSync(join(run.dir, name), { throwIfNoEntry: false })?.size ?? 0)
  const messages = run.events().flatMap(event => event.type === 'log' && event.source === 'runner' ? event.message : [])
  return { kept: sizes.reduce((sum, size) => sum + size), dropped: messages.filter(text => text.includes('dropped: ')) }
}

t.test('[R90] output that is replaced by newer output is counted in the journal', async t => {
  const all = await runChatty(t, 16_777_216)
  t.strictSame(all.dropped, [], 'nothing was replaced')
  const { kept, dropped } = await runChatty(t, 4096)
  t.ok(kept < all.kept)
  const bytes = all.kept - kept
  t.strictSame(dropped, [`${bytes} bytes of output were dropped: output.log.1 and output.log hold the newest`])
})
