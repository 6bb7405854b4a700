import { cpSync, existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { fileOf, startBridge, unsentLines } from '../../helpers/bridge-process.ts'
import { attemptOf, endless, oneTrainer, run, smallRun } from '../../helpers/onetrainer.ts'
import { patience } from '../../helpers/patience.ts'

t.setTimeout(patience(900_000))

t.test(
  '[O23] release backs up and ends without a final model; resume continues at exactly that step, whatever newer folders exist',
  async t => {
    const job = t.testdir()
    const config = smallRun(job, { ...endless, backup_before_save: false })
    const first = run(t, job, config)
    await first.until('progress', line => line.global_step >= 2)
    t.match(await first.ask('b', 'backup'), { status: 'done' })
    await first.until('progress', line => line.global_step > (first.all('backup')[0]?.step ?? Infinity) + 4)
    const released = await first.ask('r', 'pause', { mode: 'release' })
    await first.finish()
    t.match(first.all('end')[0], { outcome: 'released', reason: 'released' })
    t.strictSame(released.file && fileOf(job, released.file.path), released.file)
    t.notOk(existsSync(join(job, 'final.safetensors')))

    const { step, file } = first.all('backup')[0] ?? { step: -1, file: { path: '' } }
    cpSync(join(job, released.file?.path ?? ''), join(job, 'backup', '2099-01-01_00-00-00-backup-99-24-3'), {
      recursive: true
    })
    const second = run(
      t, job,
      { ...config, epochs: Math.floor(step / 4) + 1, clear_cache_before_training: true },
      { resume_from: file.path, attempt: 2 }
    )
    await second.finish()
    t.match(second.all('ready')[0], { resumed_from: file.path })
    t.equal(second.all('progress')[0]?.global_step, step + 1, 'the oldest of three backups, as asked')
    t.notOk(
      second.all('status').some(line => line.message.startsWith('caching 1 of')),
      'the cache is kept'
    )
    t.match(second.all('end')[0], { outcome: 'completed', reason: 'finished' })
  }
)

t.test('[O15] SIGTERM saves what was learned, without a backup if the config asks for none', async t => {
  const job = t.testdir()
  const bridge = run(t, job, smallRun(job, { ...endless, backup_before_save: false }))
  await bridge.until('progress', line => line.global_step >= 2)
  bridge.child.kill('SIGTERM')
  await bridge.finish()
  t.match(bridge.all('end')[0], { outcome: 'stopped', reason: 'user_stop', message: /signal/ })
  t.match(bridge.all('save'), [{ final: true, file: fileOf(job, 'final.safetensors') }])
  t.equal(bridge.all('backup').length, 0)
})

t.test('[O10] a stop with a backup makes one and verifies it, even if the config asks for none', async t => {
  const job = t.testdir()
  const bridge = run(t, job, smallRun(job, { ...endless, backup_before_save: false }))
  await bridge.until('progress', line => line.global_step >= 2)
  bridge.send('s', 'stop', { backup: true })
  await bridge.finish()
  const [backup] = bridge.all('backup')
  t.equal(backup?.step, bridge.all('progress').at(-1)?.global_step)
  t.strictSame(backup && fileOf(job, backup.file.path), backup?.file)
  t.match(bridge.all('command').at(-1), { id: 's', status: 'done', file: backup?.file })
})

t.test(
  '[O3] when every pipe breaks no exception reaches the training: it backs up, saves and writes its lines to the file of unsent lines',
  async t => {
    const job = t.testdir()
    const attempt = attemptOf(
      job,
      smallRun(job, { ...endless, save_every: 2, save_every_unit: 'STEP', backup_before_save: false })
    )
    const bridge = startBridge(t, attempt, 'pipe', oneTrainer())
    await bridge.until('progress', line => line.global_step >= 2)
    for (const pipe of bridge.child.stdio) pipe?.destroy()
    t.equal(await bridge.exit, 3)
    const lines = unsentLines(attempt)
    t.match(lines.at(-1), { type: 'end', outcome: 'stopped', reason: 'supervisor_lost', one_step_trained: true })
    const kept = lines.filter(line => line.type === 'backup' || line.type === 'save').slice(-2)
    t.match(kept, [{ type: 'backup' }, { type: 'save', final: true }])
    for (const line of kept) {
      if (line.type === 'backup' || line.type === 'save') t.strictSame(fileOf(job, line.file.path), line.file)
    }
    t.match(readFileSync(join(attempt, 'orphan.log'), 'utf8'), /Saving/)
  }
)
