import { existsSync, readFileSync } from 'node:fs'
import { posix } from 'node:path'
import t from 'tap'
import { rulesIn, testFiles } from '../../helpers/titles.ts'
import { filesIn, root } from '../../helpers/tree.ts'

const read = (path: string): string => readFileSync(root + path, 'utf8')
const rule = /^- \*\*([A-Z]+\d+)\*\* \S/gm
const pages = ['docs/SPEC.md', ...filesIn('docs/spec').filter(path => path.endsWith('.md'))]
const rulesOf = (text: string): string[] => [...text.matchAll(rule)].map(([, id]) => id ?? '')
const twice = (ids: string[]): string[] => ids.filter((id, index) => ids.indexOf(id) !== index)
const written = pages.flatMap(path => rulesOf(read(path)))
const tests = testFiles()
const proven = [...tests.values()].flatMap(rulesIn)

t.test('[G5] every rule of the SPEC has a test whose title begins with its number', t => {
  t.strictSame(written.filter(id => !proven.includes(id)), [])
  t.end()
})

t.test('[G5] every number that begins a title is a rule of the SPEC', t => {
  t.strictSame([...new Set(proven.filter(id => !written.includes(id)))], [])
  t.end()
})

t.test('[G5] no two rules have the same number, and a page holds the rules of its letter', t => {
  t.strictSame(twice(written), [])
  for (const path of pages.slice(1)) {
    const letter = posix.basename(path, '.md').replace(/-.*/, '').toUpperCase()
    t.strictSame(rulesOf(read(path)).filter(id => id.replace(/\d+/, '') !== letter), [], path)
  }
  t.end()
})

t.test('[G72] the table of the SPEC has a row for each page, in order, and no other', t => {
  const rows = [...read('docs/SPEC.md').matchAll(/^\| \[(\w+)\]\((spec\/[^)]+)\) \| \S.* \|$/gm)]
  t.strictSame(rows.map(([, , path = '']) => `docs/${path}`), pages.slice(1))
  t.strictSame(rows.map(([, letter]) => letter), pages.slice(1).map(path => posix.basename(path, '.md')))
  t.end()
})

t.test('[G5] rules and titles are read as they are written', t => {
  const bracketed = (id: string): string => `[${id}]`
  t.strictSame(rulesOf('- **A1** one\n- **AB12** two\n* **A2** no\n- **A3**\ntext **A4** no'), ['A1', 'AB12'])
  t.strictSame(
    rulesIn(
      `t.test('${bracketed('A1')} a', f); t.test("${bracketed('A2')} ${bracketed('B1')} b", f); // ${bracketed('A3')} c`
    ),
    ['A1', 'A2', 'B1']
  )
  t.strictSame(twice(['A1', 'A2', 'A1']), ['A1'])
  t.end()
})

/** Words of each rule, its number not counted. */
const lengths = pages.flatMap(path => [...read(path).matchAll(/^- \*\*([A-Z]+\d+)\*\* (.+)$/gm)])
  .map(([, id = '', text = '']) => ({ id, words: text.split(/\s+/).filter(word => /[\p{L}\p{N}]/u.test(word)).length }))

t.test('[G18] a rule has at most 35 words, and half of the rules have at most 25', t => {
  t.equal(lengths.length, written.length)
  t.strictSame(lengths.filter(({ words }) => words > 35), [])
  const sorted = lengths.map(({ words }) => words).sort((a, b) => a - b)
  t.ok((sorted[Math.floor(sorted.length / 2)] ?? 0) <= 25)
  t.end()
})

// A row of docs/FAULTS.md: | P1 | fault | what the user sees | title of the test |
const row = /^\| ([A-Z]\d+) \| ([^|]+) \| ([^|]+) \| ([^|]+) \|$/gm
const faults = [...read('docs/FAULTS.md').matchAll(row)].map(([, id = '', , , title = '']) => ({
  id, title: title.trim()
}))

t.test('[G6] every fault names a test that is there', t => {
  const all = [...tests.values()].join('\n').replaceAll("\\'", "'")
  for (const { id, title } of faults) t.ok(title !== '' && all.includes(title), `${id}: ${title}`)
  t.strictSame(twice(faults.map(({ id }) => id)), [], 'ids used twice in docs/FAULTS.md: take the next free number')
  t.end()
})

t.test('[G6] every line of the fault table is a row that is checked', t => {
  const lines = read('docs/FAULTS.md').split('\n').filter(line => line.startsWith('|')).slice(2)
  t.equal(faults.length, lines.length)
  t.ok(existsSync(root + 'docs/FAULTS.md'))
  t.end()
})

// A row of the table in ADR 12: | X-1 | decision | S5, S6 |
const sources = 'docs/adr/0012-five-source-documents-and-their-conflicts.md'
const decisions = [...read(sources).matchAll(/^\| ([XH]-\d+) \| [^|]+ \| ([^|]+) \|$/gm)]
  .map(([, id = '', rules = '']) => ({ id, rules: rules.split(',').map(rule => rule.trim()) }))
const numbered = (letter: string, most: number): string[] =>
  Array.from({ length: most }, (_, index) => `${letter}-${index + 1}`)

t.test('[G16] ADR 12 names the rules of every conflict and hidden need of the source documents', t => {
  t.strictSame(decisions.map(({ id }) => id), [...numbered('X', 24), ...numbered('H', 21)])
  for (const { id, rules } of decisions) t.strictSame(rules.filter(rule => !written.includes(rule)), [], id)
  t.end()
})

/** Ids of the source documents in a page; the numbers of its own rules and of its table rows are none. */
const sourceIds = (text: string): string[] =>
  text.replace(/^(- \*\*|\| )[A-Z]\d+/gm, '').match(/\b(?:S[0-4]|[XH]-\d+)\b/g) ?? []

t.test('[G16] no other page uses the ids of the source documents', t => {
  const prose = ['README.md', 'CONTRIBUTING.md', 'SECURITY.md', 'CHANGELOG.md', ...filesIn('docs')]
  for (const path of prose.filter(path => path.endsWith('.md') && path !== sources)) {
    t.strictSame(sourceIds(read(path)), [], path)
  }
  t.strictSame(sourceIds('- **S4** a `ping`\n| S1 | a fault |\nas S2 and X-12 ask'), 'S2 X-12'.split(' '))
  t.end()
})
