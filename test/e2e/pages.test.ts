import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import t from 'tap'
import type { Test } from 'tap'
import type { AxeResults } from 'axe-core'
import { desktop, openBrowser, openPage, phone } from './browser.ts'
import { patience } from '../helpers/patience.ts'
import { startServer, stateDir } from '../helpers/server-process.ts'
import type { ServerProcess } from '../helpers/server-process.ts'
import { untilSeen } from '../helpers/until-seen.ts'

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
const tabs = ['charts', 'samples', 'log', 'config', 'models', 'history']
const paths = ['/', '/jobs', ...tabs.map(tab => `/jobs/1/${tab}`), '/compare', '/compare?jobs=1,2', '/system']
t.setTimeout(patience(600_000))

/** A server with a job that has finished, and one whose name is as hostile as a name may be. */
async function filledServer (t: Test): Promise<ServerProcess> {
  const server = await startServer(t, stateDir(t))
  const config = { epochs: 2 }
  await server.ask('/api/v1/training-jobs', { body: { name: '<img src=x onerror=alert(1)>', config } })
  const rightToLeft = '\u0645\u0631\u062d\u0628\u0627'
  await server.ask('/api/v1/training-jobs', { body: { name: `${'long '.repeat(35)}${rightToLeft}`, config } })
  return server
}

t.test('[U35] [U36] every page is accessible, within the policy and without errors, in both themes', async t => {
  const server = await filledServer(t)
  const browser = await openBrowser(t)
  for (const [device, size] of [['desktop', desktop], ['phone', phone]] as const) {
    for (const colorScheme of ['light', 'dark'] as const) {
      const { page, complaints } = await openPage(t, browser, server.url, { ...size, colorScheme })
      for (const path of paths) {
        await page.goto(server.url + path)
        await page.getByRole('heading', { level: 1 }).first().waitFor()
        await page.waitForLoadState('networkidle')
        await page.evaluate(axe)
        const { violations } = await page.evaluate(async () => await (
          globalThis as unknown as { axe: { run: () => Promise<AxeResults> } } // as: axe was evaluated there
        ).axe.run())
        const found = violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html} ${nodes[0]?.failureSummary ?? ''}`)
        t.strictSame(found, [], `${path} on a ${device}, ${colorScheme}`)
        const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)
        t.ok(overflow <= 0, `${path} on a ${device} is ${overflow} px too wide`)
      }
      t.strictSame(complaints, [])
    }
  }
})

t.test('[U61] the replies that a page names in its headers are asked for once, and used', async t => {
  const server = await filledServer(t)
  await untilSeen(async () => { // what ends meanwhile is asked for anew
    const { body } = await server.ask('/api/v1/training-jobs?status=succeeded')
    return body.total === 2 ? body : null
  })
  const { page } = await openPage(t, await openBrowser(t), server.url)
  const sent: string[] = []
  page.on('request', request => { sent.push(request.url()) })
  // What the script of the page asks for, whether it was under way already or not.
  await page.addInitScript(() => {
    const asked: string[] = []
    const original = globalThis.fetch
    globalThis.fetch = async (...args) => {
      asked.push(args[0] instanceof Request ? args[0].url : String(args[0]))
      return await original(...args)
    }
    Object.assign(globalThis, { asked })
  })
  for (const path of ['/', '/jobs/1/history']) {
    sent.length = 0
    const reply = await page.goto(server.url + path)
    await page.getByText('live', { exact: true }).waitFor()
    await page.waitForLoadState('networkidle')
    const asked = await page.evaluate(() => (globalThis as unknown as { asked: string[] }).asked) // as: set above
    const named = [...(reply?.headers().link ?? '').matchAll(/<([^>]+)>; rel=preload; as=fetch/g)]
      .map(([, address]) => new URL(address!, server.url + path).href)
    t.equal(named.length, 2)
    const times = (urls: readonly string[], url: string): number => urls.filter(one => one === url).length
    for (const url of named) t.strictSame([times(asked, url), times(sent, url)], [1, 1], url)
  }
})

t.test('[U37] every page is reached by the keyboard alone', async t => {
  const server = await filledServer(t)
  const { page } = await openPage(t, await openBrowser(t), server.url)
  await page.getByRole('heading', { level: 1, name: 'Now', exact: true }).waitFor() // from here on it hears keys
  for (const [key, title] of [['j', 'Jobs'], ['c', 'Compare'], ['s', 'System'], ['n', 'Now']] as const) {
    await page.keyboard.press('g')
    await page.keyboard.press(key)
    await page.getByRole('heading', { level: 1, name: title, exact: true }).waitFor()
  }
  await page.keyboard.press('Control+k')
  await page.getByRole('combobox').fill('onerror')
  await page.getByRole('option', { name: /onerror/ }).waitFor()
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { level: 1, name: /onerror/ }).waitFor()
  await page.keyboard.press('?')
  await page.getByRole('heading', { name: 'Keyboard shortcuts' }).waitFor()
  t.pass('reached')
})
