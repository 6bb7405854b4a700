// The API documents are sound by the rules of Redocly (redocly.yaml) and of Spectral (below).
import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import spectral from '@stoplight/spectral-core'
import rulesets from '@stoplight/spectral-rulesets'

const root = fileURLToPath(new URL('../..', import.meta.url))
const documents = { openapi: 'openapi/openapi.json', asyncapi: 'openapi/asyncapi.json' }

/** All rules of Spectral; what is off has its reason. */
const rules = {
  openapi: {
    extends: [[rulesets.oas, 'all']],
    rules: {
      'info-contact': 'off', // there is nobody to write to
      'operation-success-response': 'off', // a WebSocket is answered 101; a test of ours looks at each operation
      'openapi-tags-alphabetical': 'off' // they are in the order in which they are needed
    }
  },
  asyncapi: {
    extends: [[rulesets.asyncapi, 'all']],
    rules: {
      'asyncapi-info-contact': 'off', // there is nobody to write to
      'asyncapi-latest-version': 'off', // generators read 3.0
      'asyncapi-3-channel-no-trailing-slash': 'off' // the path of Socket.IO ends with one
    }
  }
}

/** What Spectral finds in a document, one line each. */
export async function spectralProblems (kind, document) {
  const linter = new spectral.Spectral()
  linter.setRuleset(rules[kind])
  return (await linter.run(document)).map(({ code, path, message }) => `${code} /${path.join('/')}: ${message}`)
}

/** Runs Redocly on files; `stdout` says what it finds. Nothing is sent to anybody. */
export const runRedocly = files => spawnSync(
  process.execPath,
  [`${root}/node_modules/.bin/redocly`, 'lint', `--config=${root}/redocly.yaml`, '--format=stylish', ...files],
  {
    cwd: root, encoding: 'utf8',
    env: { ...process.env, REDOCLY_TELEMETRY: 'off', REDOCLY_SUPPRESS_UPDATE_NOTICE: 'true' }
  }
)

if (import.meta.url === `file://${process.argv[1]}`) {
  const { status, stdout, stderr } = runRedocly(Object.values(documents))
  if (status !== 0) console.error(stdout + stderr)
  const found = await Promise.all(Object.entries(documents).map(async ([kind, file]) =>
    (await spectralProblems(kind, JSON.parse(readFileSync(root + file, 'utf8')))).map(line => `${file}: ${line}`)))
  for (const line of found.flat()) console.error(line)
  process.exitCode = status === 0 && found.flat().length === 0 ? 0 : 1
}
