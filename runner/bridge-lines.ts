import { TypeCompiler } from '@sinclair/typebox/compiler'
import { bridgeLines } from '../src/contract/bridge.ts'
import type { BridgeLine } from '../src/contract/bridge.ts'

/** A line of the trainer, understood or with the reason why not. `code` is the code of the warning it makes. */
export type Decoded =
  | { line: BridgeLine }
  | { code: 'bridge_line_rejected' | 'bridge_line_unknown', reason: string, head: string }

const HEAD_CHARACTERS = 200

/** Makes the function that reads lines of file descriptor 3. Compiles the checks once; never throws. */
export function createBridgeDecoder (): (bytes: Buffer, cut_bytes: number) => Decoded {
  const checks = new Map(bridgeLines.map(schema => [schema.properties.type.const as string, TypeCompiler.Compile(schema)])) // as: a type is a word, whichever
  const withNonFinite = new Set<string>(bridgeLines.filter(schema => 'non_finite' in schema.properties).map(schema => schema.properties.type.const))
  const utf8 = new TextDecoder('utf-8', { fatal: true })

  return (bytes, cut_bytes) => {
    const reject = (reason: string, code: 'bridge_line_rejected' | 'bridge_line_unknown' = 'bridge_line_rejected'): Decoded =>
      ({ code, reason, head: bytes.subarray(0, HEAD_CHARACTERS).toString('utf8') })
    if (cut_bytes > 0) return reject(`longer than the limit by ${cut_bytes} bytes`)
    let value: unknown
    try {
      value = JSON.parse(utf8.decode(bytes))
    } catch (error) {
      return reject(error instanceof SyntaxError ? 'not JSON' : 'not UTF-8')
    }
    if (typeof value !== 'object' || value === null || !('type' in value) || typeof value.type !== 'string') return reject('not an object with a type')
    const check = checks.get(value.type)
    if (check === undefined) return reject(`unknown type "${value.type.slice(0, 64)}"`, 'bridge_line_unknown')
    if (check.Check(value)) return { line: value }
    if (withNonFinite.has(value.type)) nameNonFinite(value)
    if (check.Check(value)) return { line: value }
    const error = check.Errors(value).First()
    return reject(error === undefined ? 'wrong shape' : `${error.path || '/'}: ${error.message}`)
  }
}

/** JSON has no infinity, but reads 1e400 as one. It becomes null here and is named in `non_finite`, as the bridge does it. */
function nameNonFinite (line: object): void {
  const found: Record<string, 'inf' | '-inf'> = {}
  for (const holder of 'values' in line && typeof line.values === 'object' && line.values !== null ? [line, line.values] : [line]) {
    for (const [key, value] of Object.entries(holder)) {
      if (typeof value !== 'number' || Number.isFinite(value)) continue
      found[key] = value > 0 ? 'inf' : '-inf'
      Object.assign(holder, { [key]: null })
    }
  }
  if (Object.keys(found).length > 0) Object.assign(line, { non_finite: { ...('non_finite' in line ? line.non_finite as object : {}), ...found } }) // as: checked right after
}
