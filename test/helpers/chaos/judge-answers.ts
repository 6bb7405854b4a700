import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from '../tree.ts'
import type { Report } from './report.ts'
import type { World } from './world.ts'

/** Of the moment, or streams without an end. */
const notCompared = [
  /^\/(healthz|readyz|metrics|ws|docs|redoc)/, /^\/api\/(system|ws|events)/, /\/(ws|stream)$/, /^\/ws\//,
  /^\/api\/config\/load/ // presets of the checkout
]
/** Fields that say when and by whom an answer was given, and what is wrong just then. */
const ofTheMoment = new Set(['request_id', 'conditions'])
/** Fields of cursors, which a rebuilt store counts anew. */
const cursors = new Set(['next_cursor', 'id', 'position', 'last_event_id'])
const CURSOR = /^[0-9a-z]+\.[0-9]+$/

interface Operation { parameters?: Array<{ name: string, in: string }> }
interface Job { job_id: string, attempt: number }

function normalise (value: unknown): unknown {
  if (Array.isArray(value)) return value.map(normalise)
  if (value === null || typeof value !== 'object') return value
  return Object.fromEntries(Object.entries(value).sort().map(([name, inner]) => {
    const moment = ofTheMoment.has(name) || (cursors.has(name) && CURSOR.test(String(inner)))
    return [name, moment ? '…' : normalise(inner)]
  }))
}

/** Everything that can be asked for with GET, as the OpenAPI document lists it, of every job and whatever it has. */
export async function askEverything (world: World): Promise<Map<string, string>> {
  const answers = new Map<string, string>()
  const { paths } = JSON.parse(readFileSync(join(root, 'openapi/openapi.json'), 'utf8')) as {
    paths: Record<string, { get?: Operation }>
  }
  const jobs = (await world.ask('/api/v1/training-jobs?limit=500')).body.jobs as Job[]
  const values = await valuesOf(world, jobs)
  for (const [path, { get }] of Object.entries(paths)) {
    if (get === undefined || notCompared.some(pattern => pattern.test(path))) continue
    for (const url of urlsOf(path, get, values)) {
      const { status, body } = await world.ask(url)
      answers.set(url, JSON.stringify([status, normalise(body)]))
    }
  }
  return answers
}

type Values = Record<string, Array<Record<string, string>>>

async function valuesOf (world: World, jobs: Job[]): Promise<Values> {
  const list = async (path: string, field: string): Promise<any[]> => // any: entries of every list
    (await world.ask(path)).body?.[field] ?? []
  const samples = await list('/api/samples/list?limit=20', 'samples')
  const models = await Promise.all(jobs.map(async ({ job_id }) =>
    await list(`/api/v1/training-jobs/${job_id}/models?limit=20`, 'models')))
  const commands = await Promise.all(jobs.map(async ({ job_id }) =>
    await list(`/api/v1/training-jobs/${job_id}/events?types=command_result&limit=20`, 'events')))
  const named = (name: string, found: unknown[]): Array<Record<string, string>> =>
    [...new Set(found.map(String))].map(value => ({ [name]: value }))
  return {
    job: named('job', jobs.map(({ job_id }) => job_id)),
    'job attempt': jobs.flatMap(({ job_id, attempt }) =>
      Array.from({ length: attempt }, (_, index) => ({ job: job_id, attempt: String(index + 1) }))),
    sample_id: named('sample_id', samples.map(({ sample_id }) => sample_id)),
    model_id: named('model_id', models.flat().map(({ model_id }) => model_id)),
    'model_id index': models.flat().map(({ model_id }) => ({ model_id: String(model_id), index: '0' })),
    command_id: named('command_id', commands.flat().map(event => event.command_id)),
    network_id: [],
    '': [{}]
  }
}

function urlsOf (path: string, { parameters = [] }: Operation, values: Values): string[] {
  const names = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name!)
  const known = values[names.join(' ')]
  if (known === undefined) throw new Error(`${path}: nothing is known to fill in`)
  const has = (name: string): boolean => parameters.some(one => one.name === name && one.in === 'query')
  const query = new URLSearchParams({
    ...(has('limit') ? { limit: '50' } : {}), ...(has('jobs') ? { jobs: '1,2' } : {}),
    ...(has('tags') && path.includes('metrics') ? { tags: 'loss/train_step' } : {})
  })
  // the current job may be ambiguous: each is named
  const found = has('job') ? values['job']! : known
  return found.map(value => {
    if (has('job')) query.set('job', value['job']!)
    const filled = path.replaceAll(/\{(\w+)\}/g, (_, name: string) => value[name] ?? '')
    return query.size === 0 ? filled : `${filled}?${query}`
  })
}

/** A rebuilt store answers as the one before. */
export function compareAnswers (before: Map<string, string>, after: Map<string, string>, report: Report): void {
  report.count('answers compared', before.size)
  for (const [url, answer] of before) {
    const other = after.get(url) ?? 'nothing'
    if (other === answer) continue
    let at = 0
    while (answer[at] === other[at]) at++
    const around = (text: string): string => text.slice(Math.max(0, at - 120), at + 200)
    const seen = `${url}\n  before …${around(answer)}\n  after  …${around(other)}`
    report.violate('a rebuilt store gives the same answers', seen)
  }
}
