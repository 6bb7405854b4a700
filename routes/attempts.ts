import { Type } from '@sinclair/typebox'
import { AttemptList, AttemptReport } from '../core/contract/attempts.ts'
import { JobRef } from '../core/contract/jobs.ts'
import type { App } from '../src/http.ts'
import type { AttemptReports } from '../services/attempts/reports.ts'
import { errors } from './replies.ts'

const tags = ['jobs']
const attempt = Type.String({ pattern: '^[1-9][0-9]{0,8}$', description: 'Attempt number, from 1', examples: ['1'] })

/** Reports of the attempts of a job: config, devices and outcome. */
export default async function attempts (app: App, { attempts }: { attempts: AttemptReports }): Promise<void> {
  app.get('/api/v1/training-jobs/:job/attempts', {
    schema: {
      operationId: 'listAttempts',
      summary: 'List the attempts of a job',
      description: 'Oldest first, with the config, devices and outcome of each attempt.',
      tags,
      params: Type.Object({ job: JobRef }),
      response: { 200: AttemptList, ...errors(404, 409) }
    }
  }, async request => ({ attempts: await attempts.list(request.params.job) }))

  app.get('/api/v1/training-jobs/:job/attempts/:attempt', {
    schema: {
      operationId: 'getAttempt',
      summary: 'Get one attempt of a job',
      description: 'The report is final once the attempt has ended.',
      tags,
      params: Type.Object({ job: JobRef, attempt }),
      response: { 200: AttemptReport, ...errors(404, 409) }
    }
  }, async request => await attempts.get(request.params.job, Number(request.params.attempt)))
}
