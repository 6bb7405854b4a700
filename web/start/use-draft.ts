import { useEffect, useState } from 'react'
import { formatConfig } from './config-text.ts'
import type { Source } from './use-source.ts'

/** A training as it is being set up. */
export interface Draft { name: string, tags: string[], priority: number, device: string, after: string, text: string }

const keyOf = (source: string): string => `draft ${source}`

/** The draft made from a source, kept in the browser until it is queued. Null until the source is there. */
export function useDraft ({ key: source, config, name }: Source) {
  const [drafts, setDrafts] = useState<Record<string, Draft>>({})
  const draft = source === null ? null : drafts[source] ?? null

  useEffect(() => {
    if (source === null || draft !== null || config === undefined) return
    const fresh = { name: name ?? '', tags: [], priority: 0, device: 'auto', after: '', text: formatConfig(config) }
    setDrafts(before => ({ ...before, [source]: { ...fresh, ...kept(source) } }))
  }, [source, draft, config, name])

  function change (fields: Partial<Draft>): void {
    if (source === null || draft === null) return
    const next = { ...draft, ...fields }
    setDrafts(before => ({ ...before, [source]: next }))
    localStorage.setItem(keyOf(source), JSON.stringify(next))
  }
  function forget (): void {
    if (source !== null) localStorage.removeItem(keyOf(source))
  }
  return { draft, change, forget }
}

function kept (source: string): Partial<Draft> {
  try {
    const value: unknown = JSON.parse(localStorage.getItem(keyOf(source)) ?? '{}')
    return typeof value === 'object' && value !== null ? value : {}
  } catch {
    return {} // written by another version
  }
}
