import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { packageRoot } from '../services/files/package-root.ts'
import { artefacts } from './artefacts.ts'

// Writes what is made from the contract, and only what differs; exits 1 when it wrote anything, so that a build can
// tell.
const root = packageRoot()
for (const [path, text] of await artefacts()) {
  const file = join(root, path)
  if (existsSync(file) && readFileSync(file, 'utf8') === text) continue
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, text)
  console.log(`wrote ${path}`)
  process.exitCode = 1
}
