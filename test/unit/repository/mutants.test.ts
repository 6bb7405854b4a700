import t from 'tap'
import { changed, placesIn } from '../../helpers/mutants/places.ts'
import { readSelections } from '../../helpers/mutants/selection.ts'

/** The source with each of its changes made. */
const mutantsOf = (source: string): string[] => placesIn('x.ts', source).map(place => changed(source, place))

t.test('[K201] a mutant has another comparison, condition, call, list or word', t => {
  const table: Array<[string, string[]]> = [
    ['x = a < b', [';', 'x = a <= b', 'x = a >= b']],
    ['const x = a === b', ['const x = a !== b']],
    ['const x = a && !b', ['const x = a || !b', 'const x = a && b']],
    ['const x = a ?? b', ['const x = a && b']],
    ['if (ok()) act()', ['if (true) act()', 'if (false) act()', 'if (ok()) ;']],
    ['const x = y ? 1 : 2', ['const x = true ? 1 : 2', 'const x = false ? 1 : 2']],
    ['while (a) {}', ['while (false) {}']],
    ['const x = [1, 2]', ['const x = []']],
    ["const x = 'queued'", ["const x = ''"]],
    ['const x = true', ['const x = false']],
    ['const x = list.some(test)', ['const x = list.every(test)']],
    ['const x = a + 1', ['const x = a - 1']],
    ['const x = at++', ['const x = at--']]
  ]
  for (const [source, mutants] of table) t.strictSame(mutantsOf(source), mutants, source)
  t.end()
})

t.test('[K201] prose, numbers, types, imports and names are no places of mutants', t => {
  for (const source of [
    "const x = 'The disk is full'", 'const x = 5000', "type X = 'queued' | 'running'", "import { x } from './x.ts'",
    "const x = { 'content-type': 1 }", "const x = 'a ' + b", "const x = await import('./x.ts')", 'const x = []'
  ]) t.strictSame(mutantsOf(source), [], source)
  t.end()
})

t.test('[K201] a change is judged by the tests that mirror its path or import it, then by those that load it', t => {
  const { near, unit, whole } = readSelections()('services/queue/claims.ts')
  t.ok(near.length > 0 && near.every(path => path.startsWith('test/unit/')))
  t.ok(near.some(path => path.startsWith('test/unit/services/queue/')))
  t.strictSame(unit.filter(path => near.includes(path)), [])
  t.notOk(whole.some(path => path.startsWith('test/unit/')))
  t.end()
})

t.test('[K201] of the tests of the whole those come first that speak of the same things', t => {
  const selectionOf = readSelections()
  for (const [source, test] of [
    ['services/models/delete-model.ts', 'routes/deletions'], ['services/metrics/families.ts', 'routes/prometheus'],
    ['services/jobs/deleted-jobs.ts', 'routes/deleted-jobs'], ['services/queue/devices.ts', 'services/queue/devices']
  ] as const) t.ok(selectionOf(source).whole.slice(0, 5).includes(`test/integration/${test}.test.ts`), source)
  t.end()
})
