import { readFileSync } from 'node:fs'
import { join } from 'node:path'

interface Part { file: string, imports?: string[], css?: string[] }

/** The files of the built pages by their sources, as the build lists them in `parts.json`. */
export type PageParts = (source: string) => string[]

/** Reads which scripts and styles each page is made of, those it shares with others included. */
export function readPageParts (built: string): PageParts {
  const parts = JSON.parse(readFileSync(join(built, 'parts.json'), 'utf8')) as Record<string, Part> // as: of our build
  function filesOf (name: string, seen: Set<string>): string[] {
    const part = parts[name]
    if (part === undefined || seen.has(name)) return []
    seen.add(name)
    return [part.file, ...part.css ?? [], ...(part.imports ?? []).flatMap(one => filesOf(one, seen))]
  }
  return source => [...new Set(filesOf(source, new Set()))]
}
