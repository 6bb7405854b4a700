import openapiTS, { astToString } from 'openapi-typescript'
import type { OpenAPI3 } from 'openapi-typescript'
import { bridgeLines } from '../core/contract/bridge.ts'
import { commandNames, trainerCommands } from '../core/contract/commands.ts'
import { PROTOCOL_VERSION, logLevels, phases, reasons, trainers } from '../core/contract/values.ts'
import { errorsPage } from '../core/openapi/errors-page.ts'
import { streamsDocument } from '../routes/docs.ts'
import { packageVersion } from '../services/files/package-root.ts'
import { Environment } from '../src/settings.ts'
import { openapi } from './openapi.ts'

/** Everything that is made from the contract: path in the package to text. */
export async function artefacts (): Promise<Map<string, string>> {
  const document = await openapi()
  return new Map([
    ['openapi/openapi.json', json(document)],
    ['web/api/schema.d.ts', await typesOf(document)],
    ['openapi/asyncapi.json', json(streamsDocument(packageVersion(), defaultServer))],
    ['.env.example', envExample()],
    ['docs/errors.md', errorsPage()],
    ['bridge/contract.py', pythonModule()]
  ])
}

/** The requests and replies as types, for the pages. */
const typesOf = async (document: object): Promise<string> =>
  // as: what the generator reads is an OpenAPI document
  '// Made from openapi.json by `npm run contract`; do not edit.\n' + astToString(await openapiTS(document as OpenAPI3))

/** Where the server listens unless its settings say otherwise. */
const defaultServer = { host: `localhost:${Environment.properties.PORT.default}`, protocol: 'ws' } as const

const json = (document: object): string => JSON.stringify(document, null, 2) + '\n'

function envExample (): string {
  const lines = Object.entries(Environment.properties).map(
    ([name, { description, default: value }]: [string, { description?: string, default?: unknown }]) =>
      `# ${description ?? ''}\n# ${name}=${String(value ?? '')}\n`
  )
  return ['# Made from src/settings.ts by `npm run contract`. Every value shown is the default.\n', ...lines].join('\n')
}

/** Names and limits for the Python side, which has no packages to read a schema with. */
function pythonModule (): string {
  const tuple = (name: string, words: readonly string[]): string =>
    `${name} = (\n${words.map(word => `    "${word}",\n`).join('')})\n`
  const fields = bridgeLines.map(line => {
    const required = new Set<string>(line.required)
    const pairs = Object.keys(line.properties)
      .filter(key => key !== 'type')
      .map(key => `        "${key}": ${required.has(key) ? 'True' : 'False'},\n`)
    return `    "${line.properties.type.const}": {\n${pairs.join('')}    },\n`
  })
  return [
    '"""Names of the bridge protocol. Made from core/contract by `npm run contract`; do not edit."""\n',
    `PROTOCOL_VERSION = ${PROTOCOL_VERSION}\n`,
    tuple('COMMANDS', commandNames),
    tuple('TRAINER_COMMANDS', trainerCommands),
    tuple('PHASES', phases),
    tuple('REASONS', reasons),
    tuple('LOG_LEVELS', logLevels),
    tuple('TRAINERS', trainers),
    '# Lines of file descriptor 3: type, its fields, and whether a field must be there.\nLINES = ' +
    `{\n${fields.join('')}}\n`
  ].join('\n')
}
