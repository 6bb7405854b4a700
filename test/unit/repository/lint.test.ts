import { RuleTester } from 'eslint'
import type { Rule } from 'eslint'
import neostandard from 'neostandard'
import t from 'tap'

// as: these scripts are JavaScript, which says no types
const lint = async <T>(name: string): Promise<T> => await import(`../../../scripts/lint/${name}.mjs`) as T
const { dependencyBag } = await lint<{ dependencyBag: Rule.RuleModule }>('dependency-bag')
const { functionLength } = await lint<{ functionLength: Rule.RuleModule }>('function-length')
const { longLines } = await lint<{ longLines: (path: string, text: string) => string[] }>('python')

const { parser } = neostandard.plugins['typescript-eslint']
const rules = new RuleTester({ languageOptions: { parser } })
RuleTester.describe = (_title: string, run: () => void) => { run() }
RuleTester.it = (title: string, run: () => void) => { t.doesNotThrow(run, title) }

const large = (name: string, count: number) => [{ messageId: 'large', data: { name, count, max: 2 } }]

t.test('[G21] a dependency bag is counted with all that it inherits, wherever it is written', async () => {
  rules.run('dependency-bag', dependencyBag, {
    valid: [
      { code: 'interface QueueDeps { a: string, b: string }', options: [2] },
      { code: 'interface Row { a: string, b: string, c: string }', options: [2] },
      { code: 'type Row = { a: 1, b: 1, c: 1 }; function lineOf ({ a }: Row) {}', options: [2] },
      { code: 'type QueueDeps = Base & { a: 1, b: 1 }', options: [2] },
      { code: 'interface All { a: 1, b: 1, c: 1 } type PartDeps = Pick<All, "a" | "b">', options: [2] },
      { code: 'interface LoopDeps extends LoopDeps { a: 1 }', options: [2] }
    ],
    invalid: [
      { code: 'export interface QueueDeps { a: 1, b (): void, "c": 1 }', options: [2], errors: large('QueueDeps', 3) },
      {
        code: 'interface Base { a: 1, b: 1 } export interface QueueDeps extends Base { c: 1 }',
        options: [2],
        errors: large('QueueDeps', 3)
      },
      {
        code: 'interface Base { a: 1, b: 1 } type Options = Readonly<Base> & { c: 1 }',
        options: [2],
        errors: large('Options', 3)
      },
      {
        code: 'interface All { a: 1, b: 1, c: 1, d: 1 } interface PartDeps extends Omit<All, "a"> {}',
        options: [2],
        errors: large('PartDeps', 3)
      },
      {
        code: 'interface Parts { a: 1, b: 1, c: 1 } export function createQueue ({ a }: Parts) {}',
        options: [2],
        errors: large('Parts', 3)
      },
      {
        code: 'const openStore = ({ a }: { a: 1, b: 1, c: 1 }) => a',
        options: [2],
        errors: large('The parameter of openStore', 3)
      }
    ]
  })
})

t.test('[G21] a function is measured without the functions inside it', async () => {
  const factory = 'function create () {\n  function one () {\n    1\n    2\n    3\n  }\n  return one\n}'
  rules.run('function-length', functionLength, {
    valid: [{ code: factory, options: [5] }],
    invalid: [{ code: factory, options: [4], errors: 1 }]
  })
})

t.test('[G21] a line of Python is too long after 120 characters, unless a URL is in it', async t => {
  const text = ['x'.repeat(120), 'ä'.repeat(121), `# https://${'x'.repeat(120)}`].join('\n')
  t.strictSame(longLines('a.py', text), ['a.py:2 has 121 characters; 120 are the most'])
})
