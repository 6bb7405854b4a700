import t from 'tap'
import { fileKind } from '../../../../../core/domain/disk/file-kind.ts'
import { diskGrowth } from '../../../../../core/domain/disk/growth.ts'

t.test('[Y231] each file of a job is of one kind, by its place', async t => {
  const kinds: Record<string, string[]> = {
    backups: ['backup/2026-01-01_12-00-00-backup-120-2-0/meta.json', 'incomplete/x/optimizer.pt'],
    saves: ['save/model-100.safetensors'],
    models: [
      'model.safetensors', 'model.json', 'my.job.json', 'output/lora.safetensors', 'a1', 'constructor/x', 'mine.txt'
    ],
    samples: ['samples/0 - fox/step-100.png'],
    cache: ['cache/image/1.pt', 'debug/x.png', 'thumbnails/ab.webp'],
    logs: ['a1/output.log', 'a1/output.log.1', 'a12/runner.log', 'a1/orphan.log'],
    records: [
      'job.json', 'config.json', 'notes.jsonl', 'commands.jsonl', 'sample-marks.json',
      'job.json.damaged-1', '.job.json.1.tmp', 'a1/events-000001.jsonl', 'a1/reserve',
      'a1/spec.json'
    ]
  }
  for (const [kind, paths] of Object.entries(kinds)) for (const path of paths) t.equal(fileKind(path), kind, path)
})

t.test('[Y231] a disk is full in as long as its free space lasts at the pace of the last hour', async t => {
  const minutes = 60_000
  const unknown = { growth_bytes_per_hour: null, full_in_seconds: null }
  t.strictSame(diskGrowth([]), unknown)
  t.strictSame(diskGrowth([{ at_ms: 0, bytes: 9 }, { at_ms: 9 * minutes, bytes: 1 }]), unknown, 'too short for a pace')
  t.strictSame(diskGrowth([{ at_ms: 0, bytes: 4000 }, { at_ms: 20 * minutes, bytes: 3000 }]), {
    growth_bytes_per_hour: 3000, full_in_seconds: 3600
  })
  t.strictSame(diskGrowth([{ at_ms: 0, bytes: 3000 }, { at_ms: 30 * minutes, bytes: 4000 }]), {
    growth_bytes_per_hour: -2000, full_in_seconds: null
  })
  t.match(diskGrowth([{ at_ms: 0, bytes: 5 }, { at_ms: 60 * minutes, bytes: 5 }]), { full_in_seconds: null })
})
