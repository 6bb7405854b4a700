import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { linesOf } from './judge-journals.ts'
import type { Report } from './report.ts'
import { openStepLogs } from './step-log.ts'
import type { World } from './world.ts'

const kinds: Record<string, string> = { epoch_completed: 'epoch', sample_generated: 'sample', backup_created: 'backup' }
const logged = new Set(Object.values(kinds))

/**
 * What a trainer wrote down by itself is in its journal, once and in order. A trainer that is killed may have said one
 * thing more than it wrote down. Attempts whose runner was killed are left out: what was in the pipe is gone.
 */
export function judgeTrainers (world: World, jobs: Iterable<string>, report: Report): void {
  const logs = openStepLogs(world.home)
  for (const job_id of jobs) {
    const folder = join(world.state_dir, 'runs', job_id)
    for (const name of readdirSync(folder).filter(name => /^a\d+$/.test(name))) {
      const attempt = Number(name.slice(1))
      if (world.lost_runners.has(`${job_id} a${attempt}`)) continue
      const lines = readdirSync(join(folder, name)).filter(file => file.startsWith('events-')).sort()
        .flatMap(file => linesOf(join(folder, name, file)))
        .flatMap(event => event.type in kinds && 'step' in event ? [`${kinds[event.type]} ${event.step}`] : [])
      const written = logs.all(job_id, attempt).flatMap(([, kind, step]) => logged.has(kind) ? [`${kind} ${step}`] : [])
      report.count('attempts compared with the log of their trainer')
      if (lines.length - written.length <= 1 && lines.slice(0, written.length).join() === written.join()) continue
      const at = written.findIndex((one, index) => lines[index] !== one)
      report.violate(
        'a journal has what the trainer said',
        `${job_id} a${attempt}: ${lines.length} of ${written.length}; ` +
          `from place ${at} ${lines.slice(at, at + 6).join(', ')} instead of ${written.slice(at, at + 6).join(', ')}`
      )
    }
  }
}
