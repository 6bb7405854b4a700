import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { chromium } from 'playwright-core'
import { root } from './run-lane.mjs'

// npm run screenshots: the pictures of the documents, of real trainings of the built-in trainer, into docs/pictures/.
const { CHROMIUM = '/usr/bin/chromium' } = process.env
if (!existsSync(CHROMIUM)) {
  process.stderr.write('screenshots: no browser was found. Install chromium, or set CHROMIUM to the path of yours.\n')
  process.exit(2)
}
const pictures = join(root, 'docs/pictures')
const state_dir = mkdtempSync(join(tmpdir(), 'onetrainer-web-ui-screenshots-'))
const server = spawn(process.execPath, [join(root, 'dist/src/server.js')], {
  env: { ...process.env, STATE_DIR: state_dir, PORT: '0', HOST: '127.0.0.1', LOG_LEVEL: 'warn' },
  stdio: ['ignore', 'inherit', 'inherit', 'ipc']
})
const url = await new Promise((resolve, reject) => {
  server.on('message', ({ listening }) => { if (listening !== undefined) resolve(`http://127.0.0.1:${listening.port}`) })
  server.once('exit', code => { reject(new Error(`the server ended with ${code}`)) })
})

async function ask (path, body, method = 'POST') {
  const reply = await fetch(url + path, {
    method, headers: { 'content-type': 'application/json' }, ...body === undefined ? {} : { body: JSON.stringify(body) }
  })
  if (!reply.ok) throw new Error(`${method} ${path}: ${await reply.text()}`)
  return await reply.json()
}

async function until (fits) {
  for (;;) {
    const state = await ask('/api/training/status', undefined, 'GET')
    if (fits(state)) return
    await new Promise(resolve => { setTimeout(resolve, 500) })
  }
}

const browser = await chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox'] })
async function picture (name, path, { width = 1440, height = 900, colorScheme = 'light', ...more } = {}) {
  const page = await browser.newPage({ viewport: { width, height }, colorScheme, locale: 'en-GB', ...more })
  await page.goto(url + path)
  await page.getByRole('heading', { level: 1 }).first().waitFor()
  await page.waitForLoadState('networkidle')
  if (path === '/') await page.getByText(/^\d+ %$/).first().waitFor() // the load of the machine was measured
  await page.screenshot({ path: join(pictures, `${name}.png`) })
  await page.close()
  process.stdout.write(`docs/pictures/${name}.png\n`)
}

try {
  const of = learning_rate => ({ epochs: 12, learning_rate, sample_after: 1, sample_after_unit: 'EPOCH' })
  await ask('/api/v1/training-jobs', { name: 'reader', config: of(3), tags: ['trial'] })
  await until(({ status }) => status === 'completed')
  await ask('/api/v1/training-jobs', { name: 'reader, lower rate', config: of(1), tags: ['trial'] })
  await ask('/api/v1/training-jobs', { name: 'reader, higher rate', config: of(6), priority: 5 })
  await until(({ job_number, progress }) => job_number === 2 && progress.epoch >= 6)
  await picture('now-light', '/')
  await picture('now-dark', '/', { colorScheme: 'dark' })
  await picture('phone', '/', { width: 390, height: 844, isMobile: true, deviceScaleFactor: 2 })
  await picture('samples', '/jobs/1/samples')
  await picture('compare', '/compare?jobs=1,2')
} finally {
  await browser.close()
  await ask('/api/v1/drain', {}).catch(() => undefined) // nothing is to be left behind, whatever failed
  await ask('/api/training/kill', { force: true }).catch(() => undefined)
  server.kill('SIGTERM')
  server.once('exit', () => { rmSync(state_dir, { recursive: true, force: true, maxRetries: 5 }) })
}
