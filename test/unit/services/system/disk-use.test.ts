import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { Value } from '@sinclair/typebox/value'
import t from 'tap'
import { DiskUse } from '../../../../core/contract/disk-use.ts'
import { createDiskUse } from '../../../../services/system/disk-use.ts'
import { createManualClock } from '../../../helpers/manual-clock.ts'

const id = (digit: number): string => `019a4f6e-7b1c-7c3e-9d2a-${String(digit).padStart(12, '0')}`

t.test('[Y231] what fills the disk is counted by kind and by job, the largest first', async t => {
  const place = t.testdir({
    [id(1)]: { 'job.json': '12', samples: { 'a.png': '12345' }, a1: { 'output.log': '123' } },
    [id(2)]: { 'job.json': '12', backup: { x: { 'w.pt': '1234567890' } }, save: { 'm.safetensors': '1234' } },
    [id(3)]: { 'final.safetensors': '1' },
    'no job': { 'x.txt': '12345' }
  })
  const clock = createManualClock()
  const diskUse = createDiskUse({
    clock, state_dir: place, runs_dir: place,
    freeSpaces: () => [{ at_ms: 0, bytes: 7200 }, { at_ms: 3_600_000, bytes: 3600 }],
    ownerOf: async job_id =>
      job_id === id(3) ? null : { job_number: Number(job_id.at(-1)), name: 'x', deleted: job_id === id(2) }
  })
  const use = await diskUse()
  t.same([...Value.Errors(DiskUse, use)], [])
  t.match(use, {
    bytes: 27,
    kinds: { backups: 10, saves: 4, models: 1, samples: 5, cache: 0, logs: 3, records: 4 },
    jobs: [
      { job_id: id(2), job_number: 2, deleted: true, bytes: 16, complete: true, kinds: { backups: 10, saves: 4 } },
      { job_number: 1, deleted: false, bytes: 10, kinds: { samples: 5, logs: 3, records: 2 } },
      { job_id: id(3), job_number: null, name: null, bytes: 1 }
    ],
    growth_bytes_per_hour: 3600, full_in_seconds: 3600
  })
  t.ok((use.available_bytes ?? 0) > 0 && (use.size_bytes ?? 0) >= (use.available_bytes ?? 0))

  rmSync(join(place, id(2)), { recursive: true })
  t.equal((await diskUse()).bytes, 27, 'it is not counted for each that asks')
  clock.advance(30_000)
  t.equal((await diskUse()).bytes, 11)
})
