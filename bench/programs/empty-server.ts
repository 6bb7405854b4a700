import Fastify from 'fastify'

/** The floor of a server: Fastify and nothing else. Says when it listens. */
const app = Fastify()
await app.listen({ host: '127.0.0.1', port: 0 })
process.send?.({ listening: app.server.address() })
