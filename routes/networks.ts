import { Type } from '@sinclair/typebox'
import {
  Network, NetworkDetails, NetworkList, NetworkRequest, NetworkTraining, NetworkTrainingReply
} from '../core/contract/networks.ts'
import type { App } from '../src/http.ts'
import type { Networks } from '../services/networks/networks.ts'
import { errors } from './replies.ts'

const tags = ['networks']
const params = Type.Object({
  network_id: Type.String({ maxLength: 64, description: 'Network id, from the reply of POST /api/networks' })
})

/** `/api/networks`: digit-reader networks, always trained by the built-in trainer. */
export default async function networks (app: App, { networks }: { networks: Networks }): Promise<void> {
  app.post('/api/networks', {
    schema: {
      operationId: 'createNetwork',
      summary: 'Create a network',
      description: 'The config is checked against the built-in trainer.',
      tags,
      body: NetworkRequest,
      response: { 201: Network, ...errors(422) }
    }
  }, async (request, reply) => {
    reply.code(201)
    return await networks.create(request.body)
  })

  app.get('/api/networks', {
    schema: {
      operationId: 'listNetworks',
      summary: 'List networks',
      description: 'Newest first.',
      tags,
      response: { 200: NetworkList }
    }
  }, async () => await networks.list())

  app.get('/api/networks/:network_id', {
    schema: {
      operationId: 'getNetwork',
      summary: 'Get a network',
      description: 'With its trainings, newest first.',
      tags,
      params,
      response: { 200: NetworkDetails, ...errors(404) }
    }
  }, async request => await networks.get(request.params.network_id))

  app.delete('/api/networks/:network_id', {
    schema: {
      operationId: 'deleteNetwork',
      summary: 'Delete a network',
      description: 'Its trainings and their files are kept.',
      tags,
      params,
      response: { 204: Type.Null({ description: 'The network is deleted' }), ...errors(404) }
    }
  }, async (request, reply) => {
    await networks.remove(request.params.network_id)
    return await reply.code(204).send(null)
  })

  app.post('/api/networks/:network_id/train', {
    schema: {
      operationId: 'trainNetwork',
      summary: 'Train a network',
      description: 'Creates and queues a job of the built-in trainer. Each epoch is sent as training_update over ' +
        'Socket.IO.',
      tags,
      params,
      body: NetworkTraining,
      response: { 202: NetworkTrainingReply, ...errors(404, 409, 422) }
    }
  }, async (request, reply) => {
    reply.code(202)
    return await networks.train(request.params.network_id, request.body)
  })
}
