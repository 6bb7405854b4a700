import { SystemInfo, SystemProcesses, SystemResources } from '../core/contract/system.ts'
import type { App } from '../src/http.ts'
import type { SystemService } from '../services/system/system-info.ts'

const tags = ['system']

/** `/api/system/*`: the machine and its load. */
export default async function system (app: App, { system }: { system: SystemService }): Promise<void> {
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
