import { spawn } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { findBrowser } from './find-browser.mjs'
import { root } from './run-lane.mjs'

// npm run test:e2e: the pages in a browser, against the built server and the built-in trainer.
const CHROMIUM = findBrowser('test:e2e')
const given = process.argv.slice(2)
const all = readdirSync(`${root}/test/e2e`).filter(name => name.endsWith('.test.ts')).map(name => `test/e2e/${name}`)
const args = given.some(arg => !arg.startsWith('-')) ? given : [...all, ...given]
const child = spawn(`${root}/node_modules/.bin/tap`, ['--jobs=1', '--timeout=900', ...args], {
  cwd: root, stdio: 'inherit', env: { ...process.env, CHROMIUM }
})
child.once('exit', code => { process.exitCode = code ?? 1 })
