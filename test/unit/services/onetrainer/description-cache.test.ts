import { mkdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import t from 'tap'
import { descriptionName } from '../../../../services/onetrainer/description-cache.ts'

t.test('[P3] a description is of one checkout, one Python and one program, as they were last written', async t => {
  const place = t.testdir()
  const at = (path: string): string => join(place, path)
  const write = (path: string, text: string): void => {
    mkdirSync(dirname(at(path)), { recursive: true })
    writeFileSync(at(path), text)
    utimesSync(at(path), 1, 1)
  }
  const files = [
    'one/modules/util/config/TrainConfig.py', 'one/modules/util/enum/ModelType.py', 'one/training_presets/sd.json',
    'one/modules/util/optimizer_util.py', 'one/modules/util/create.py', 'bridge/describe.py'
  ]
  for (const file of files) write(file, 'a')
  mkdirSync(at('venv/lib/python3.11/site-packages'), { recursive: true })
  const name = (): string => descriptionName(at('one'), at('venv/bin/python'), at('bridge'))

  const known = new Set([name()])
  t.equal(name(), [...known][0], 'nothing has changed')
  write('one/modules/util/config/__pycache__/TrainConfig.pyc', 'cached')
  write('one/README.md', 'read me')
  write('bridge/notes.txt', 'text')
  t.equal(name(), [...known][0], 'nothing has changed that a description depends on')

  const changes: Array<[string, () => void]> = [
    ...files.map((file): [string, () => void] => [file, () => { write(file, 'longer') }]),
    ['another time', () => { utimesSync(at(files[0]!), 2, 2) }],
    ['a new file', () => { write('one/modules/util/config/New.py', '') }],
    ['a file that is gone', () => { rmSync(at('one/training_presets/sd.json')) }],
    ['an installed package', () => { utimesSync(at('venv/lib/python3.11/site-packages'), 3, 3) }],
    ['another Python', () => { write('venv/lib/python3.12/site-packages/x.py', '') }]
  ]
  for (const [change, make] of changes) {
    make()
    t.notOk(known.has(name()), change)
    known.add(name())
  }
  t.not(descriptionName(at('one'), at('other/bin/python'), at('bridge')), name())
  t.match(name(), /^onetrainer-unversioned-[0-9a-f]{12}\.json$/)
})
