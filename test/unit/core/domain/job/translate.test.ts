import { Value } from '@sinclair/typebox/value'
import t from 'tap'
import { BridgeLine, bridgeLines } from '../../../../../core/contract/bridge.ts'
import { EventBody } from '../../../../../core/contract/events.ts'
import { rejectedDraft, stamp, translate, warningDraft } from '../../../../../core/domain/job/translate.ts'
import type { RunFacts } from '../../../../../core/domain/job/translate.ts'

const file = { path: 'a', bytes: 1, sha256: '0'.repeat(64) }
const asked = { command: 'backup' as const, args: { deep: [1] } }
const facts = (more: Partial<RunFacts> = {}): RunFacts => ({
  pid: 5, phase: 'training', ready: true, stopping: false,
  asked: id => (id === 'c' ? asked : undefined),
  ...more
})
const status = { type: 'status', phase: 'caching', paused: false, message: 'm' }

/** A line, what is known of the run, and the events it becomes. */
const translations: Array<[{ type: string, [field: string]: unknown }, Partial<RunFacts>, object[]]> = [
  [
    {
      type: 'ready', protocol: 1, trainer: 'builtin', trainer_version: '1', python_version: '3', device: 'cpu',
      resumed_from: null
    },
    {},
    [
      { type: 'trainer_ready', pid: 5, device: 'cpu' },
      { type: 'training_status', status: 'running', phase: 'training' }
    ]
  ],
  [
    {
      type: 'ready', protocol: 1, trainer: 'builtin', trainer_version: '1', python_version: '3', device: 'cpu',
      resumed_from: null
    },
    { stopping: true },
    [{ type: 'trainer_ready' }, { status: 'stopping' }]
  ],
  [
    status, {},
    [{ type: 'training_status', status: 'running', phase: 'caching', message: 'm', exit: null, reason: null }]
  ],
  [status, { ready: false }, [{ status: 'starting' }]],
  [{ ...status, paused: true }, {}, [{ status: 'paused' }]],
  [{ ...status, paused: true }, { stopping: true }, [{ status: 'stopping' }]],
  [
    {
      type: 'progress', epoch: 0, epoch_step: 1, epoch_sample: 1, global_step: 1, max_step: 1, max_epoch: 1, loss: null,
      smooth_loss: 1, learning_rate: 1, non_finite: { loss: 'nan' }
    },
    {},
    [{ type: 'training_progress', loss: null, non_finite: { loss: 'nan' } }]
  ],
  [{ type: 'scalars', step: 1, epoch: 0, values: { a: 1 } }, {}, [{ type: 'scalars', values: { a: 1 } }]],
  [
    {
      type: 'sample', file, sample_type: 'default', sample_index: 0, step: 1, epoch: 0, prompt: 'p',
      negative_prompt: '', seed: 1, width: 1, height: 1, command_id: null
    },
    {},
    [{ type: 'sample_generated', prompt: 'p' }]
  ],
  [
    {
      type: 'sample_failed', sample_type: 'default', sample_index: 2, step: 9, epoch: 1, prompt: 'p'.repeat(200),
      seed: 1, error: 'out of memory', command_id: null
    },
    {},
    [{
      type: 'warning', code: 'sample_failed', message: /^The sample "p{99}…" was not drawn: out of memory$/,
      details: { sample_index: 2, step: 9, prompt: 'p'.repeat(200), seed: 1, error: 'out of memory' }
    }]
  ],
  [{ type: 'sample_progress', sample_type: 'custom', step: 1, max_step: 2 }, {}, [{ type: 'sample_progress' }]],
  [
    { type: 'validation', step: 1, epoch: 0, validation_loss: 1, concept: null, accuracy: 0.5, correct: 1, total: 2 },
    {},
    [{ type: 'validation_result', accuracy: 0.5 }]
  ],
  [
    { type: 'backup', file, step: 1, epoch: 0, epoch_step: 1, command_id: 'c' },
    {},
    [{ type: 'backup_created', command_id: 'c' }]
  ],
  [
    { type: 'save', file, step: 1, epoch: 0, epoch_step: 1, command_id: null, final: true },
    {},
    [{ type: 'model_saved', final: true }]
  ],
  [
    { type: 'command', id: 'c', status: 'done', message: 'm', file },
    {},
    [{ type: 'command_result', command_id: 'c', command: 'backup', args: { deep: [1] }, status: 'done', file }]
  ],
  [{ type: 'command', id: 'c', status: 'running', message: '' }, {}, [{ status: 'running', file: null }]],
  [{ type: 'command', id: 'who', status: 'done', message: '' }, {}, [{ type: 'warning', code: 'unknown_command' }]],
  [
    {
      type: 'epoch', epoch: 1, max_epoch: 2, step: 3, loss: 0.5, elapsed_seconds: 1.5, accuracy: 0.5, correct: 1,
      total: 2
    },
    {},
    [{ type: 'epoch_completed', epoch: 1, elapsed_seconds: 1.5 }]
  ],
  [{ type: 'heartbeat', phase: 'training', global_step: 1, rss_bytes: 1 }, {}, []],
  [{ type: 'end', outcome: 'completed', reason: 'finished', message: '', one_step_trained: true, error: null }, {}, []]
]

t.test('[R33] each line of the trainer becomes its events, and each event is valid when it is numbered', async t => {
  for (const [line, run, expected] of translations) {
    const drafts = translate(Value.Parse(BridgeLine, line), facts(run))
    t.equal(drafts.length, expected.length)
    t.match(drafts, expected)
    for (const draft of drafts) {
      const { v, seq, timestamp, elapsed_ms, ...body } = stamp(
        draft,
        { v: 1, seq: 12, timestamp: '2026-01-01T00:00:00.000Z', elapsed_ms: 3 },
        7
      )
      t.same([v, seq, elapsed_ms, timestamp.length], [1, 12, 3, 24])
      t.ok(Value.Check(EventBody, body), JSON.stringify(body))
      if (body.type === 'sample_generated') t.equal(body.sample_id, 's7-12')
    }
  }
})

t.test('[R33] every type of line is in the table above', async t => {
  const rows = new Set(translations.map(([{ type }]) => type))
  const all = bridgeLines.map(({ properties }) => properties.type.const)
  t.strictSame(all.filter(type => !rows.has(type)).map(type => `add a row for ${type} to translations`), [])
})

t.test('[R33] a line of a type without a translation is a bug, and is thrown', async t => {
  const line = { type: 'teleported' } as unknown as BridgeLine // as: the contract has none
  t.throws(() => translate(line, facts()), { message: /no case in translate\(\): \{"type":"teleported"\}/ })
})

t.test('[R6] unusable lines of the file of unsent lines become one warning that counts them', async t => {
  const warning = rejectedDraft(3)
  t.match(warning, { type: 'warning', code: 'bridge_line_rejected', message: /^3 unsent/, details: { count: 3 } })
  t.ok(Value.Check(EventBody, warning))
})

t.test('[R6] a warning has at most 4000 letters', async t => {
  t.equal(warningDraft('x', 'a'.repeat(4001)).message, 'a'.repeat(4000))
  t.same(warningDraft('x', 'a'.repeat(4000)), { type: 'warning', code: 'x', message: 'a'.repeat(4000), details: {} })
})
