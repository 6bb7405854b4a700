import { spawn } from 'node:child_process'
import { existsSync, readdirSync } from 'node:fs'
import { root } from './run-lane.mjs'

// npm run test:e2e: the pages in a browser, against the built server and the built-in trainer.
const places = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome', '/opt/google/chrome/chrome']
const { CHROMIUM = places.find(existsSync) ?? '' } = process.env
if (!existsSync(CHROMIUM)) {
  process.stderr.write(
    'test:e2e: no browser was found. Install one ("apt-get install chromium" on Debian), or set CHROMIUM to the path ' +
    'of yours.\n'
  )
  process.exit(2)
}
const given = process.argv.slice(2)
const all = readdirSync(`${root}/test/e2e`).filter(name => name.endsWith('.test.ts')).map(name => `test/e2e/${name}`)
const args = given.some(arg => !arg.startsWith('-')) ? given : [...all, ...given]
const child = spawn(`${root}/node_modules/.bin/tap`, ['--jobs=1', '--timeout=900', ...args], {
  cwd: root, stdio: 'inherit', env: { ...process.env, CHROMIUM }
})
child.once('exit', code => { process.exitCode = code ?? 1 })
