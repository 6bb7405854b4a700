import { once } from 'node:events'
import { get } from 'node:http'
import type { IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Value } from '@sinclair/typebox/value'
import t from 'tap'
import { LogList, SampleGrid, SeriesList, TagList } from '../../../core/contract/history.ts'
import type { EventBody } from '../../../core/contract/events.ts'
import { bodies } from '../../fixtures/fake-stream.ts'
import { factsOf, scalarsOf } from '../../helpers/history.ts'
import { historyApp, line } from '../../helpers/history-app.ts'
import { progress, status } from '../../helpers/journal.ts'

const picture = (
  step: number, sample_index: number, prompt: string,
  more: Partial<Extract<EventBody, { type: 'sample_generated' }>> = {}
): EventBody => ({
  ...(bodies.sample(step * 10 + sample_index) as Extract<EventBody, { type: 'sample_generated' }>),
  step,
  sample_index,
  prompt,
  ...more
})

t.test(
  '[L2] the log is searched as it is written, whatever the case, by level and source, the newest last',
  async t => {
    const { at } = await historyApp(t, [
      status('starting'), line('loss 100%'), line('under_score', 'warning', 'stderr'),
      line('ÄPFEL und "Birnen"\\n', 'error'), line('x'.repeat(10), 'critical', 'runner'), line('ΟΔΟΣ straße 😀')
    ])
    const found = async (query: string): Promise<string[]> =>
      (await at(`logs?${query}`)).body.logs.map((line: { message: string }) => line.message)
    t.strictSame(await found('search=%25'), ['loss 100%'], 'a percent sign is a percent sign')
    t.strictSame(await found('search=_'), ['under_score'])
    t.strictSame(await found(`search=${encodeURIComponent('äpfel UND "birnen"\\N')}`), ['ÄPFEL und "Birnen"\\n'])
    t.strictSame(await found(`search=${encodeURIComponent('οδος')}`), ['ΟΔΟΣ straße 😀'])
    t.strictSame(await found(`search=${encodeURIComponent('😀')}`), ['ΟΔΟΣ straße 😀'])
    t.strictSame(await found('search=stdout'), [], 'only the line itself is searched')
    t.strictSame(await found('level=error'), ['ÄPFEL und "Birnen"\\n', 'xxxxxxxxxx'])
    t.strictSame(await found('level=warning&source=stderr'), ['under_score'])
    t.strictSame(await found("search=' OR 1=1 --"), [])
  }
)

t.test('[L2] the log is read backwards from its end and forwards from a seq, without a hole', async t => {
  const server = await historyApp(t, [
    status('starting'),
    ...Array.from({ length: 501 }, (_, index) => line(`line ${index}`))
  ])
  const read = async (query: string): Promise<LogList> => {
    const { body } = await server.at(`logs?limit=100&${query}`)
    t.same([...Value.Errors(LogList, body)], [])
    return body as LogList
  }
  const back: string[] = []
  for (let page = await read(''); ; page = await read(`before_seq=${page.next_before_seq}`)) {
    back.unshift(...page.logs.map(({ message }) => message))
    if (page.next_before_seq === null) break
  }
  const forth: string[] = []
  for (let page = await read('since_seq=0'); ; page = await read(`since_seq=${page.next_since_seq}`)) {
    forth.push(...page.logs.map(({ message }) => message))
    if (page.next_since_seq === null) break
  }
  t.strictSame(back, Array.from({ length: 501 }, (_, index) => `line ${index}`))
  t.strictSame(forth, back)
  const { last_seq } = await read('')
  await server.feed([line('new')])
  t.match(await read(`since_seq=${last_seq}`), { logs: [{ message: 'new' }], next_since_seq: null })
  t.match(await server.at('logs?before_seq=3&since_seq=1'), { status: 400, body: { message: /before_seq/ } })
})

