import t from 'tap'
import { leadsTo, loadPage } from '../../../../web/app/load-page.ts'

t.test('[U61] the part of a page is loaded before the page is drawn, also below a prefix', async t => {
  const loaded: string[] = []
  const routes = ['/', '/jobs', '/jobs/:job/*?'].map(path => ({
    path, component: () => null, load: async () => { loaded.push(path) }
  }))
  for (const [base, address] of [['/', '/'], ['/', '/jobs?tag=x'], ['/box/3/', '/box/3/jobs/7/log'], ['/', '/gone']]) {
    await loadPage(routes, new URL(`http://server${address}`), new URL(`http://server${base}`))
  }
  t.strictSame(loaded, ['/', '/jobs', '/jobs/:job/*?'])
  const failing = { ...routes[0]!, load: async () => { throw new Error('gone') } }
  await loadPage([failing], new URL('http://server/'), new URL('http://server/'))
})

t.test('[U61] a path leads to the addresses that wouter matches', async t => {
  const table: Array<[string, string, boolean]> = [
    ['/', '/', true], ['/', '/jobs', false], ['/jobs', '/jobs', true], ['/jobs', '/jobs/', true],
    ['/jobs', '/jobs/7', false], ['/jobs/:job/*?', '/jobs/7', true], ['/jobs/:job/*?', '/jobs/a%20b/samples', true],
    ['/jobs/:job/*?', '/jobs', false], ['/jobs/:job/*?', '/jobs/7/a/b', true]
  ]
  for (const [path, address, leads] of table) t.equal(leadsTo(path, address), leads, `${path} ${address}`)
})
