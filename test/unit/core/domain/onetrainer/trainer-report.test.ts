import assert from 'node:assert/strict'
import t from 'tap'
import { Value } from '@sinclair/typebox/value'
import { SystemInfo } from '../../../../../core/contract/system.ts'
import type { Description } from '../../../../../core/domain/onetrainer/description.ts'
import { reportOneTrainer } from '../../../../../core/domain/onetrainer/trainer-report.ts'
import type { Found } from '../../../../../core/domain/onetrainer/trainer-report.ts'
import { described } from '../../../../helpers/description.ts'

const GIB = 1024 ** 3
const gpu = { device: { type: 'cuda', name: 'RTX 4090' } }
const ready = (more: Partial<Description> = {}): Found['description'] =>
  ({ state: 'ready', description: { ...described, ...gpu, ...more } })
const installed: Found = {
  dir: '/onetrainer', is_checkout: true, commit: 'abc123', python: '/venv/bin/python', python_version: '3.12.4',
  looked_in: ['/onetrainer/venv', '/onetrainer/conda_env'], description: ready(), has_git: true, free_bytes: 50 * GIB
}
const nothing_known: Found['description'] = { state: 'failed', problem: 'no module named torch' }

/** The report of an installation that differs from a complete one; it is always one the contract allows. */
function report (more: Partial<Found> = {}): ReturnType<typeof reportOneTrainer> {
  const made = reportOneTrainer({ ...installed, ...more })
  assert.deepEqual([...Value.Errors(SystemInfo.properties.trainer, made)], [])
  return made
}
const check = (name: string, more: Partial<Found> = {}) => report(more).checks?.find(one => one.name === name)

t.test('[P6] a complete installation serves and passes every check', async t => {
  const { checks = [], ...said } = report()
  t.same(said, {
    kind: 'onetrainer', available: true, version: 'abc123', python: '/venv/bin/python', python_version: '3.12.4',
    device: 'RTX 4090', message: 'OneTrainer abc123 serves'
  })
  t.same(checks.map(({ name }) => name), ['checkout', 'python', 'packages', 'device', 'git', 'disk'])
  t.ok(checks.every(({ status, hint }) => status === 'ok' && hint === undefined))
  t.equal(report({ commit: null }).message, 'OneTrainer serves')
  t.match(check('checkout', { commit: null }), { status: 'ok', message: /no known commit$/ })
})

t.test('[Y223] the report has what nvidia-smi says, and what to do', t => {
  t.match(check('gpu', { gpu_problem: 'Driver/library version mismatch' }), {
    status: 'warning', message: 'nvidia-smi fails and says: Driver/library version mismatch',
    hint: /restart the machine/
  })
  t.equal(check('gpu', { gpu_problem: null }), undefined)
  t.end()
})

/** What is missing, and the words and the advice for it. */
const broken: Array<[more: Partial<Found>, name: string, message: RegExp, hint: RegExp]> = [
  [{ is_checkout: false }, 'checkout', /^\/onetrainer is not a OneTrainer checkout/, /ONETRAINER_DIR/],
  [{ python: null }, 'python', /looked in \/onetrainer\/venv, \/onetrainer\/conda_env$/, /ONETRAINER_PYTHON/],
  [{ python_version: null }, 'python', /^\/venv\/bin\/python cannot be run$/, /install script again/],
  [{ description: nothing_known }, 'config', /no module named torch$/, /requirements/],
  [{ description: ready({ problems: ['mgds is broken'] }) }, 'config', /^mgds is broken$/, /requirements/],
  [
    { description: ready({ versions: { ...described.versions, mgds: null, torch: null } }) },
    'packages', /lacks torch, mgds$/, /requirements/
  ],
  [{ has_git: false }, 'git', /^git is not on the PATH/, /install git$/]
]

t.test('[P6] what is missing is reported with what to do about it, and no training can start', async t => {
  for (const [more, name, message, hint] of broken) {
    t.match(check(name, more), { status: 'missing', message, hint })
    const { available, message: line } = report(more)
    t.equal(available, false)
    t.match(line, hint, 'the one line has the advice too')
  }
  const { message } = report({ has_git: false, is_checkout: false })
  t.match(message, /^\/onetrainer is not .*\. git is not .*; install git$/, 'all that is missing is in the one line')
})

t.test('[P6] a Python that OneTrainer does not run on is missing', async t => {
  const status = (python_version: string) => check('python', { python_version })?.status
  for (const version of ['3.10.0', '3.11.1', '3.12.9', '3.13.0']) t.equal(status(version), 'ok', version)
  for (const version of ['2.7.18', '3.9.20', '3.11.0', '3.14.0', '4.10.1', 'none']) {
    t.equal(status(version), 'missing', version)
  }
})

t.test('[P4] the report is waiting while OneTrainer is described, and names the current activity', async t => {
  const description: Found['description'] = { state: 'describing', doing: 'importing torch' }
  const { available, device, message } = report({ description })
  t.same([available, device], [false, null])
  t.match(message, /^OneTrainer abc123 serves as soon as .*\(importing torch\)$/)
  t.match(check('config', { description }), { status: 'waiting', message: /importing torch$/ })
})

t.test('[P6] the config is not checked without a checkout or a Python', async t => {
  for (const more of [{ is_checkout: false }, { python: null }]) {
    t.equal(check('config', { ...more, description: nothing_known }), undefined)
  }
})

t.test('[P6] a slow device, a small disk and unknown free space are warnings: a training can start', async t => {
  const cpu = ready({ device: { type: 'cpu', name: 'CPU' } })
  t.match(check('device', { description: cpu }), { status: 'warning', message: /very slow$/, hint: /driver/ })
  t.match(check('disk', { free_bytes: 9.9 * GIB }), { status: 'warning', message: /^9\.9 GiB/, hint: /STATE_DIR/ })
  t.match(check('disk', { free_bytes: 10 * GIB }), { status: 'ok', message: /^10\.0 GiB/ })
  t.match(check('disk', { free_bytes: null }), { status: 'warning' })
  t.equal(report({ description: cpu, free_bytes: null }).available, true)
})

t.test('[P6] a package of unknown version counts as installed', async t => {
  const { torch: _, ...versions } = described.versions
  const description = ready({ versions })
  t.match(check('packages', { description }), { status: 'ok', message: /^torch unknown, torchvision/ })
})
