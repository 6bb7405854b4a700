import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseEnv } from 'node:util'
import { errorCode } from '../../core/domain/file-error.ts'

type Variables = Record<string, string | undefined>

/** Variables of the `.env` files of some folders; the first folder wins. `problems`: one line each, without values. */
export function readEnvFiles (folders: readonly string[]): { values: Variables, problems: string[] } {
  const values: Variables = {}
  const problems: string[] = []
  for (const path of new Set(folders.map(folder => join(folder, '.env')))) {
    let text = ''
    try {
      text = readFileSync(path, 'utf8').replace(/^\uFEFF/, '')
    } catch (error) {
      const code = errorCode(error)
      // a folder of that name is a virtual environment of Python
      if (!['ENOENT', 'EISDIR', 'ENOTDIR'].includes(code)) problems.push(`${path} cannot be read (${code})`)
      continue
    }
    problems.push(...badLines(text).map(({ line, problem }) => `${path}, line ${line}: ${problem}`))
    for (const [name, value] of Object.entries(parseEnv(text))) values[name] ??= value
  }
  return { values, problems }
}

/** The lines of a `.env` file that say nothing: neither empty, nor a comment, nor NAME=value. */
export function badLines (text: string): Array<{ line: number, problem: string }> {
  const bad: Array<{ line: number, problem: string }> = []
  const lines = text.split(/\r?\n/)
  for (let at = 0; at < lines.length; at++) {
    const line = lines[at]!.trim()
    if (line === '' || line.startsWith('#')) continue
    const found = /^(?:export\s+)?[A-Za-z_][A-Za-z0-9_]*\s*=\s*(.*)$/.exec(line)
    if (found === null) {
      bad.push({ line: at + 1, problem: 'expected NAME=value, a comment (#) or nothing' })
      continue
    }
    const quote = /^["'`]/.exec(found[1]!)?.[0]
    if (quote === undefined || found[1]!.indexOf(quote, 1) > 0) continue
    const end = lines.findIndex((later, index) => index > at && later.includes(quote))
    if (end === -1) {
      bad.push({ line: at + 1, problem: `the quotation mark ${quote} is not closed` })
      continue
    }
    at = end // a value of several lines
  }
  return bad
}

/** An environment with the values of the files where it has none. */
export const withFile = (values: Variables, env: Variables): Variables =>
  ({ ...values, ...Object.fromEntries(Object.entries(env).filter(([, value]) => value !== '')) })
