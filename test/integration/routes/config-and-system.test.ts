import t from 'tap'
import type { Test } from 'tap'
import { Value } from '@sinclair/typebox/value'
import config from '../../../routes/config.ts'
import system from '../../../routes/system.ts'
import { builtinConfigs } from '../../helpers/builtin-configs.ts'
import type { SystemService } from '../../../services/system/system-info.ts'
import { ConfigList, ConfigValidation, LoadedConfig } from '../../../core/contract/configs.ts'
import type { CurrentConfig } from '../../../core/contract/configs.ts'
import { DiskUse } from '../../../core/contract/disk-use.ts'
import { MachineHistory, SystemInfo, SystemProcesses, SystemResources } from '../../../core/contract/system.ts'
import { exampleOf } from '../../../core/domain/schema/schema-example.ts'
import { bareApp } from '../../helpers/bare-app.ts'

async function house (t: Test) {
  const configs = builtinConfigs(t.testdir({ configs: { 'bad.json': '{' } }))
  return await bareApp(t, async app => { await app.register(config, { configs }) })
}

t.test('[C12] configs are listed, loaded, checked and described over HTTP', async t => {
  const { app } = await house(t)
  const list = (await app.inject('/api/config/list')).json<ConfigList>()
  t.same([...Value.Errors(ConfigList, list)], [])
  t.ok(list.configs.some(({ name }) => name === 'quick'))
  const loaded = (await app.inject('/api/config/load/quick')).json<LoadedConfig>()
  t.same([...Value.Errors(LoadedConfig, loaded)], [])
  t.match(loaded, { name: 'quick', trainer: 'builtin', config: { epochs: 3, batch_size: 10 } })
  t.match((await app.inject('/api/config/defaults')).json(), { name: null, config: { batch_size: 10 } })
  t.match((await app.inject('/api/config/schema')).json(), {
    title: 'TrainConfig', properties: { epochs: { type: 'integer' } }
  })
  const checked = (
    await app.inject({
      method: 'POST', url: '/api/config/validate',
      payload: { epoch: 1, epochs: 0, backup_after: 1, backup_after_unit: 'NEVER' }
    })
  ).json<ConfigValidation>()
  t.same([...Value.Errors(ConfigValidation, checked)], [])
  t.match(checked, {
    valid: false, config: null,
    errors: [{ pointer: '/epoch', hint: /epochs/ }, { pointer: '/epochs' }],
    warnings: [{ pointer: '/backup_after' }]
  })
  t.match((await app.inject({ method: 'POST', url: '/api/config/validate', payload: {} })).json(), {
    valid: true, errors: [], warnings: []
  })
})

t.test('[C13] a GET shows a config and only a PUT makes it the active one', async t => {
  const { app } = await house(t)
  const put = async (payload: object) => await app.inject({ method: 'PUT', url: '/api/config/current', payload })
  const current = async () => (await app.inject('/api/config/current')).json<CurrentConfig>()
  const { config: defaults } = (await app.inject('/api/config/defaults')).json<CurrentConfig>()
  t.strictSame(await current(), { source: 'defaults', name: null, trainer: 'builtin', config: defaults })
  await app.inject('/api/config/load/quick')
  t.equal((await current()).source, 'defaults')
  t.match(await put({ name: 'quick' }), { statusCode: 200 })
  t.match(await current(), { source: 'active', name: 'quick', config: { epochs: 3 } })
  t.match((await put({ config: { epochs: 4 } })).json(), { name: null, config: { epochs: 4 } })
  t.match((await put({})).json(), {
    statusCode: 400,
    details: [{ message: 'the body must have exactly one of name, config' }]
  })
  t.match((await put({ name: 'quick', config: {} })).json(), { statusCode: 400 })
  t.match((await put({ config: { epochs: 0, x: 1 } })).json(), {
    statusCode: 422, code: 'config_invalid',
    details: [{ pointer: '/epochs' }, { pointer: '/x' }]
  })
  t.match((await put({ name: 'bad' })).json(), { statusCode: 422, details: [{ message: /not JSON/ }] })
  t.match((await put({ name: 'nobody' })).json(), { statusCode: 404, code: 'config_not_found' })
  t.match(await current(), { source: 'active', name: null, config: { epochs: 4 } })
})

t.test('a name that could be a path is refused before anything is looked up', async t => {
  const { app } = await house(t)
  for (const name of ['..%2f..%2fetc%2fpasswd', '%2e%2e', '.current', 'a%00b', 'a%2fb', 'x'.repeat(101)]) {
    t.ok([400, 404].includes((await app.inject(`/api/config/load/${name}`)).statusCode), name)
  }
  t.match((await app.inject('/api/config/load/nobody')).json(), {
    statusCode: 404,
    message: 'No config named "nobody"; GET /api/config/list lists all configs'
  })
})

t.test('[Y12] what is unknown arrives as null and 0 arrives as 0', async t => {
  const gpu = {
    index: 0, uuid: null, name: 'x', driver_version: null, utilization_percent: 0, memory_used_gb: 0,
    memory_total_gb: null, temperature_celsius: null, power_draw_watts: null, power_limit_watts: null
  }
  const job_memory = [
    { job_number: 1, ram_used_gb: null, gpus: [{ uuid: 'GPU-a', memory_used_gb: 0, problem: null }] }
  ]
  const stats = {
    gpu_memory_used_gb: 0, gpu_memory_total_gb: null, gpu_utilization_percent: 0, cpu_percent: null, ram_used_gb: 0.25,
    ram_total_gb: null, gpus: [gpu], job_memory, timestamp: '2026-01-01T00:00:00.000Z'
  }
  const resources = {
    ...stats,
    load_average: [0, 0.5, 1],
    swap_used_gb: null,
    swap_total_gb: 0,
    disks: [{ mount: '/', size_gb: 1, used_gb: null, available_gb: 0 }],
    state_dir_available_gb: null
  }
  const info = { ...exampleOf(SystemInfo) as SystemInfo, gpus: [gpu] } // as: made from that schema
  const processes = exampleOf(SystemProcesses) as SystemProcesses // as: the same
  const service: SystemService = {
    info: async () => info,
    resources: async () => resources,
    processes: async () => processes
  }
  const moment = {
    timestamp: stats.timestamp, job_numbers: [], cpu_percent: null, ram_used_gb: 0, ram_total_gb: null,
    state_dir_available_gb: null, gpus: [gpu], job_memory
  }
  const history = { interval_seconds: 10, moments: [moment] }
  const machineHistory = { get: () => history }
  const use = { ...exampleOf(DiskUse) as DiskUse, growth_bytes_per_hour: null, full_in_seconds: 0 } // as: the same
  const diskUse = async () => use
  const checkout = { onetrainer_dir: null, set_by: null }
  const checkouts = { get: () => checkout, choose: async () => checkout }
  const { app } = await bareApp(t, async app => {
    await app.register(system, { system: service, machineHistory, diskUse, checkouts, restart: () => undefined })
  })
  t.same([...Value.Errors(MachineHistory, history)], [])
  t.same((await app.inject('/api/system/disk-use')).json(), use)
  t.same((await app.inject('/api/system/history')).json(), history)
  t.same([...Value.Errors(SystemResources, resources)], [])
  t.same((await app.inject('/api/system/resources')).json(), resources)
  t.same((await app.inject('/api/system/info')).json(), info)
  t.same((await app.inject('/api/system/processes')).json(), processes)
})