t.test('[L3] the log is sent as a text file, filtered, with missing lines marked where they are missing', async t => {
  const { at } = await historyApp(t, [
    status('starting'), line('one'), line('two', 'error'), bodies.gap(), line('three "gap"')
  ])
  const { headers, text } = await at('logs/download')
  t.match(headers, {
    'content-type': 'text/plain; charset=utf-8',
    'content-disposition': 'attachment; filename="job_1.log"',
    'x-content-type-options': 'nosniff'
  })
  t.strictSame(
    text.split('\n').map(row => row.slice(25)),
    ['INFO     one', 'ERROR    two', '# missing here (log_quota): 3 log', 'INFO     three "gap"', '']
  )
  t.strictSame(
    (await at('logs/download?level=error')).text.split('\n').map(row => row.slice(25)),
    ['ERROR    two', '# missing here (log_quota): 3 log', '']
  )
})

t.test('[L3] ten clients download a long log at once, and nothing is read for one that disconnects', async t => {
  const long = Array.from({ length: 3000 }, (_, index) => line(`${index} ${'x'.repeat(1000)}`))
  const { app } = await historyApp(t, [status('starting'), ...long])
  await app.listen({ host: '127.0.0.1', port: 0 })
  const url = `http://127.0.0.1:${(app.server.address() as AddressInfo).port}/api/v1/training-jobs/1/logs/download`
  // as: what the event carries
  const open = async (): Promise<IncomingMessage> => (await once(get(url), 'response'))[0] as IncomingMessage
  const gone = await open()
  await once(gone, 'data')
  gone.destroy()
  const sizes = await Promise.all(
    Array.from({ length: 10 }, async () => (await (await fetch(url)).text()).split('\n').length)
  )
  t.strictSame(sizes, Array(10).fill(3001))
})

t.test(
  '[L8] several jobs are compared by step in one call; an unknown job, missing jobs and too many tags are refused by name',
  async t => {
    const { ask, addJob, addAttempt, feed } = await historyApp(t, [
      status('starting'), scalarsOf(1, { loss: 1, 'a,b': 5 }), scalarsOf(2, { loss: 2 }), status('completed')
    ])
    await addJob(2)
    await addAttempt(2)
    await feed([status('starting'), scalarsOf(1, { loss: 7 }), status('completed')], { job_number: 2 })
    const { body } = await ask(`/api/v1/metrics?jobs=1,${factsOf(2).job_id}&tags=loss`)
    t.same([...Value.Errors(SeriesList, body)], [])
    t.match(
      body.series.map(({ job_number, name, tag, points }: SeriesList['series'][number]) => ({
        job_number, name, tag,
        points: points.map(([step, value]) => [step, value])
      })),
      [
        {
          job_number: 1, name: 'Training 1', tag: 'loss',
          points: [
            [1, 1], [2, 2]
          ]
        },
        { job_number: 2, name: 'Training 2', tag: 'loss', points: [[1, 7]] }
      ]
    )
    t.match(
      (await ask('/api/v1/metrics?jobs=1&tags=a,b&tags=loss')).body.series,
      [
        { tag: 'a,b', count: 1 }, { tag: 'loss', count: 2 }
      ],
      'a name may have a comma in it'
    )
    t.match(await ask('/api/v1/metrics?jobs=1,77&tags=loss'), {
      status: 404, body: { code: 'job_not_found', message: /"77"/ }
    })
    t.match(await ask(`/api/v1/metrics?jobs=1&tags=${Array.from({ length: 21 }, (_, index) => `t${index}`).join()}`), {
      status: 400, body: { message: /tags.*21.*20/ }
    })
    t.match(await ask('/api/v1/metrics?jobs=,&tags=loss'), { status: 400, body: { message: /jobs/ } })
    t.match(await ask('/api/v1/metrics?tags=loss'), { status: 400, body: { message: /jobs.*missing/ } })
  }
)

