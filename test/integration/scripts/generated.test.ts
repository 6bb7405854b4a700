import t from 'tap'
import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { artefacts } from '../../../scripts/artefacts.ts'
import { packageRoot } from '../../../services/files/package-root.ts'
import { errorTable } from '../../../core/contract/errors.ts'
import { Environment } from '../../../src/settings.ts'

const made = await artefacts()

t.test('[D1] the generated files match the contract; `npm run contract` renews them', async t => {
  for (const [path, text] of made) {
    const file = join(packageRoot(), path)
    t.ok(existsSync(file) && readFileSync(file, 'utf8') === text, `${path} is up to date`)
  }
})

t.test('[D2] every setting and every error code has its line', async t => {
  for (const name of Object.keys(Environment.properties)) {
    t.match(made.get('.env.example'), new RegExp(`^# \\S.*\\n# ${name}=`, 'm'))
  }
  for (const code of Object.keys(errorTable)) {
    t.match(made.get('docs/errors.md'), new RegExp(`^\\| \`${code}\` \\| \\d+ \\| `, 'm'))
  }
})

t.test('[D3] the Python module holds the words of the bridge protocol', async t => {
  const program =
    `${made.get('bridge/contract.py')}\nimport json; print(json.dumps([PROTOCOL_VERSION, COMMANDS[0], ` +
    'LINES["progress"]["loss"], LINES["progress"]["non_finite"]]))'
  t.same(JSON.parse(execFileSync('python3', ['-c', program], { encoding: 'utf8' })), [1, 'stop', true, false])
})
