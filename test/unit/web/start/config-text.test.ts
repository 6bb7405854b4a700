import t from 'tap'
import { formatConfig, lineOfPointer, readConfigText } from '../../../../web/start/config-text.ts'

t.test('[U50] a config that is no JSON names the line where it stops being it', async t => {
  t.match(readConfigText('{"a": 1}'), { config: { a: 1 } })
  t.match(readConfigText('{\n  "a": 1,\n  b\n}'), { line: 3 })
  t.match(readConfigText('{\n  "a": 1\n'), { line: 3 })
  t.match(readConfigText('[1]'), { problem: /object/ })
  t.match(readConfigText(''), { line: 1 })
})

t.test('[U50] a finding leads to its line', async t => {
  const config = { a: 1, list: [{ x: 1, y: 2 }, { x: 3 }], empty: {}, 'b/c': { d: [] } }
  const lines = formatConfig(config).split('\n')
  const textAt = (pointer: string) => lines[lineOfPointer(config, pointer) - 1]?.trim()
  t.equal(textAt('/a'), '"a": 1,')
  t.equal(textAt('/list/0/y'), '"y": 2')
  t.equal(textAt('/list/1/x'), '"x": 3')
  t.equal(textAt('/b~1c/d'), '"d": []')
  t.equal(textAt('/list/7'), '"list": [', 'the nearest around it')
  t.equal(textAt(''), '{')
})
