import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import type { Finding } from '../../core/contract/errors.ts'
import type { JsonObject } from '../../core/domain/schema/json-schema.ts'

const LISTS = [['concepts', 'concept_file_name'], ['samples', 'sample_definition_file_name']] as const

/**
 * The config with its concepts and samples in it. OneTrainer would read the files they may lie in at the start, and
 * crash where one is missing. A file that is not there is an empty list; one that cannot be used is a finding.
 */
export async function inlineLists (
  dir: string, config: JsonObject
): Promise<{ config: JsonObject, findings: Finding[] }> {
  const inlined = { ...config }
  const findings: Finding[] = []
  for (const [list, file] of LISTS) {
    if (inlined[list] != null) continue
    const name = config[file]
    if (typeof name !== 'string' || name === '') {
      inlined[list] = []
      continue
    }
    const read = await readList(resolve(dir, name))
    inlined[list] = read.list
    if (read.problem !== null) {
      findings.push({
        pointer: `/${file}`,
        message: `${name} cannot be used: ${read.problem}`,
        hint: `correct it, or send ${list} in the config`,
        severity: 'error'
      })
    }
  }
  return { config: inlined, findings }
}

async function readList (path: string): Promise<{ list: unknown[], problem: string | null }> {
  try {
    const list: unknown = JSON.parse(await readFile(path, 'utf8'))
    return Array.isArray(list) ? { list, problem: null } : { list: [], problem: 'it is not a list' }
  } catch (error) {
    if (error instanceof SyntaxError) return { list: [], problem: `it is not JSON: ${error.message}` }
    const code = (error as NodeJS.ErrnoException).code
    return {
      list: [],
      problem: code === 'ENOENT' || code === 'ENOTDIR' ? null : `it cannot be read (${code ?? 'unknown'})`
    }
  }
}
