import { execFileSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { fileOf, unsentLines, startBridge } from '../../helpers/bridge-process.ts'
import { attemptOf, endless, onStandInOnly, oneTrainer, run, smallRun } from '../../helpers/onetrainer.ts'
import { patience } from '../../helpers/patience.ts'
import { root } from '../../helpers/tree.ts'

t.setTimeout(patience(300_000))

t.test(
  '[O13] an exception in a callback of the bridge is reported with its traceback, and training continues',
  onStandInOnly,
  async t => {
    const job = t.testdir()
    const bridge = run(t, job, smallRun(job), { faults: 'odd_progress=3' })
    await bridge.finish()
    t.match(bridge.output.stderr, /ERROR: the bridge failed in on_progress, training goes on: AttributeError/)
    t.match(bridge.output.stderr, /Traceback[\s\S]*trainer\.py/)
    t.notOk(bridge.all('progress').some(line => line.global_step === 3))
    t.match(bridge.all('end')[0], { outcome: 'completed', one_step_trained: true })
  }
)

t.test(
  '[O14] an error in training leaves a backup and no final model, and the exception is reported',
  onStandInOnly,
  async t => {
    const job = t.testdir()
    const names = ['gone', 'memory', 'early']
    const runs = ['error=5', 'error=5 cuda', 'error=1'].map((faults, at) =>
      run(t, join(job, `${names[at]}`), smallRun(join(job, `${names[at]}`)), { faults })
    )
    t.strictSame(await Promise.all(runs.map(bridge => bridge.exit)), [1, 1, 1])
    t.match(
      runs.map(bridge => bridge.all('end')[0]),
      [
        {
          outcome: 'error', reason: 'trainer_error', one_step_trained: true,
          error: { type: 'RuntimeError', message: 'the device is gone', traceback: /GenericTrainer\.py/ }
        },
        { outcome: 'error', reason: 'cuda_oom', one_step_trained: true },
        { outcome: 'error', reason: 'trainer_error', one_step_trained: false }
      ]
    )
    t.strictSame(
      runs.map(bridge => [bridge.all('backup').length, bridge.all('save').length]),
      [
        [1, 0], [1, 0], [0, 0]
      ]
    )
    for (const name of names) t.notOk(existsSync(join(job, name, 'final.safetensors')))
  }
)

t.test('[O10] commands sent after the last update of a run are executed before its end', onStandInOnly, async t => {
  const job = t.testdir()
  const bridge = run(t, job, smallRun(job, { epochs: 1, gradient_accumulation_steps: 3 }), {
    faults: 'step_seconds=.3'
  })
  await bridge.until('progress', line => line.global_step === 3)
  bridge.send('b', 'backup')
  bridge.send('d', 'sample_default')
  await bridge.finish()
  t.strictSame(
    bridge
      .all('command')
      .filter(line => line.status !== 'running')
      .map(line => [line.id, line.status]),
    [
      ['b', 'done'], ['d', 'done']
    ]
  )
  t.match(bridge.all('end')[0], { outcome: 'completed', reason: 'finished' })
})

t.test(
  '[O27] a loss that is not a number is sent as null, ends the run with loss_nan and saves neither model nor backup',
  onStandInOnly,
  async t => {
    const job = t.testdir()
    const bridge = run(t, job, smallRun(job), { faults: 'nan=5' })
    t.equal(await bridge.exit, 1)
    t.match(bridge.all('scalars').at(-1), {
      step: 6, values: { 'loss/train_step': null }, non_finite: { 'loss/train_step': 'nan' }
    })
    t.match(bridge.all('end')[0], {
      outcome: 'error', reason: 'loss_nan', message: /step 6.*lower learning_rate/, error: { type: 'LossNotFinite' }
    })
    t.strictSame(
      [bridge.all('save').length, bridge.all('backup').length, existsSync(join(job, 'backup'))],
      [0, 0, false]
    )
  }
)

t.test(
  '[O28] a failed final save is reported with its cause, and the backup before it is kept',
  onStandInOnly,
  async t => {
    const job = t.testdir()
    const [full, torn] = ['no_save', 'torn_save'].map(name =>
      run(t, join(job, name), smallRun(join(job, name), { backup_before_save: name === 'no_save' }), { faults: name })
    )
    t.strictSame([await full?.exit, await torn?.exit], [1, 1])
    t.match(full?.all('end')[0], {
      outcome: 'error', reason: 'disk_full', one_step_trained: true, message: /could not be saved: .*No space left/
    })
    t.equal(full?.all('backup').length, 1)
    t.match(torn?.all('end')[0], { outcome: 'error', reason: 'save_failed', message: /no model is at .*cut off/ })
    t.equal(torn?.all('save').length, 0)
    t.notOk(existsSync(join(job, 'torn_save', 'final.safetensors')), 'half a model is not left lying there')
  }
)

t.test(
  '[O29] a failed backup or save that OneTrainer only prints fails its command; a scheduled one is logged as an error',
  onStandInOnly,
  async t => {
    const job = t.testdir()
    for (const faults of ['no_backup no_save', 'torn_backup torn_save']) {
      const folder = join(job, faults)
      const bridge = run(t, folder, smallRun(folder, { ...endless, backup_after: 2, backup_after_unit: 'STEP' }), {
        faults
      })
      await bridge.until('progress', line => line.global_step > 4)
      t.match(await bridge.ask('b', 'backup'), { status: 'failed', message: /backup could not be written/ }, faults)
      t.match(await bridge.ask('v', 'save'), { status: 'failed', message: /save could not be written/ }, faults)
      t.match(await bridge.ask('r', 'pause', { mode: 'release' }), { status: 'failed' }, 'and training goes on')
      const at = bridge.all('progress').at(-1)?.global_step ?? Infinity
      await bridge.until('progress', line => line.global_step > at)
      t.match(bridge.output.stderr, /ERROR: the backup .* failed/)
      bridge.send('s', 'stop', { backup: true })
      t.equal(await bridge.exit, 1, 'the model cannot be saved either')
      t.equal(bridge.all('backup').length, 0)
      t.strictSame(
        readdirSync(join(folder, 'save').replace(/save$/, '')).includes('save')
          ? readdirSync(join(folder, 'save'))
          : [],
        []
      )
    }
  }
)

t.test(
  '[O30] a failed sample fails its command; a scheduled one is logged as an error; training continues',
  onStandInOnly,
  async t => {
    const job = t.testdir()
    const drawn = smallRun(job).samples[0]
    const mixed = run(
      t, join(job, 'mixed'),
      smallRun(join(job, 'mixed'), {
        samples: [drawn, { ...drawn, prompt: 'cannot be drawn' }],
        epochs: 100_000,
        validation: false
      })
    )
    t.match(await mixed.ask('d', 'sample_default'), {
      status: 'failed',
      message: /^sample_default failed: 1 drawn, 1 not: 'cannot be drawn': the sampler ran out of memory/
    })
    t.match(await mixed.ask('c', 'sample_custom', { prompt: 'cannot be drawn' }), {
      status: 'failed', message: /ran out of memory/
    })
    t.match(mixed.output.stderr, /ERROR: the sample 'cannot be drawn' failed, training goes on/)
    const failure = { prompt: 'cannot be drawn', error: 'the sampler ran out of memory' }
    const failures = mixed.all('sample_failed')
    const asked = [['default', 1, null], ['default', 1, 'd'], ['custom', 0, 'c']]
    for (const [sample_type, sample_index, command_id] of asked) {
      const expected = { ...failure, sample_type, sample_index, command_id }
      t.match(failures.find(one => one.command_id === command_id), expected)
    }
    mixed.send('s', 'stop')
    await mixed.finish()
    const unwritten = run(t, join(job, 'unwritten'), smallRun(join(job, 'unwritten'), { samples: [drawn] }), {
      faults: 'no_sample_file'
    })
    await unwritten.finish()
    t.equal(unwritten.all('sample').length, 0, 'none is told that is not there')
    t.match(unwritten.output.stderr, /the sampler wrote no file/)
  }
)

t.test(
  '[O31] a stop skips the remaining scheduled samples and draws all that a command requested',
  onStandInOnly,
  async t => {
    const job = t.testdir()
    const slow = { ...smallRun(job).samples[0], diffusion_steps: 200_000 }
    const bridge = run(t, job, smallRun(job, { samples: [slow, slow], validation: false }))
    await bridge.until('sample_progress')
    bridge.send('s', 'stop')
    await bridge.finish()
    t.equal(bridge.all('sample').length, 0)
    t.match(bridge.all('end')[0], { outcome: 'stopped', reason: 'user_stop' })
    const asked = run(t, join(job, 'asked'), smallRun(join(job, 'asked'), endless))
    asked.child.stdin?.write('{"id":"h","command":"pause","args":{}}\n')
    await asked.until('command', line => line.id === 'h')
    asked.child.stdin?.write('{"id":"d","command":"sample_default","args":{}}\n{"id":"s","command":"stop","args":{}}\n')
    await asked.finish()
    t.match(
      asked
        .all('command')
        .filter(line => line.status !== 'running')
        .map(line => [line.id, line.status]),
      [
        ['h', 'done'], ['d', 'done'], ['s', 'done']
      ]
    )
  }
)

t.test(
  '[O32] a run that loses its runner during caching ends at once; during a hold it backs up and saves',
  onStandInOnly,
  async t => {
    const job = t.testdir()
    const attempts = ['caching', 'held'].map(name => attemptOf(join(job, name), smallRun(join(job, name), endless)))
    const [caching, held] = attempts.map((attempt, at) =>
      startBridge(t, attempt, 'pipe', oneTrainer(at === 0 ? 'cache=5000 cache_seconds=.005' : ''))
    )
    await caching?.until('status', line => line.phase === 'caching')
    caching?.child.stdin?.end()
    await held?.until('progress', line => line.global_step >= 2)
    await held?.ask('h', 'pause', { mode: 'hold' })
    held?.child.stdin?.end()
    t.strictSame([await caching?.exit, await held?.exit], [3, 3])
    // What was said while the end of stdin was being noticed is still on descriptor 3.
    const [lost, saved] = attempts.map((attempt, at) => [
      ...((at === 0 ? caching : held)?.lines ?? []),
      ...(existsSync(join(attempt, 'unsent.jsonl')) ? unsentLines(attempt) : [])
    ])
    t.match(lost?.at(-1), { type: 'end', outcome: 'stopped', reason: 'supervisor_lost', one_step_trained: false })
    t.match(
      saved
        ?.filter(line => line.type === 'backup' || line.type === 'save' || line.type === 'end')
        .map(line => line.type),
      ['backup', 'save', 'end']
    )
    t.ok(fileOf(join(job, 'held'), 'final.safetensors').bytes > 0)
  }
)

t.test(
  '[O33] samples without EMA are reported too; rolling backups keep the complete ones; only_cache completes without a model',
  onStandInOnly,
  async t => {
    const job = t.testdir()
    const ema = run(
      t, join(job, 'ema'),
      smallRun(join(job, 'ema'), {
        ema: 'CPU', backup_after: 2, backup_after_unit: 'STEP', rolling_backup: true, rolling_backup_count: 2
      })
    )
    const cached = run(t, join(job, 'cached'), smallRun(join(job, 'cached'), { only_cache: true }))
    await Promise.all([ema.finish(), cached.finish()])
    t.strictSame(
      ema
        .all('sample')
        .slice(0, 2)
        .map(line => line.file.path.split('/')[1]),
      ['0 - a plain square', '0 - a plain square - no-ema']
    )
    t.equal(readdirSync(join(job, 'ema', 'backup')).length, 2)
    t.match(cached.all('end')[0], {
      outcome: 'completed', reason: 'finished', one_step_trained: false, message: /everything is cached/
    })
    t.ok(readFileSync(join(job, 'cached', 'a1', 'config.json')).length > 0)
  }
)

t.test('[O34] watching a training step costs at most an eighth of summing 20,000 numbers', t => {
  // what the bench prints; both are measured in one run, because a busy machine slows both
  const { p50_us, work_p50_us } = JSON.parse(
    execFileSync('python3', ['-B', root + 'bench/onetrainer_step.py'], { encoding: 'utf8' })
  ) as { p50_us: number, work_p50_us: number }
  t.ok(p50_us > 0 && p50_us <= work_p50_us / 8, `${p50_us} of ${work_p50_us}`)
  t.end()
})
