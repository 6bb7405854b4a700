import { execFileSync } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import t from 'tap'
import type { Test } from 'tap'
import { startBridge } from '../../helpers/bridge-process.ts'
import type { Bridge } from '../../helpers/bridge-process.ts'
import {
  attemptOf, endless, isReal, onStandInOnly, oneTrainer, run, smallRun, trainedWith
} from '../../helpers/onetrainer.ts'
import { patience } from '../../helpers/patience.ts'
import { root } from '../../helpers/tree.ts'

t.setTimeout(patience(900_000))

/** Waits for a run that must not begin, and looks for the reason it gives. */
async function refused (t: Test, bridge: Bridge, ...why: RegExp[]): Promise<void> {
  t.equal(await bridge.exit, 1, bridge.output.stderr)
  t.match(bridge.all('end')[0], { outcome: 'error', reason: 'start_failed', one_step_trained: false })
  for (const reason of why) t.match(bridge.all('end')[0]?.message, reason)
  t.strictSame(bridge.all('ready'), [])
}

t.test('[O1] an unset ONETRAINER_DIR and a folder that is no checkout are reported before any import', async t => {
  const job = t.testdir({ empty: {} })
  const attempt = (name: string) => attemptOf(join(job, name), smallRun(join(job, name)))
  const start = (name: string, ONETRAINER_DIR: string) =>
    startBridge(t, attempt(name), 'pipe', oneTrainer('', { ONETRAINER_DIR }))
  await refused(t, start('unset', ''), /ONETRAINER_DIR is not set/)
  await refused(
    t, start('wrong', join(job, 'empty')),
    /is not an OneTrainer checkout: modules\/trainer\/GenericTrainer\.py is missing/
  )
})

t.test('[O4] without git on the PATH nothing is trained, since nothing could be saved', async t => {
  const job = t.testdir()
  const { python, env } = oneTrainer('', { PATH: join(job, 'no programs here') })
  const absolute = execFileSync(python, ['-c', 'import sys; print(sys.executable)'], { encoding: 'utf8' }).trim()
  await refused(
    t,
    startBridge(t, attemptOf(job, smallRun(job)), 'pipe', { python: absolute, env }),
    /git is not on the PATH.*Install git/
  )
})

t.test(
  '[O5] an output format that cannot hold the model is refused before the training, with those that can',
  async t => {
    const job = t.testdir()
    await refused(
      t,
      run(t, job, smallRun(job, { output_model_format: 'SAFETENSORS' })),
      /output_model_format is SAFETENSORS.*choose one of .*KOHYA_LORA/
    )
  }
)

t.test(
  '[O7] a field that OneTrainer would ignore, change or misread is refused by name, and so is a config without __version',
  async t => {
    const job = t.testdir()
    const { __version: _, ...versionless } = smallRun(job)
    const sample = { ...smallRun(job).samples[0], diffusion_steps: 'many' }
    const changed = {
      learning_rat: 1, save_filename_prefix: null, offline_mode: 'false', ema: 1, model_type: 'STABLE_DIFUSION',
      epochs: 1.9, optimizer: { optimizer: 'ADAMW', epz: 1 }, samples: [sample]
    }
    const named = [
      '/learning_rat is not a setting', '/save_filename_prefix must not be null', '/offline_mode is', '/ema is',
      'Could not set model_type', '/epochs is 1.9', '/optimizer/epz is not', 'Could not set diffusion_steps'
    ]
    const [bent, without, newer] = [smallRun(job, changed), versionless, smallRun(job, { __version: 1000 })].map(
      (config, at) => run(t, join(job, `${at}`), config)
    )
    if (bent === undefined || without === undefined || newer === undefined) throw new Error('three runs were started')
    await refused(t, bent, ...named.map(part => new RegExp(part)))
    await refused(t, without, /no __version; this OneTrainer writes \d+/)
    await refused(t, newer, /of version 1000 and this OneTrainer knows \d+/)
  }
)

