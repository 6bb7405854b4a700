import neostandard, { resolveIgnoresFromGitignore } from 'neostandard'
import { dependencyBag } from './scripts/lint/dependency-bag.mjs'
import { functionLength } from './scripts/lint/function-length.mjs'

const ours = ['core/**/*.ts', 'src/**/*.ts', 'services/**/*.ts', 'routes/**/*.ts', 'runner/**/*.ts']
const lineLimit = 120
const mostFields = 7
// The documents quote a test's title, so it stands on one line.
const titles = '^\\s*(t\\.test\\()?[\'"`]\\[[A-Z]+\\d'

// One list of what is refused, because a later list replaces an earlier one instead of adding to it.
const shell = 'Never through a shell: give the program and its arguments.'
const handleIt = 'Name the one error you expect, or handle it.'
const environment =
  'The environment is read in src/server.ts and runner/main.ts; elsewhere take what you need as an argument.'
const waits = 'A test waits for an event or moves the clock it passed in.'
const refused = {
  throughShell: { selector: 'Property[key.name="shell"]:not([value.value=false])', message: shell },
  childProcess: {
    selector:
      'ImportDeclaration[source.value=/^(node:)?child_process$/] > :matches(ImportNamespaceSpecifier, ' +
      'ImportDefaultSpecifier)',
    message: 'Import spawn or execFile by name.'
  },
  emptyCatch: { selector: 'CatchClause > BlockStatement[body.length=0]', message: handleIt },
  emptyRejection: {
    selector: 'CallExpression[callee.property.name="catch"] > :function > BlockStatement[body.length=0]',
    message: handleIt
  },
  defaultExport: {
    selector: 'ExportDefaultDeclaration',
    message: 'Only routes, plugins and config files have a default export.'
  },
  environment: {
    selector: [
      ':matches(MemberExpression[object.name="process"], MemberExpression[object.property.name="process"])' +
        ':matches([property.name="env"], [property.value="env"])',
      'VariableDeclarator[init.name="process"] > ObjectPattern > Property[key.name="env"]',
      'ImportDeclaration[source.value=/^(node:)?process$/]'
    ].join(', '),
    message: environment
  },
  moduleState: {
    selector: ':matches(Program, Program > ExportNamedDeclaration) > VariableDeclaration[kind!="const"]',
    message: 'No state in a module: make it in createX().'
  },
  class: {
    selector: ':matches(ClassDeclaration, ClassExpression):not([superClass.name=/Error$/])',
    message: 'Only errors are classes; write createX(deps).'
  },
  barrel: { selector: 'ExportAllDeclaration', message: 'Export from where it is made; one thing has one address.' },
  timer: {
    selector:
      'CallExpression:matches([callee.name=/^(setTimeout|setInterval|sleep|delay)$/], ' +
      '[callee.object.name=/^(globalThis|global|timers)$/][callee.property.name=/^(setTimeout|setInterval)$/])',
    message: waits
  }
}
const everywhere = ['throughShell', 'childProcess', 'emptyCatch', 'emptyRejection']
const refuse = (...names) => ({
  'no-restricted-syntax': ['error', ...[...everywhere, ...names].map(name => refused[name])]
})

const shells = ['exec', 'execSync']
const renames = ['rename', 'renameSync', 'link', 'linkSync', 'default']
const atomic = 'A file is replaced by services/files or runner/disk.ts, which know how to do it without a loss.'
const noShell = ['node:child_process', 'child_process'].map(name => ({ name, importNames: shells, message: shell }))
const noRename = ['node:fs', 'node:fs/promises', 'fs', 'fs/promises'].map(name => ({
  name, importNames: renames, message: atomic
}))
const noTimers = ['node:timers', 'node:timers/promises', 'timers', 'timers/promises'].map(name => ({
  name, message: waits
}))
const noImports = (...lists) => ({ 'no-restricted-imports': ['error', { paths: lists.flat() }] })
// tap itself waits for what a test makes.
const tapTests = ['tap', '@tapjs/core', '@tapjs/test'].map(name => ({ from: 'package', package: name, name: 'test' }))
const size = { skipBlankLines: true, skipComments: true }

