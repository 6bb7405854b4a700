import { existsSync, readFileSync } from 'node:fs'
import { posix } from 'node:path'
import t from 'tap'
import { importsOf } from '../../helpers/imports.ts'
import { filesIn, root } from '../../helpers/tree.ts'

// What starts a process, listens or connects.
const heavy =
  /^(node:)?(child_process|cluster|worker_threads|net|http|https|http2|tls)$|^(fastify|ws|socket\.io(-client)?)$/
// They are given a stand-in, or are imported for something else: no unit test starts a server, a runner or Python with
// them.
const tame = [
  'services/attempts/runner-client.ts', 'services/system/compute-apps.ts', 'services/system/nvidia.ts',
  'services/system/service-manager-check.ts'
]

/** The heavy imports that a file reaches by value, each as `file → package`. */
function heavyImports (start: string, read: (path: string) => string | null): string[] {
  const seen = new Set([start])
  const found: string[] = []
  for (const file of seen) { // a set goes on with what is added meanwhile
    for (const { target = '', types_only } of importsOf(read(file) ?? '')) {
      if (types_only) continue
      if (target.startsWith('.')) seen.add(posix.join(posix.dirname(file), target))
      else if (heavy.test(target) && !tame.includes(file)) found.push(`${file} → ${target}`)
    }
  }
  return found
}

const readSource = (path: string): string | null =>
  /\.ts$/.test(path) && existsSync(root + path) ? readFileSync(root + path, 'utf8') : null

t.test('[G23] the unit lane starts no server, no runner and no Python', async t => {
  for (const file of filesIn('test/unit')) t.strictSame(heavyImports(file, readSource), [], file)
})

t.test('[G23] what a unit test reaches through others is found', async t => {
  const sources = new Map([
    ['test/unit/a.test.ts', "import { b } from '../helpers/b.ts'\nimport type { Socket } from 'node:net'"],
    ['test/helpers/b.ts', "export { c } from '../../services/c.ts'"],
    ['services/c.ts', "import { spawn } from 'node:child_process'"]
  ])
  t.strictSame(
    heavyImports('test/unit/a.test.ts', path => sources.get(path) ?? null),
    ['services/c.ts → node:child_process']
  )
})
