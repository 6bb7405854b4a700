import { execFileSync } from 'node:child_process'
import t from 'tap'
import { parseLine, unsentLines } from '../../helpers/bridge-process.ts'
import { patience } from '../../helpers/patience.ts'
import { root } from '../../helpers/tree.ts'

t.setTimeout(patience(60_000))

/** Runs Python with the bridge importable; returns the lines it prints. */
const python = (code: string, ...args: string[]): string[] =>
  execFileSync('python3', ['-B', '-c', code, ...args], { cwd: root, encoding: 'utf8' }).trimEnd().split('\n')

t.test(
  '[B33] NaN and infinities become null and are named; texts that are too long are cut; every line is ASCII',
  t => {
    const lines = python(`
from bridge.wire import encode
nan, inf = float('nan'), float('inf')
for line in (
    {'type': 'scalars', 'step': 1, 'epoch': 0, 'values': {'a': nan, 'b': inf, 'c': -inf, 'd': 1e308}},
    {'type': 'validation', 'step': 1, 'epoch': 0, 'validation_loss': nan, 'concept': None},
    {'type': 'status', 'phase': 'training', 'paused': False, 'message': '\\U0001F600' * 3000},
    {'type': 'status', 'phase': 'training', 'paused': False, 'message': 'line\\u2028break\\nand \\ud800 half'},
): print(encode(line).decode('ascii'), end='')`)
    const [scalars, validation, long, odd] = lines.map(parseLine)
    t.strictSame(scalars, {
      type: 'scalars', step: 1, epoch: 0, values: { a: null, b: null, c: null, d: 1e308 },
      non_finite: { a: 'nan', b: 'inf', c: '-inf' }
    })
    t.match(validation, { validation_loss: null, non_finite: { validation_loss: 'nan' } })
    t.equal(long?.type === 'status' && long.message.length, 1999)
    t.match(odd, { message: /^line\u2028break\nand/ })
    t.end()
  }
)

t.test(
  '[B34] a reader that stops reading never blocks the training thread; no metric is lost and the latest progress is kept',
  t => {
    const folder = t.testdir()
    const [first = ''] = python(
      `
import json, os, sys
from pathlib import Path
from time import monotonic
from bridge.wire import Wire
folder = Path(sys.argv[1])
reader, writer = os.pipe()
os.set_blocking(writer, False)
try:
    while True: os.write(writer, b'x')
except BlockingIOError: pass
wire = Wire(writer, folder / 'unsent.jsonl', queue_limit=50)
waits = 0
for step in range(2000):
    wire.emit('progress', epoch=0, epoch_step=step, epoch_sample=0, global_step=step, max_step=1, max_epoch=1,
              loss=None, smooth_loss=None, learning_rate=None)
    begun = monotonic()
    wire.emit('scalars', step=step, epoch=0, values={'loss': .5})
    if step % 100 == 99: wire.emit('command', id=f'c{step}', status='done', message='')
    waits += monotonic() - begun > 1
wire.emit('end', outcome='completed', reason='finished', message='', one_step_trained=True, error=None)
wire.close(.1)
print(waits)`,
      folder
    )
    t.equal(first, '0')
    const lines = unsentLines(folder)
    t.strictSame(
      lines.flatMap(line => (line.type === 'scalars' ? [line.step] : [])).sort((a, b) => a - b),
      Array.from({ length: 2000 }, (_, step) => step)
    )
    t.equal(lines.filter(line => line.type === 'command').length, 20)
    const progress = lines.flatMap(line => (line.type === 'progress' ? [line.global_step] : []))
    t.ok(progress.length < 2000, 'some were left out')
    t.equal(progress.at(-1), 1999)
    t.match(lines.at(-1), { type: 'end' })
    t.end()
  }
)
