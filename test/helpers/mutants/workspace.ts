import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import ts from 'typescript'
import { root } from '../tree.ts'

// as: the script is JavaScript, which says no types
const { stamp } = await import('../../../scripts/build.mjs' as string) as { stamp: (root: string) => void }

/** A built copy of this checkout in which sources are changed and tests run. */
export interface Workspace {
  read: (path: string) => string
  /** Writes a source, and what it compiles to. */
  change: (path: string, text: string) => void
  /** Runs test files one after the other in one process, up to the first that fails; whether all passed in time. */
  runTests: (tests: readonly string[], limit_ms: number) => Promise<boolean>
  remove: () => void
}

const loader = new URL('node_modules/@tapjs/typescript/dist/esm/import.mjs', `file://${root}`).href
const { config } = ts.readConfigFile(join(root, 'tsconfig.json'), ts.sys.readFile) as { config: object }
// Of one file it is not known that it is a module.
const compilerOptions = {
  ...ts.parseJsonConfigFileContent(config, { ...ts.sys, readDirectory: () => [] }, root).options,
  module: ts.ModuleKind.ES2022, moduleResolution: ts.ModuleResolutionKind.Bundler
}

/** Copies what git knows or would add, and what is built, beside the packages of this checkout. */
export function createWorkspace (): Workspace {
  const place = mkdtempSync(join(tmpdir(), 'onetrainer-web-ui-mutants-'))
  const listed = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], { cwd: root })
  for (const path of [...String(listed).split('\0').filter(Boolean), 'dist', 'web/dist']) {
    mkdirSync(dirname(join(place, path)), { recursive: true })
    cpSync(join(root, path), join(place, path), { recursive: true })
  }
  symlinkSync(join(root, 'node_modules'), join(place, 'node_modules'))
  return {
    read: path => readFileSync(join(place, path), 'utf8'),
    change (path, text) {
      const { outputText } = ts.transpileModule(text, { fileName: path, compilerOptions })
      writeFileSync(join(place, path), text)
      writeFileSync(join(place, 'dist', path.replace(/\.ts$/, '.js')), outputText)
      stamp(place)
    },
    async runTests (tests, limit_ms) {
      const seconds = String(Math.ceil(limit_ms / 1000))
      const child = spawn('timeout', ['-k', '1', seconds, process.execPath, `--import=${loader}`, runner], {
        cwd: place, stdio: 'ignore', detached: true, // a group, so that what it started ends with it
        env: {
          PATH: process.env.PATH, HOME: process.env.HOME, TAP_BAIL: '1', TAP_TIMEOUT: seconds,
          TS_NODE_TRANSPILE_ONLY: '1', // tests are to notice a change, not types
          SELECTED_TESTS: tests.join(' ')
        }
      })
      const exit: unknown[] = await once(child, 'exit')
      endGroup(child.pid)
      return exit[0] === 0
    },
    remove () { rmSync(place, { recursive: true, force: true }) }
  }
}

const runner = 'test/mutants/selected.ts'

function endGroup (pid: number | undefined): void {
  if (pid === undefined) return
  try {
    process.kill(-pid, 'SIGKILL')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error // as: of kill
  }
}
