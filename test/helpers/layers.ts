/** What a layer may import besides itself. */
export interface Layer {
  /** Places of ours. */
  values: string[]
  /** Places of ours, as types only. */
  types: string[]
  packages: RegExp
  /** Packages, as types only. */
  type_packages?: RegExp
}

const none = /^$/
const ofPages = /^(react(-dom)?(\/|$)|wouter$|@tanstack\/react-(query|virtual)$|lucide-react$|openapi-fetch$)/
/** Of the pages: what every part of them may use. */
const below = ['web/ui', 'web/api', 'web/live']
const core = ['core']
const files = /^(node:|@sinclair\/typebox(\/|$))/
/** The layers and their imports; the README shows the folders and what they may import of ours. */
export const layers: Record<string, Layer> = {
  'core/contract': { values: [], types: [], packages: /^@sinclair\/typebox(\/|$)/ },
  'core/domain': { values: ['core/contract'], types: [], packages: none },
  'core/formats': { values: ['core/contract', 'core/domain'], types: [], packages: none },
  'core/openapi': { values: ['core/contract', 'core/domain'], types: [], packages: none },
  'core/machine-clock.ts': { values: ['core/domain'], types: [], packages: none },
  'core/processes': {
    values: ['core/contract', 'core/domain'], types: [], packages: /^node:(child_process|fs)$/
  },
  services: {
    values: core, types: [],
    packages:
      /^(node:|ajv(\/|$)|systeminformation$|@photostructure\/sqlite$|kysely(\/|$)|sharp$|@sinclair\/typebox(\/|$))/
  },
  runner: { values: core, types: [], packages: files },
  'src/settings.ts': { values: core, types: [], packages: files },
  'src/http.ts': {
    values: [],
    types: ['services', 'src/transports', 'src/settings.ts'],
    packages: /^(fastify$|@sinclair\/typebox$|@fastify\/)/
  },
  'src/transports': {
    values: core, types: ['services'],
    packages: /^(node:|ajv$|ws$|socket\.io(\/|$)|@fastify\/websocket$|@sinclair\/typebox(\/|$))/
  },
  'src/plugins': {
    values: [...core, 'services', 'src/transports'], types: ['src/http.ts', 'src/settings.ts'],
    packages:
      /^(node:|fastify(\/|$)|fastify-plugin$|@fastify\/|@sinclair\/typebox(\/|$)|prom-client$|socket\.io(\/|$)|ws$)/
  },
  'src/start': {
    values: [...core, 'services', 'src/settings.ts'], types: ['src/plugins'], packages: /^node:/
  },
  routes: {
    values: [...core, 'src/plugins', 'src/transports'],
    types: ['services', 'src/http.ts', 'src/settings.ts'],
    packages: /^@sinclair\/typebox$/,
    type_packages: /^fastify$/
  },
  'src/app.ts': {
    values: [...core, 'services', 'src/transports', 'src/plugins', 'src/settings.ts', 'src/start', 'routes'],
    types: ['src/http.ts'],
    packages: /^(node:|fastify$|@fastify\/|@sinclair\/typebox(\/|$))/
  },
  'src/server.ts': {
    values: [...core, 'services', 'src/app.ts', 'src/settings.ts', 'src/start'],
    types: [],
    packages: /^(node:|close-with-grace$|@fastify\/|fastify$)/
  },
  'web/ui': { values: core, types: [], packages: ofPages },
  'web/api': { values: core, types: [], packages: ofPages },
  'web/live': { values: [...core, 'web/api', 'web/ui'], types: [], packages: ofPages },
  'web/charts': {
    values: [...core, ...below], types: [], packages: /^(uplot(\/|$)|react$|wouter$|@tanstack\/|lucide-react$)/
  },
  'web/samples': { values: [...core, ...below], types: [], packages: ofPages },
  'web/jobs': { values: [...core, ...below, 'web/charts', 'web/samples'], types: [], packages: ofPages },
  'web/start': { values: [...core, ...below, 'web/jobs'], types: [], packages: ofPages },
  'web/pages': {
    values: [...core, ...below, 'web/charts', 'web/samples', 'web/jobs', 'web/start'], types: [], packages: ofPages
  },
  'web/app': { values: [...core, ...below, 'web/start', 'web/pages'], types: [], packages: ofPages },
  'web/main.tsx': { values: ['web/app', 'web/styles'], types: [], packages: ofPages }
}
