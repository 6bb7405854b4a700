import { mkdirSync, statfsSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import type { Test } from 'tap'
import { families as ours } from '../../../services/metrics/families.ts'
import {
  dashboardQueries, evaluateQueries, hasPromtool, lintExposition, namesInQuery
} from '../../helpers/dashboard.ts'
import { readExposition, valueIn } from '../../helpers/exposition.ts'
import { ended, jobsOf, onCall, queued, running } from '../../helpers/jobs.ts'
import { patience } from '../../helpers/patience.ts'
import { startServer, stateDir } from '../../helpers/server-process.ts'
import { connectStream } from '../../helpers/stream-client.ts'
import { root } from '../../helpers/tree.ts'

const seven = '{job_number="1",job_name="Löwe \\"7\\""}'

/** A server on a machine with two GPUs, one training at work and one job that waits for the same device. */
async function busyServer (t: Test) {
  const state_dir = stateDir(t)
  const bin = join(state_dir, 'bin')
  mkdirSync(bin)
  symlinkSync(join(root, 'test/fixtures/nvidia-smi/two-gpus'), join(bin, 'nvidia-smi'))
  const server = await startServer(t, state_dir, { ...onCall, PATH: `${bin}:${process.env.PATH}` })
  const client = await connectStream(`${server.url}/ws`)
  t.teardown(async () => { await client.close() })
  const jobs = jobsOf(server, client, state_dir)
  const { job_id } = await jobs.create({ name: 'Löwe "7"' })
  await jobs.until(job_id, running)
  const second = await jobs.create({})
  await jobs.until(second.job_id, queued)
  await server.ask('/api/training/backup', { body: {} }) // another step, from which the time left is known
  await client.until(frame => frame.type === 'training_progress' && Number(frame.step) > 1)
  const scrape = async (): Promise<string> => await (await fetch(`${server.url}/metrics`)).text()
  return { job_id, jobs, scrape, state_dir }
}

t.setTimeout(patience(90_000))
t.test('a server at work', async t => {
  const { scrape, jobs, job_id, state_dir } = await busyServer(t)
  const text = await scrape()
  const families = readExposition(text)

  await t.test('[Y220] metrics have conventional names and base units, and each family says what it is', async t => {
    t.strictSame(families.filter(({ help, type }) => help === '' || type === ''), [])
    t.strictSame(ours.filter(({ name }) => !families.some(family => family.name === name)), [])
    const empty = families.filter(({ samples }) => samples.length === 0)
    t.strictSame(empty.map(({ name }) => name), [])
    for (const { name, type, samples } of families) {
      t.match(name, /^(onetrainer|http|process|nodejs)_[a-z0-9_]+$/)
      t.equal(name.endsWith('_total'), type === 'counter', `${name} is a ${type}`)
      t.notMatch(name, /_(ms|milliseconds|minutes|gb|gib|mb|mib|kb|percent|count|sum)(_|$)/)
      if (name.endsWith('_ratio')) t.ok(samples.every(({ value }) => value >= 0 && value <= 1), name)
      if (name.endsWith('_info')) t.strictSame(samples.map(({ value }) => value), [1], name)
    }
  })

  await t.test('[Y222] every query of the dashboard names metrics and labels that are there', async t => {
    for (const query of dashboardQueries()) {
      const { metrics, labels } = namesInQuery(query)
      t.ok(metrics.length > 0, query)
      for (const metric of metrics) {
        const samples = families.flatMap(({ samples }) => samples).filter(({ name }) => name === metric)
        t.ok(samples.length > 0, metric)
        const shown = samples[0]?.labels ?? ''
        for (const label of labels) t.ok(label === 'instance' || shown.includes(`${label}="`), `${metric} has ${label}`)
      }
    }
  })

  const skip = !await hasPromtool() && 'promtool is not installed: apt-get install prometheus'
  await t.test('[Y222] promtool evaluates every query of the dashboard and finds no fault', { skip }, async t => {
    await t.resolves(lintExposition(text))
    t.match(await evaluateQueries(t.testdir(), dashboardQueries(), families), 'SUCCESS')
    await t.rejects(evaluateQueries(t.testdir(), ['onetrainer_jobs{status="gone"}'], families), 'a query finds nothing')
  })

  await t.test('[Y221] metrics tell of each job, device and client, and of no training after its end', async t => {
    t.equal(valueIn(families, 'onetrainer_jobs', '{status="running"}'), 1)
    t.equal(valueIn(families, 'onetrainer_jobs', '{status="queued"}'), 1)
    t.equal(valueIn(families, 'onetrainer_queue_waiting_jobs'), 1)
    t.equal(valueIn(families, 'onetrainer_queue_held'), 0)
    t.equal(valueIn(families, 'onetrainer_device_busy', '{device="cpu",device_name="CPU"}'), 1)
    t.match(
      families.find(({ name }) => name.endsWith('temperature_celsius'))?.samples.map(({ labels }) => labels),
      [/^\{device="GPU-aaaa",/, /^\{device="GPU-bbbb",/]
    )
    t.equal(valueIn(families, 'onetrainer_stream_clients', '{view="native"}'), 1)
    const { blocks, bsize } = statfsSync(state_dir)
    t.equal(valueIn(families, 'onetrainer_state_dir_size_bytes'), blocks * bsize)
    const available = valueIn(families, 'onetrainer_state_dir_available_bytes') ?? 0
    t.ok(available > bsize && available <= blocks * bsize)
    t.ok((valueIn(families, 'onetrainer_events_total', '{type="training_status"}') ?? 0) > 0)
    for (const name of ['step', 'epoch', 'loss', 'elapsed_seconds', 'paused']) {
      t.type(valueIn(families, `onetrainer_training_${name}`, seven), 'number', name)
    }

    await jobs.hold(true)
    jobs.endAttempt(job_id, 'finish')
    await jobs.until(job_id, ended)
    const after = readExposition(await scrape())
    t.strictSame(
      after.filter(({ name }) => name.startsWith('onetrainer_training_')).flatMap(({ samples }) => samples), []
    )
    t.equal(valueIn(after, 'onetrainer_jobs', '{status="completed"}'), 1)
    t.equal(valueIn(after, 'onetrainer_queue_held'), 1)
  })
})
