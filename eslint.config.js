import neostandard, { resolveIgnoresFromGitignore } from 'neostandard'
import { ownLines } from './scripts/lint/member-per-line.mjs'

const ours = ['core/**/*.ts', 'src/**/*.ts', 'services/**/*.ts', 'routes/**/*.ts', 'runner/**/*.ts']

// One list of what is refused, because a later list replaces an earlier one instead of adding to it.
const refused = {
  throughShell: { selector: 'Property[key.name="shell"]:not([value.value=false])', message: 'Never through a shell: give the program and its arguments.' },
  childProcess: { selector: 'ImportDeclaration[source.value=/^(node:)?child_process$/] > :matches(ImportNamespaceSpecifier, ImportDefaultSpecifier)', message: 'Import spawn or execFile by name.' },
  emptyCatch: { selector: 'CatchClause > BlockStatement[body.length=0]', message: 'Name the one error you expect, or handle it.' },
  emptyRejection: { selector: 'CallExpression[callee.property.name="catch"] > :function > BlockStatement[body.length=0]', message: 'Name the one error you expect, or handle it.' },
  defaultExport: { selector: 'ExportDefaultDeclaration', message: 'Only routes, plugins and config files have a default export.' },
  environment: { selector: 'MemberExpression[object.name="process"][property.name="env"]', message: 'The environment is read in src/server.ts and runner/main.ts; elsewhere take what you need as an argument.' },
  moduleState: { selector: ':matches(Program, Program > ExportNamedDeclaration) > VariableDeclaration[kind!="const"]', message: 'No state in a module: make it in createX().' },
  class: { selector: ':matches(ClassDeclaration, ClassExpression):not([superClass.name=/Error$/])', message: 'Only errors are classes; write createX(deps).' },
  barrel: { selector: 'ExportAllDeclaration', message: 'Export from where it is made; one thing has one address.' },
  timer: { selector: 'CallExpression:matches([callee.name=/^(setTimeout|setInterval|sleep|delay)$/], [callee.object.name=/^(globalThis|global|timers)$/][callee.property.name=/^(setTimeout|setInterval)$/])', message: 'A test waits for an event or moves the clock it passed in.' }
}
const everywhere = ['throughShell', 'childProcess', 'emptyCatch', 'emptyRejection']
const refuse = (...names) => ({ 'no-restricted-syntax': ['error', ...[...everywhere, ...names].map(name => refused[name])] })

const noShellImports = {
  paths: ['node:child_process', 'child_process'].map(name => ({ name, importNames: ['exec', 'execSync'], message: 'They run a shell; use spawn or execFile.' }))
}
const noTimerImports = {
  paths: [...noShellImports.paths, ...['node:timers', 'node:timers/promises', 'timers', 'timers/promises'].map(name => ({ name, message: 'A test waits for an event or moves the clock it passed in.' }))]
}
const size = { skipBlankLines: true, skipComments: true }

// test/fixtures/seeds is other people's client code, kept as they wrote it.
export default [
  ...neostandard({ ts: true, ignores: [...resolveIgnoresFromGitignore(), 'openapi/', 'test/fixtures/seeds/', '**/vendor/', '**/*.min.js', '**/*.standalone.js'] }),
  {
    rules: {
      camelcase: 'off', // the wire's snake_case names are used as they are
      'max-lines': ['error', { max: 300, ...size }],
      'max-params': ['error', 4],
      'no-void': ['error', { allowAsStatement: true }], // says that nobody waits for this promise
      'no-unmodified-loop-condition': 'off', // a callback may end the loop
      complexity: ['error', { max: 12, variant: 'modified' }], // a switch is a table: it counts once
      '@stylistic/object-property-newline': 'off', // fields that belong together may share a line
      'no-restricted-imports': ['error', noShellImports],
      ...refuse()
    }
  },
  {
    files: ['**/*.ts', '**/*.tsx'],
    rules: {
      // A TypeBox shape and its type share one name; the compiler still refuses a true redeclaration.
      'no-redeclare': 'off',
      '@typescript-eslint/no-redeclare': 'off'
    }
  },
  {
    files: ['web/**/*.js'],
    languageOptions: { globals: { location: 'readonly', requestAnimationFrame: 'readonly', getComputedStyle: 'readonly' } }
  },
  {
    files: ours,
    plugins: { house: { rules: { 'own-lines': ownLines } } },
    rules: {
      'house/own-lines': ['error', 50],
      ...refuse('environment', 'moduleState', 'class', 'barrel', 'defaultExport')
    }
  },
  { files: ['src/server.ts', 'runner/main.ts'], rules: refuse('moduleState', 'class', 'barrel', 'defaultExport') },
  { files: ['routes/**/*.ts', 'src/plugins/**/*.ts'], rules: refuse('environment', 'moduleState', 'class', 'barrel') },
  // A route file is one function that lists its routes: the file is what must stay short.
  { files: ['routes/**/*.ts'], rules: { 'house/own-lines': 'off', 'max-lines': ['error', { max: 150, ...size }] } },
  { files: ['bench/**/*.ts', 'scripts/**/*.ts', 'web/**/*.ts', 'web/**/*.tsx'], rules: refuse('defaultExport', 'class') },
  { files: ['**/*.config.js', '**/*.config.ts'], rules: refuse() },
  {
    files: ['test/**/*.ts', 'test/**/*.mjs'],
    rules: { 'no-restricted-imports': ['error', noTimerImports], ...refuse('timer', 'defaultExport') }
  },
  // A fixture is a real little program: it may take its time.
  { files: ['test/fixtures/**'], rules: { 'no-restricted-imports': ['error', noShellImports], ...refuse() } }
]
