import { spawnSync } from 'node:child_process'
import { cpSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import type { Test } from 'tap'
import { root } from '../../helpers/tree.ts'

const script = 'scripts/lint/python_names.py'

/** Lays files out as a repository, and tells what the check says about them. */
function faultsOf (t: Test, files: Record<string, string>): string[] {
  const dir = t.testdir({ scripts: { lint: {} }, bridge: { '__init__.py': '' } })
  cpSync(root + script, join(dir, script))
  return checked(dir, files)
}

function checked (cwd: string, files: Record<string, string>): string[] {
  for (const [path, text] of Object.entries(files)) writeFileSync(join(cwd, path), text)
  const { stderr, status } = spawnSync('python3', [script, ...Object.keys(files)], { cwd, encoding: 'utf8' })
  const lines = stderr.split('\n').filter(line => line !== '')
  if ((status === 0) !== (lines.length === 0)) throw new Error(`exit code ${String(status)}: ${stderr}`)
  return lines
}

t.test('[G61] no Python file of this repository has a fault that `npm run lint:python` finds', async t => {
  const { stdout, stderr, status } = spawnSync(process.execPath, ['scripts/lint/python.mjs'], {
    cwd: root, encoding: 'utf8'
  })
  t.strictSame(`${stdout}${stderr}`.split('\n'), [''])
  t.equal(status, 0)
})

const used = `
from __future__ import annotations

import os as system
from pathlib import Path, PurePath
from torch import missing  # noqa: F401

TOTAL = 0


class Box:
    size = 1

    def grow(self, by: 'PurePath') -> 'Path | None':
        global TOTAL, LATE
        TOTAL = LATE = len(__file__)
        squares = [n * n for n in range(3) if (m := n)]
        inner = 2

        def read() -> int:
            nonlocal inner
            inner += 1
            return inner
        _unread, last = squares, m
        return system.path.join(by), read, last, LATE, Box, (lambda *args, key=1: (args, key))
`

t.test('[G61] names that are defined or read anywhere in their scope are no fault', async t => {
  t.strictSame(faultsOf(t, { 'a.py': used }), [])
})

const planted: Array<[string, string, string[]]> = [
  ['a syntax error', 'x = 1\ndef f(:\n    pass\n', ['a.py:2 syntax error: invalid syntax']],
  ['an undefined name', 'def f():\n    return wrong\n', ['a.py:2 undefined name wrong']],
  ['a name of another function', 'def f():\n    a = 1\n    return a\n\n\ndef g():\n    return a\n',
    ['a.py:7 undefined name a']],
  ['a name of its class', 'class A:\n    n = 1\n\n    def f(self):\n        return n\n', ['a.py:5 undefined name n']],
  ['an exception that is not imported', 'try:\n    pass\nexcept OSErr:\n    pass\n', ['a.py:3 undefined name OSErr']],
  ['an unused import', 'import os\nfrom json import dumps, loads\n\nloads("os")\n',
    ['a.py:1 unused name os', 'a.py:2 unused name dumps']],
  ['an unused name', 'def f(x):\n    y = x\n    for z in x:\n        pass\n',
    ['a.py:2 unused name y', 'a.py:3 unused name z']],
  ['import *', 'from os import *\n', ['a.py:1 import * hides which names are defined']]
]

t.test('[G61] each kind of fault in Python is named with its file and line', async t => {
  const dir = t.testdir({ scripts: { lint: {} } })
  cpSync(root + script, join(dir, script))
  for (const [what, text, faults] of planted) t.strictSame(checked(dir, { 'a.py': text }), faults, what)
})

t.test('[G61] a module of the bridge that cannot be imported is named with its line', async t => {
  const files = {
    'bridge/one.py': 'FIRST = 1\n', 'bridge/two.py': '\nfrom bridge.one import SECOND\n\nprint(SECOND)\n'
  }
  t.match(faultsOf(t, files), [/^bridge\/two\.py:2 cannot be imported: ImportError.*SECOND/])
})
