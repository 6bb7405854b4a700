import { join } from 'node:path'
import { writeFileSync } from 'node:fs'
import t from 'tap'
import { inlineLists } from '../../../../services/onetrainer/inline-lists.ts'

t.test('[P13] a file of a list that is not there is an empty list, and one that cannot be used is a finding', async t => {
  const dir = t.testdir({ 'c.json': '[{"name":"a"}]', 'broken.json': '[', 'object.json': '{}' })
  writeFileSync(join(dir, 'file'), '')
  const read = async (concept_file_name: string) => await inlineLists(dir, { concept_file_name })
  t.match(await read('c.json'), { config: { concepts: [{ name: 'a' }], samples: [] }, findings: [] })
  for (const missing of ['missing.json', 'file/missing.json', '']) {
    t.match(await read(missing), { config: { concepts: [], samples: [] } })
    t.strictSame((await read(missing)).findings, [], missing)
  }
  for (const [name, message] of [
    ['broken.json', /it is not JSON/], ['object.json', /it is not a list/], ['.', /cannot be read \(EISDIR\)/]
  ] as const) {
    t.match(await read(name), { config: { concepts: [] }, findings: [{ pointer: '/concept_file_name', message }] })
  }
})
