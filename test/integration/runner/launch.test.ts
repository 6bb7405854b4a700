import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import t from 'tap'
import { built } from '../../helpers/built.ts'

const launch = (...args: string[]) =>
  spawnSync(process.execPath, [built('runner/launch.js'), ...args], { encoding: 'utf8' })

t.test('[R20] what keeps the launcher from starting a runner is its only report, and it exits with 1', t => {
  for (const [args, problem] of [[[], 'Usage: '], [[join(t.testdir(), 'gone')], 'ENOENT']] as const) {
    const { status, stdout } = launch(...args)
    const report = JSON.parse(stdout) as { ok: boolean, message: string } // as: of the runner
    t.strictSame([status, report.ok, report.message.includes(problem)], [1, false, true], stdout)
  }
  t.end()
})