t.test('[O8] each run has a fresh config: a concept inherits nothing of one that stood in its place before', t => {
  const job = t.testdir()
  const { python, env } = oneTrainer()
  const config = smallRun(job)
  const [first = {}, second = {}] = config.concepts
  const configs = [{ ...config, concepts: [{ ...first, balancing: 5 }, second] }, { ...config, concepts: [second] }]
  const code = `
import json, os, sys
sys.path.insert(0, sys.argv[1])
from pathlib import Path
from types import SimpleNamespace
from bridge.onetrainer.checkout import enter, load
from bridge.onetrainer.settings import make_config
configs = json.loads(sys.argv[2])
ot = load(enter(os.environ))
made = [make_config(SimpleNamespace(config=config, spec={}, job_dir=Path(sys.argv[3])), ot) for config in configs]
print(json.dumps([[(c.name, c.balancing) for c in config.concepts] for config in made]))`
  const printed = execFileSync(python, ['-B', '-c', code, root, JSON.stringify(configs), job], {
    env: { ...process.env, ...env }, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore']
  })
  t.strictSame(JSON.parse(printed.trimEnd().split('\n').at(-1) ?? ''), [[['train', 5], ['valid', 1]], [['valid', 1]]])
  t.end()
})

t.test('[O9] concepts and samples must be inline; a concept without a seed has the same one in every run', async t => {
  const job = t.testdir()
  const config = smallRun(job, { epochs: 1, samples: [], validation: false })
  for (const name of ['concepts', 'samples']) {
    await refused(
      t,
      run(t, join(job, name), { ...config, [name]: null }),
      new RegExp(`no list of ${name}; send it inline`)
    )
  }
  const seedless = { ...config, concepts: config.concepts.map(({ seed: _, ...concept }) => concept) }
  const runs = ['one', 'two'].map(name => run(t, join(job, name), seedless))
  await Promise.all(runs.map(async bridge => { await bridge.finish() }))
  const [one, two] = ['one', 'two'].map(name => trainedWith(join(job, name)).concepts.map(concept => concept.seed))
  t.strictSame(one, two)
  t.ok(one?.every(Number.isInteger))
})

t.test(
  '[O14] a run that can make no batch, or ends before the first update, reports that nothing was trained',
  async t => {
    const job = t.testdir()
    const [empty, short] = [{ batch_size: 8 }, { epochs: 1, gradient_accumulation_steps: 100 }].map((changes, at) =>
      run(t, join(job, `${at}`), smallRun(join(job, `${at}`), changes))
    )
    t.strictSame([await empty?.exit, await short?.exit], [0, 0], 'an exit code that says nothing')
    t.match(empty?.all('end')[0], {
      outcome: 'error', reason: 'nothing_trained', one_step_trained: false, message: /not one batch/
    })
    t.match(short?.all('end')[0], {
      outcome: 'error', reason: 'nothing_trained', one_step_trained: false, message: /before the first optimizer update/
    })
    t.notOk(existsSync(join(job, '0', 'final.safetensors')) || existsSync(join(job, '1', 'final.safetensors')))
  }
)

t.test(
  '[O11] a stop during loading or caching ends the run there: no step is trained, no model is saved, and the end line reports that',
  async t => {
    const job = t.testdir()
    const early = run(t, join(job, 'early'), smallRun(join(job, 'early')))
    const caching = run(t, join(job, 'caching'), smallRun(join(job, 'caching')), {
      faults: 'cache=5000 cache_seconds=.005'
    })
    early.send('s', 'stop')
    await caching.until('status', line => line.phase === 'caching')
    caching.send('s', 'stop')
    await Promise.all([early.finish(), caching.finish()])
    for (const bridge of [early, caching]) {
      t.match(bridge.all('end')[0], {
        outcome: 'stopped', reason: 'user_stop', one_step_trained: false, message: /nothing was trained/
      })
      t.match(bridge.all('command').at(-1), { id: 's', status: 'done' })
      t.strictSame([bridge.all('progress').length, bridge.all('save').length], [0, 0])
    }
    t.equal(early.all('ready').length, 0)
    t.notOk(caching.all('status').some(line => line.message === 'caching 5000 of 5000'))
  }
)

t.test(
  '[O11] a pause sent before the first step holds there, and a stop between two updates acts at once',
  async t => {
    const job = t.testdir()
    const bridge = run(t, job, smallRun(job, { ...endless, gradient_accumulation_steps: 1000 }))
    t.match(await bridge.ask('h', 'pause', { mode: 'hold' }), { status: 'done' })
    t.equal(bridge.all('progress').length, 0)
    t.match(await bridge.ask('d', 'sample_default'), { status: 'done' }, 'of the model as it was loaded')
    t.match(await bridge.ask('v', 'save'), { status: 'failed', message: /nothing is trained/ })
    await bridge.ask('r', 'resume')
    await bridge.until('progress')
    bridge.send('s', 'stop')
    await bridge.finish()
    t.ok((bridge.all('progress').at(-1)?.global_step ?? 1000) < 1000)
    t.match(bridge.all('end')[0], { outcome: 'stopped', one_step_trained: false })
  }
)

