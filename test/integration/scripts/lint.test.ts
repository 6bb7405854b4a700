import { ESLint } from 'eslint'
import t from 'tap'
import { root } from '../../helpers/tree.ts'

const eslint = new ESLint({ cwd: root })

/** The rules that one statement in the place of a file's text breaks. */
async function brokenRules (file: string, text: string): Promise<string[]> {
  const [result] = await eslint.lintText(`${text}\n`, { filePath: root + file })
  return (result?.messages ?? []).map(({ ruleId }) => ruleId ?? '').filter(rule => !/unused|undef/.test(rule))
}

const syntax = 'no-restricted-syntax'
const imports = 'no-restricted-imports'
const planted: Array<[string, string, string]> = [
  ['core/domain/clock.ts', 'export const a = process.env.PORT', syntax],
  ['services/queue/round.ts', "export const a = process['env']", syntax],
  ['services/queue/round.ts', 'export const { env } = process', syntax],
  ['services/queue/round.ts', 'export const a = globalThis.process.env', syntax],
  ['services/queue/round.ts', "import { env } from 'node:process'\n\nexport const a = env", syntax],
  ['services/queue/round.ts', "import { renameSync } from 'node:fs'\n\nrenameSync('a', 'b')", imports],
  ['runner/main.ts', "import * as fs from 'node:fs/promises'\n\nawait fs.link('a', 'b')", imports],
  ['bench/report.ts', "import fs from 'node:fs'\n\nfs.renameSync('a', 'b')", imports],
  ['scripts/doctor.ts', "import { exec } from 'node:child_process'\n\nexec('ls')", imports],
  [
    'runner/main.ts',
    'async function go () { await Promise.resolve() }\n\ngo()',
    '@typescript-eslint/no-floating-promises'
  ],
  ['runner/main.ts', 'setImmediate(async () => { await Promise.resolve() })', '@typescript-eslint/no-misused-promises'],
  ['runner/main.ts', 'await 1', '@typescript-eslint/await-thenable'],
  ['core/domain/clock.ts', `export const a = '${'x'.repeat(120)}'`, '@stylistic/max-len']
]

t.test('[G21] every kind of statement that is refused is found', async t => {
  for (const [file, text, rule] of planted) t.strictSame(await brokenRules(file, text), [rule], `${file}: ${text}`)
})

t.test('[G21] what only some files may do is allowed in those', async t => {
  const renaming = "import { renameSync } from 'node:fs'\n\nrenameSync('a', 'b')"
  t.strictSame(await brokenRules('services/files/atomic-write.ts', renaming), [])
  t.strictSame(await brokenRules('scripts/build.mjs', renaming), [])
  t.strictSame(await brokenRules('src/server.ts', 'export const a = process.env.PORT'), [])
  t.strictSame(await brokenRules('test/helpers/tree.ts', "import t from 'tap'\n\nt.test('a', async () => {})"), [])
})