t.test('[L8] metrics of a job are queried by tag, step range and number of points', async t => {
  const { at, ask } = await historyApp(t, [
    status('starting'),
    ...Array.from({ length: 300 }, (_, index) => scalarsOf(index + 1, { loss: index, lr: 1 })),
    status('completed')
  ])
  t.match((await at('metrics')).body.series, [{ tag: 'loss', count: 300, stretch: null }, { tag: 'lr', count: 300 }])
  const { body } = await at('metrics?tags=loss&points=20&from_step=100&to_step=250')
  t.same([...Value.Errors(SeriesList, body)], [])
  t.match(body.series, [{ count: 151, stretch: 19 }])
  t.ok(body.series[0].points.length <= 20)
  t.match((await at('metrics?tags=nothing')).body.series, [{ tag: 'nothing', count: 0, points: [] }])
  const tags = (await at('metrics/tags')).body
  t.same([...Value.Errors(TagList, tags)], [])
  t.match(tags, { tags: [{ tag: 'loss', count: 300, first_step: 1, last_step: 300, last_value: 299 }, { tag: 'lr' }] })
  t.strictSame((await ask('/api/v1/metrics/tags?jobs=1,1')).body, { jobs: [{ job_id: factsOf(1).job_id, ...tags }] })
  t.match(await ask('/api/v1/metrics/tags?jobs=1,77'), { status: 404, body: { code: 'job_not_found' } })
  t.match(await ask('/api/v1/metrics/tags?jobs=,'), { status: 400, body: { message: /jobs/ } })
})

t.test(
  '[L9] samples are arranged in a grid of prompts and steps, without those of steps that were trained again',
  async t => {
    const server = await historyApp(t, [
      status('starting'), progress(1), picture(10, 0, 'a cat'), picture(10, 1, 'a dog'), picture(20, 0, 'a cat'),
      picture(20, 0, 'my own', { sample_type: 'custom', sample_id: 's1-900' }),
      picture(30, 1, 'a dog'),
      status('error')
    ])
    await server.addAttempt()
    await server.feed([status('starting'), progress(21), picture(40, 1, 'a dog')])
    const ids = ({ body }: { body: SampleGrid }): Array<[string, Array<string | null>]> =>
      body.rows.map(({ prompt, cells }) => [prompt, cells.map(cell => cell?.sample_id ?? null)])
    const whole = await server.at('samples/grid')
    t.strictSame(whole.body.steps, [10, 20, 40])
    t.strictSame(ids(whole), [
      ['a cat', ['s1-100', 's1-200', null]], ['a dog', ['s1-101', null, 's1-401']], ['my own', [null, 's1-900', null]]
    ])
    const part = await server.at('samples/grid?steps=1&search=DOG')
    t.strictSame([part.body.steps, part.body.earlier, ids(part)], [[40], 10, [['a dog', ['s1-401']]]])
    t.match((await server.at('samples/grid?to_step=10&sample_type=custom')).body, {
      steps: [], rows: [], earlier: null
    })
  }
)

t.test(
  '[L10] an impossible query is refused with the name of the parameter, and an unknown job is not found',
  async t => {
    const { at, ask } = await historyApp(t, [status('starting')])
    const wrong: Array<[string, RegExp]> = [
      ['events?since_seq=-1', /since_seq/], ['events?since_seq=abc', /since_seq/],
      ['events?since_seq=1e400', /since_seq/], ['events?limit=0', /limit/], ['events?limit=1001', /limit/],
      ['events?limit=2.5', /limit/], ['events?nonsense=1', /nonsense/], ['logs?level=loud', /level/],
      ['logs?source=tty', /source/], ['logs?search=', /search/], [`logs?search=${'x'.repeat(201)}`, /search/],
      ['logs?limit=99999999999999999999', /limit/], ['logs/download?level=1', /level/], ['metrics?points=9', /points/],
      ['metrics?points=10001', /points/], ['metrics?from_step=9&to_step=3', /from_step/],
      ['metrics?superseded=maybe', /superseded/], ['metrics?tags=', /tags/], ['samples/grid?steps=0', /steps/],
      ['samples/grid?sample_type=none', /sample_type/]
    ]
    for (const [path, message] of wrong) {
      t.match(await at(path), { status: 400, body: { statusCode: 400, code: 'invalid_request', message } }, path)
    }
    for (const path of ['events', 'logs', 'logs/download', 'record', 'metrics', 'metrics/tags', 'samples/grid']) {
      for (const job of ['77', '-1', '%00', '1%20OR%201=1', 'Ω']) {
        t.match(
          await ask(`/api/v1/training-jobs/${job}/${path}`),
          { status: 404, body: { code: 'job_not_found' } },
          `${job}/${path}`
        )
      }
    }
    t.match(await at('events?since_seq=9007199254740991'), { status: 200 })
    t.match(await at('metrics?from_step=9007199254740991'), { status: 200 })
  }
)