t.test('[O15] variables of a distributed run do not reach OneTrainer', async t => {
  const job = t.testdir()
  const env = { RANK: '0', WORLD_SIZE: '4', MASTER_ADDR: '192.0.2.1', MASTER_PORT: '1', LOCAL_RANK: '3' }
  const bridge = startBridge(
    t,
    attemptOf(job, smallRun(job, { epochs: 1, samples: [], validation: false })),
    'pipe',
    oneTrainer('', env)
  )
  await bridge.finish()
})

t.test('a run with a backup in the middle', async t => {
  const job = t.testdir()
  const config = smallRun(job, {
    ...endless,
    epochs: 2,
    backup_after: 2,
    backup_after_unit: 'STEP',
    backup_before_save: false
  })
  const first = run(t, job, config)
  await first.finish()
  const path = first.all('backup')[0]?.file.path ?? ''

  t.test(
    '[O15] an incomplete backup is never resumed from: it is refused when it is named, and removed when another one is named',
    async t => {
      const torn = 'backup/2099-01-01_00-00-00-backup-9-9-9'
      cpSync(join(job, path), join(job, torn), { recursive: true })
      rmSync(join(job, torn, 'meta.json'))
      mkdirSync(join(job, 'backup', 'zzz_other'))
      await refused(t, run(t, job, config, { resume_from: torn, attempt: 2 }), /not complete: meta\.json is missing/)
      const bridge = run(t, job, config, { resume_from: path, attempt: 3 })
      await bridge.finish()
      t.equal(bridge.all('progress')[0]?.global_step, (first.all('backup')[0]?.step ?? NaN) + 1)
      t.strictSame(
        readdirSync(join(job, 'backup')).filter(name => !/^20(?!99)/.test(name)),
        ['zzz_other']
      )
      t.ok(existsSync(join(job, 'incomplete', basename(torn))), 'it is moved aside, not deleted')
    }
  )

  t.test(
    '[O24] a backup that is absent, outside the job, truncated, or loaded at another step is refused',
    async t => {
      await refused(t, run(t, job, config, { resume_from: 'backup/none', attempt: 4 }), /no such folder/)
      await refused(t, run(t, job, config, { resume_from: '..', attempt: 5 }), /outside/)
      const cut = 'backup/2098-01-01_00-00-00-backup-1-0-1'
      cpSync(join(job, path), join(job, cut), { recursive: true })
      writeFileSync(join(job, cut, 'lora', 'lora.safetensors'), 'short')
      await refused(t, run(t, job, config, { resume_from: cut, attempt: 6 }), /no safetensors header/)
      if (!isReal) {
        await refused(
          t,
          run(t, job, config, { faults: 'forgets', resume_from: path, attempt: 7 }),
          /would begin at step 0, the backup is of step \d/
        )
      }
    }
  )
})

t.test('[O25] multi-GPU and cloud training are refused with an explanation', async t => {
  const job = t.testdir()
  await refused(t, run(t, join(job, 'gpus'), smallRun(join(job, 'gpus'), { multi_gpu: true })), /multi_gpu is on/)
  await refused(
    t,
    run(t, join(job, 'cloud'), smallRun(join(job, 'cloud'), { cloud: { enabled: true } })),
    /cloud\/enabled is on/
  )
})

t.test(
  '[O26] a model that cannot be loaded, and a family the checkout does not have, are start failures',
  onStandInOnly,
  async t => {
    const job = t.testdir()
    await refused(
      t,
      run(t, join(job, 'load'), smallRun(join(job, 'load')), { faults: 'load_fails' }),
      /could not load model/
    )
    await refused(
      t,
      run(
        t, join(job, 'kind'),
        smallRun(join(job, 'kind'), { training_method: 'FINE_TUNE', output_model_format: 'DIFFUSERS' })
      ),
      /no FINE_TUNE for STABLE_DIFFUSION_15/
    )
  }
)
