import { spawn } from 'node:child_process'
import { findBrowser } from './find-browser.mjs'
import { root } from './run-lane.mjs'

// npm run bench:web: what the pages must reach, measured in a browser, against the built server.
const CHROMIUM = findBrowser('bench:web')
const child = spawn(process.execPath, [`${root}/dist/bench/main.js`, '--web', ...process.argv.slice(2)], {
  cwd: root, stdio: 'inherit', env: { ...process.env, CHROMIUM }
})
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => { child.kill(signal) })
child.once('exit', code => { process.exitCode = code ?? 1 })
