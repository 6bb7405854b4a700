import { join } from 'node:path'
import t from 'tap'
import { badLines, readEnvFiles, withFile } from '../../../../src/start/env-file.ts'

t.test('[G82] a line of .env that says nothing is named by its number, and never quoted', t => {
  t.strictSame(badLines('A=1\n\n# note\nexport B="x y"\nC=\'a\n\nb\'\nD = 2\r\n'), [])
  t.match(badLines('A=1\nSECRET hunter2\n1B=2\n=x'), [{ line: 2 }, { line: 3 }, { line: 4 }])
  t.match(badLines('A="open\nB=1'), [{ line: 1, problem: /not closed/ }])
  t.notMatch(JSON.stringify(badLines('SECRET hunter2')), 'hunter2')
  t.end()
})

t.test('[G82] the first .env wins over the second, the environment over both, and neither file is needed', t => {
  const near = '\uFEFFPORT=1\nEMPTY=x\n'
  const dir = t.testdir({ near: { '.env': near }, far: { '.env': 'PORT=2\nHOST=::1\n' }, none: {} })
  const files = readEnvFiles(['near', 'far', 'none'].map(name => join(dir, name)))
  t.strictSame(files, { values: { PORT: '1', EMPTY: 'x', HOST: '::1' }, problems: [] })
  t.match(withFile(files.values, { PORT: '3', EMPTY: '' }), { PORT: '3', EMPTY: 'x', HOST: '::1' })
  const folder = t.testdir({ '.env': { bin: {} } })
  t.strictSame(readEnvFiles([folder]), { values: {}, problems: [] }, 'a virtual environment may have that name')
  t.end()
})