// test/fixtures/seeds is other people's client code, kept as they wrote it.
export default [
  ...neostandard({
    ts: true,
    ignores: [
      ...resolveIgnoresFromGitignore(),
      'openapi/',
      'web/api/schema.d.ts',
      'test/fixtures/seeds/',
      '**/vendor/',
      '**/*.min.js',
      '**/*.standalone.js'
    ]
  }),
  {
    rules: {
      camelcase: 'off', // the wire's snake_case names are used as they are
      'max-lines': ['error', { max: 300, ...size }],
      'max-params': ['error', 4],
      'no-void': ['error', { allowAsStatement: true }], // says that nobody waits for this promise
      'no-unmodified-loop-condition': 'off', // a callback may end the loop
      complexity: ['error', { max: 12, variant: 'modified' }], // a switch is a table: it counts once
      '@stylistic/object-property-newline': 'off', // fields that belong together may share a line
      '@stylistic/member-delimiter-style': [
        'error',
        {
          multiline: { delimiter: 'none' }, singleline: { delimiter: 'comma' }
        }
      ],
      '@stylistic/max-len': [
        'error',
        {
          code: lineLimit, ignoreUrls: true, ignoreRegExpLiterals: true, ignorePattern: titles
        }
      ],
      ...noImports(noShell, noRename),
      ...refuse()
    }
  },
  {
    files: ['**/*.ts', '**/*.tsx'],
    rules: {
      // A TypeBox shape and its type share one name; the compiler still refuses a true redeclaration.
      'no-redeclare': 'off',
      '@typescript-eslint/no-redeclare': 'off',
      '@typescript-eslint/await-thenable': 'error',
      '@typescript-eslint/no-floating-promises': ['error', { allowForKnownSafeCalls: tapTests }],
      '@typescript-eslint/no-misused-promises': 'error'
    },
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } }
  },
  {
    files: ['web/**/*.js'],
    languageOptions: {
      globals: { location: 'readonly', requestAnimationFrame: 'readonly', getComputedStyle: 'readonly' }
    }
  },
  {
    files: ours,
    plugins: { house: { rules: { 'function-length': functionLength, 'dependency-bag': dependencyBag } } },
    rules: {
      'house/function-length': ['error', 50], 'house/dependency-bag': ['error', mostFields],
      ...refuse('environment', 'moduleState', 'class', 'barrel', 'defaultExport')
    }
  },
  { files: ['src/server.ts', 'runner/main.ts'], rules: refuse('moduleState', 'class', 'barrel', 'defaultExport') },
  { files: ['routes/**/*.ts', 'src/plugins/**/*.ts'], rules: refuse('environment', 'moduleState', 'class', 'barrel') },
  // A route file is one function that lists its routes: the file is what must stay short.
  {
    files: ['routes/**/*.ts'],
    rules: { 'house/function-length': 'off', 'max-lines': ['error', { max: 150, ...size }] }
  },
  {
    files: ['bench/**/*.ts', 'scripts/**/*.ts', 'web/**/*.ts', 'web/**/*.tsx'],
    rules: refuse('defaultExport', 'class')
  },
  { files: ['**/*.config.js', '**/*.config.ts'], rules: refuse() },
  // A socket is moved aside by the runner that inherits its path: no file is replaced.
  {
    files: ['services/files/**', 'runner/disk.ts', 'runner/socket-lock.ts', 'scripts/build.mjs'],
    rules: noImports(noShell)
  },
  {
    files: ['test/**/*.ts', 'test/**/*.mjs'],
    rules: { ...noImports(noShell, noTimers), ...refuse('timer', 'defaultExport') }
  },
  // A fixture is a real little program: it may take its time.
  { files: ['test/fixtures/**'], rules: { ...noImports(noShell), ...refuse() } }
]
