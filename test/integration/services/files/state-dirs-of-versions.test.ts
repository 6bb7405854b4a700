import { rmSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import type { Test } from 'tap'
import { filesBelow, likeness, oldAnswers, oldStateDir, oldVersions, settleIn } from '../../../helpers/state-dirs.ts'
import { testApp } from '../../../helpers/test-app.ts'
import type { TestApp } from '../../../helpers/test-app.ts'

const list = '/api/v1/training-jobs?sort=created_at'

/** Asks for all that the old server was asked for, once what was running is over. */
async function hasEveryAnswer (t: Test, { ask }: TestApp, version: string): Promise<void> {
  const isOver = ({ status }: { status: string }): boolean => status !== 'running'
  while (!(await ask(list)).body.jobs.every(isOver));
  for (const [path, answer] of Object.entries(oldAnswers(version))) {
    t.strictSame(likeness((await ask(path)).body, answer), answer, path)
  }
}

for (const version of oldVersions()) {
  for (const store of [true, false]) {
    const title = `${version}, ${store ? 'with' : 'without'} its store`
    t.test(`[T12] every answer of an older server is given again from its state directory: ${title}`, async t => {
      const state_dir = oldStateDir(t, version, { store })
      settleIn(state_dir)
      const before = filesBelow(join(state_dir, 'runs'))
      const first = await testApp(t, { STATE_DIR: state_dir })
      await hasEveryAnswer(t, first, version)
      const { body: { jobs } } = await first.ask(list)
      const numbers = jobs.map(({ job_number }: { job_number: number }) => job_number)
      const { body: { job_number } } = await first.ask('/api/v1/training-jobs', { body: { queue: false } })
      t.equal(job_number, Math.max(...numbers) + 1, 'numbers go on')
      t.equal((await first.ask(`/api/v1/training-jobs/${job_number}?files=true`, { method: 'DELETE' })).status, 204)
      await first.app.close()
      const kept = filesBelow(join(state_dir, 'runs'))
      for (const [path, text] of Object.entries(before)) t.ok(kept[path]?.startsWith(text), `${path} is kept`)

      const second = await testApp(t, { STATE_DIR: state_dir })
      await hasEveryAnswer(t, second, version)
      await second.app.close()
      for (const suffix of ['', '-wal', '-shm']) rmSync(join(state_dir, `store.db${suffix}`), { force: true })
      await hasEveryAnswer(t, await testApp(t, { STATE_DIR: state_dir }), version)
    })
  }
}
