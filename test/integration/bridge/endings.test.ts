import { spawnSync } from 'node:child_process'
import { closeSync, mkdirSync, openSync, readFileSync, readdirSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { fileOf, smallConfig, unsentLines, startBridge, writeAttempt } from '../../helpers/bridge-process.ts'
import { patience } from '../../helpers/patience.ts'
import { root } from '../../helpers/tree.ts'

t.setTimeout(patience(120_000))

const endless = { epochs: 100_000, validation: false }

t.test(
  '[B24] when stdin ends, the trainer backs up, saves, writes its lines to the file of unsent lines and exits with code 3',
  async t => {
    const job = t.testdir()
    const attempt = writeAttempt(job, smallConfig(endless))
    const bridge = startBridge(t, attempt)
    await bridge.until('progress')
    bridge.send('h', 'pause', { mode: 'hold' })
    await bridge.until('command')
    bridge.child.stdin?.write('not a command\n')
    bridge.child.stdin?.end()
    t.equal(await bridge.exit, 3, 'though it was held')
    const lines = unsentLines(attempt)
    t.match(lines.at(-1), { type: 'end', outcome: 'stopped', reason: 'supervisor_lost', one_step_trained: true })
    for (const line of lines) {
      if (line.type === 'backup' || line.type === 'save') t.strictSame(fileOf(job, line.file.path), line.file)
    }
    t.strictSame(
      lines.filter(line => line.type === 'backup' || line.type === 'save').map(line => line.type),
      ['backup', 'save']
    )
    t.equal(bridge.all('end').length, 0, 'each line is in one place only')
  }
)

t.test(
  '[B25] when all pipes break at once no exception reaches the training, and printed output goes to orphan.log',
  async t => {
    const job = t.testdir({ save: 'in the way of the save on schedule' })
    const attempt = writeAttempt(job, smallConfig({ ...endless, save_every: 1, save_every_unit: 'STEP' }))
    const bridge = startBridge(t, attempt)
    await bridge.until('progress')
    for (const pipe of bridge.child.stdio) pipe?.destroy()
    t.equal(await bridge.exit, 3)
    const end = unsentLines(attempt).at(-1)
    t.match(end, { type: 'end', outcome: 'stopped', reason: 'supervisor_lost' })
    // The first line of what is printed may have gone into the pipe while it broke; its traceback follows it.
    t.match(
      readFileSync(join(attempt, 'orphan.log'), 'utf8') + bridge.output.stderr,
      /the save failed, training goes on|Error: .*save/
    )
    t.ok(fileOf(job, 'model.json').bytes > 0)
  }
)

t.test('[B26] a broken stdout and stderr do not disturb training while the runner is alive', async t => {
  const attempt = writeAttempt(t.testdir(), smallConfig(endless))
  const bridge = startBridge(t, attempt)
  await bridge.until('progress')
  bridge.child.stdout?.destroy()
  bridge.child.stderr?.destroy()
  bridge.child.stdin?.write('this is printed\n')
  t.match(await bridge.ask('r', 'resume'), { status: 'failed' })
  bridge.send('s', 'stop')
  await bridge.finish()
  t.match(readFileSync(join(attempt, 'orphan.log'), 'utf8'), /this is printed/)
})

t.test(
  '[B27] SIGTERM and SIGINT stop as a stop does, held or not; a second SIGINT ends the process at once; SIGUSR1 prints the stacks',
  async t => {
    const job = t.testdir()
    const running = startBridge(t, writeAttempt(join(job, 'running'), smallConfig(endless)))
    const held = startBridge(t, writeAttempt(join(job, 'held'), smallConfig(endless)))
    const hasty = startBridge(
      t,
      writeAttempt(join(job, 'hasty'), smallConfig({ ...endless, backup_before_save: true }))
    )
    t.teardown(() => hasty.child.kill('SIGCONT'))
    await Promise.all([running.until('progress'), held.until('progress'), hasty.until('progress')])
    await held.ask('h', 'pause', { mode: 'hold' })
    held.child.kill('SIGUSR1')
    held.child.kill('SIGINT')
    running.child.kill('SIGTERM')
    await Promise.all([running.finish(), held.finish()])
    for (const [name, bridge] of Object.entries({ running, held })) {
      t.match(bridge.all('end')[0], { outcome: 'stopped', reason: 'user_stop', one_step_trained: true })
      t.strictSame(bridge.all('save')[0]?.file, fileOf(join(job, name), 'model.json'))
    }
    t.match(held.output.stderr, /thread 0x[\s\S]*inbox\.py/)
    hasty.child.kill('SIGINT')
    await hasty.until('status', line => line.phase === 'backing_up')
    hasty.child.kill('SIGINT')
    t.equal(await hasty.exit, 130)
    t.strictSame(hasty.all('end'), [])
  }
)

t.test(
  '[B28] lines that cannot be written to descriptor 3 go to the file of unsent lines, and the run ends normally',
  async t => {
    const job = t.testdir()
    const attempt = writeAttempt(job, smallConfig())
    const full = openSync('/dev/full', 'w')
    t.teardown(() => closeSync(full))
    const bridge = startBridge(t, attempt, full)
    await bridge.finish()
    const lines = unsentLines(attempt)
    t.match(lines[0], { type: 'status', phase: 'loading' })
    t.match(lines.at(-1), { type: 'end', outcome: 'completed' })
    t.strictSame(
      lines
        .filter(line => line.type === 'scalars' && 'lr/reader' in line.values)
        .map(line => line.type === 'scalars' && line.step),
      [1, 2, 3, 4, 5, 6, 7, 8]
    )
    t.match(bridge.output.stderr, /descriptor 3.*unsent/)
  }
)

t.test('[B29] a non-finite loss is sent as null, ends the run with loss_nan, and no model is saved', async t => {
  const job = t.testdir()
  const bridge = startBridge(
    t,
    writeAttempt(job, smallConfig({ learning_rate: 1e300, learning_rate_scheduler: 'CONSTANT' }))
  )
  bridge.send('s', 'sample_default')
  t.equal(await bridge.exit, 1)
  const last = bridge.all('scalars').at(-1)
  t.equal(last?.values['loss/train_step'], null)
  t.match(last?.non_finite?.['loss/train_step'], /^(nan|inf)$/)
  t.match(bridge.all('end')[0], {
    outcome: 'error', reason: 'loss_nan', one_step_trained: true,
    error: { type: 'LossNotFinite', traceback: /Traceback/ }
  })
  t.strictSame(readdirSync(job), ['a1'])
})

t.test(
  '[B30] a failed final save is reported as disk_full on a full disk, otherwise as save_failed, with its cause and without a partial model',
  async t => {
    const job = t.testdir()
    const [blocked, full] = [join(job, 'blocked'), join(job, 'full')]
    const bridges = [blocked, full].map(folder => startBridge(t, writeAttempt(folder, smallConfig(endless))))
    await Promise.all(bridges.map(bridge => bridge.until('progress')))
    mkdirSync(join(blocked, 'model.json'))
    symlinkSync('/dev/full', join(full, '.model.json.partial'))
    for (const bridge of bridges) bridge.send('s', 'stop')
    t.strictSame(await Promise.all(bridges.map(bridge => bridge.exit)), [1, 1])
    t.match(bridges[0]?.all('end')[0], {
      outcome: 'error', reason: 'save_failed', one_step_trained: true,
      error: { type: 'SaveFailed', traceback: /IsADirectoryError/ }
    })
    t.match(bridges[1]?.all('end')[0], { outcome: 'error', reason: 'disk_full', message: /No space left/ })
    t.match(
      bridges.map(bridge => bridge.all('command').at(-1)?.status),
      ['failed', 'failed']
    )
    t.strictSame([readdirSync(blocked), readdirSync(full)], [['a1', 'model.json'], ['a1']])
  }
)

t.test('[B31] an exception is reported with type, message and traceback, and waiting commands fail', async t => {
  const job = t.testdir()
  const config = smallConfig(endless)
  const broken = startBridge(
    t,
    writeAttempt(join(job, 'broken'), { ...config, learning_rate_scheduler: 5, backup_after_unit: ['EPOCH'] })
  )
  const misnamed = startBridge(
    t,
    writeAttempt(join(job, 'misnamed'), { ...config, output_model_destination: 'backup' })
  )
  const lacking = startBridge(t, writeAttempt(join(job, 'lacking'), { epochs: 2 }))
  lacking.send('w', 'backup')
  t.strictSame([await broken.exit, await lacking.exit, await misnamed.exit], [1, 1, 1])
  t.match(misnamed.all('end')[0], { reason: 'start_failed', message: /output_model_destination.*choose another/ })
  t.match(broken.all('end')[0], {
    outcome: 'error', reason: 'trainer_error', one_step_trained: true,
    error: { type: 'TypeError', traceback: /schedule\.py/ }
  })
  t.match(lacking.all('end')[0], {
    outcome: 'error', reason: 'start_failed', message: /config\.json lacks 'seed'/, one_step_trained: false
  })
  t.match(lacking.all('command').at(-1), { id: 'w', status: 'failed' })
})

t.test('[B32] the bridge, started with missing arguments, names them in one line and exits with code 2', t => {
  const folder = t.testdir({})
  const call = (args: string[], fd: 'ignore' | 'none') =>
    spawnSync('python3', ['-B', root + 'bridge', ...args], {
      encoding: 'utf8',
      stdio: fd === 'none' ? ['ignore', 'pipe', 'pipe'] : ['ignore', 'pipe', 'pipe', 'ignore']
    })
  const [alone, lost] = [call([folder], 'none'), call([join(folder, 'nowhere')], 'ignore')]
  t.strictSame([alone.status, lost.status], [2, 2])
  t.match(alone.stderr, /^bridge: descriptor 3 is not open .*\n$/)
  t.match(lost.stderr, /^usage: .*\n$/)
  t.strictSame(readdirSync(folder), [])
  t.end()
})
