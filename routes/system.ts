import { SystemInfo, SystemProcesses, SystemResources } from '../core/contract/system.ts'
import type { App } from '../src/http.ts'
import type { SystemService } from '../services/system/system-info.ts'
import { errors } from './replies.ts'

const tags = ['system']

/** `/api/system/*`: the machine and its load. */
export default async function system (app: App, { system }: { system: SystemService }): Promise<void> {
  app.get('/api/system/info', {
    schema: { operationId: 'getSystemInfo', summary: 'The machine, this server and the trainer it found', tags, response: { 200: SystemInfo, ...errors() } }
  }, async () => await system.info())

  app.get('/api/system/resources', {
    schema: { operationId: 'getSystemResources', summary: 'Load of the machine and room on its disks', description: 'A figure that is not known is null; 0 is 0.', tags, response: { 200: SystemResources, ...errors() } }
  }, async () => await system.resources())

  app.get('/api/system/processes', {
    schema: { operationId: 'getSystemProcesses', summary: 'Our processes first, then the busiest', tags, response: { 200: SystemProcesses, ...errors() } }
  }, async () => await system.processes())
}
