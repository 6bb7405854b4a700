import { DiskUse } from '../core/contract/disk-use.ts'
import {
  Checkout, CheckoutChoice, MachineHistory, SystemInfo, SystemProcesses, SystemResources
} from '../core/contract/system.ts'
import type { App } from '../src/http.ts'
import type { CheckoutChoice as Checkouts } from '../services/onetrainer/checkout-choice.ts'
import type { MachineHistoryService } from '../services/system/machine-history.ts'
import type { SystemService } from '../services/system/system-info.ts'
import { errors } from './replies.ts'

const tags = ['system']

export interface SystemOptions {
  system: SystemService
  machineHistory: Pick<MachineHistoryService, 'get'>
  diskUse: () => Promise<DiskUse>
  checkouts: Checkouts
  /** Starts the server anew. */
  restart: () => void
}

/** `/api/system/*`: the machine and its load. */
export default async function system (app: App, options: SystemOptions): Promise<void> {
  const { system, machineHistory, diskUse } = options
  addCheckout(app, options)

  app.get('/api/system/info', {
    schema: {
      operationId: 'getSystemInfo',
      summary: 'Get system information',
      description: 'The machine, this server and its trainer.',
      tags,
      response: { 200: SystemInfo }
    }
  }, async () => await system.info())

  app.get('/api/system/resources', {
    schema: {
      operationId: 'getSystemResources',
      summary: 'Get the machine load',
      description: 'CPU, RAM, GPUs and disks. An unknown value is null.',
      tags,
      response: { 200: SystemResources }
    }
  }, async () => await system.resources())

  app.get('/api/system/history', {
    schema: {
      operationId: 'getMachineHistory',
      summary: 'Get the machine load of the last hour',
      description: 'A reading every ten seconds while a training is at work or somebody watches; at other times ' +
        'nothing is measured.',
      tags,
      response: { 200: MachineHistory }
    }
  }, async () => machineHistory.get())

  app.get('/api/system/disk-use', {
    schema: {
      operationId: 'getDiskUse',
      summary: 'Get what fills the disk',
      description: 'Bytes by kind of file and by job, deleted jobs included, and how fast the disk fills.',
      tags,
      response: { 200: DiskUse }
    }
  }, async () => await diskUse())

  app.get('/api/system/processes', {
    schema: {
      operationId: 'getSystemProcesses',
      summary: 'List processes',
      description: 'Processes of this program first, then the twenty busiest.',
      tags,
      response: { 200: SystemProcesses }
    }
  }, async () => await system.processes())
}

function addCheckout (app: App, { checkouts, restart }: SystemOptions): void {
  app.get('/api/system/checkout', {
    schema: {
      operationId: 'getCheckout',
      summary: 'Get which OneTrainer serves',
      description: 'The folder of its checkout, and whether a request may choose another one.',
      tags,
      response: { 200: Checkout }
    }
  }, async () => checkouts.get())

  app.put('/api/system/checkout', {
    schema: {
      operationId: 'chooseCheckout',
      summary: 'Choose the OneTrainer that serves',
      description:
        'The folder and its Python are tried first. Then the server starts anew with it, which takes a moment; ' +
        'trainings go on. GET /api/system/info says what was found there.',
      tags,
      body: CheckoutChoice,
      response: { 202: Checkout, ...errors(409, 422, 503) }
    },
    onResponse: async (_, { statusCode }) => { if (statusCode === 202) restart() }
  }, async ({ body }, reply) => {
    reply.code(202)
    return await checkouts.choose(body.onetrainer_dir)
  })
}
