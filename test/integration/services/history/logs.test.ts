import { Value } from '@sinclair/typebox/value'
import t from 'tap'
import { LogList } from '../../../../core/contract/history.ts'
import type { EventBody } from '../../../../core/contract/events.ts'
import history from '../../../../routes/history.ts'
import { bareApp } from '../../../helpers/bare-app.ts'
import { testHistory } from '../../../helpers/history.ts'
import { status } from '../../../helpers/journal.ts'

t.test('[L28] warnings are listed among the lines of the log, each in its place, however many there are', async t => {
  const warning = (message: string): EventBody => ({ type: 'warning', code: 'stalled', message, details: {} })
  const line = (message: string): EventBody => ({ type: 'log', level: 'info', message, source: 'stdout' })
  const server = await testHistory(t)
  await server.addJob()
  await server.addAttempt()
  await server.feed([
    status('starting'),
    ...Array.from({ length: 1100 }, (_, index) => [warning(`warning ${index}`), line(`line ${index}`)]).flat()
  ])
  const { app } = await bareApp(t, async app => { await app.register(history, server) })
  const at = async (path: string) => await app.inject(`/api/v1/training-jobs/1/${path}`)
  const newest = (await at('logs?warnings=true&limit=3')).json()
  t.same([...Value.Errors(LogList, newest)], [])
  t.match(newest.logs, [
    { message: 'line 1098' },
    { message: 'warning 1099', level: 'warning', source: 'runner', seq: 2200 },
    { message: 'line 1099' }
  ])
  const forth: string[] = []
  for (let since: number | null = 0; since !== null;) {
    const page: LogList = (await at(`logs?warnings=true&limit=1000&since_seq=${since}`)).json()
    forth.push(...page.logs.map(({ message }) => message))
    since = page.next_since_seq
  }
  t.strictSame(forth, Array.from({ length: 1100 }, (_, index) => [`warning ${index}`, `line ${index}`]).flat())
  const found = async (query: string): Promise<string[]> =>
    (await at(`logs?${query}`)).json<LogList>().logs.map(({ message }) => message)
  t.strictSame(await found('warnings=true&search=ing%201098'), ['warning 1098'])
  t.strictSame(await found('warnings=true&level=warning&limit=1'), ['warning 1099'])
  t.strictSame(await found('warnings=true&level=error'), [])
  t.strictSame(await found('level=warning'), [], 'they are no lines unless they are asked for')
  const [first] = (await at('logs/download?warnings=true')).payload.split('\n')
  t.match(first, / WARNING {2}warning 0$/)
  t.notMatch((await at('logs/download')).payload, /WARNING/)
})
