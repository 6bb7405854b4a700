const event = 'stale-page'

/** Notices that a part of this page is gone from the server, as after an upgrade: the page must be loaded again. */
export function watchChunks (): void {
  window.addEventListener('vite:preloadError', () => {
    isStalePage(document.baseURI).then(isStale => {
      if (isStale) window.dispatchEvent(new Event(event))
    }, () => undefined) // a server that does not answer: the part is asked for again
  })
}

export function onStalePage (listener: () => void): () => void {
  window.addEventListener(event, listener)
  return () => { window.removeEventListener(event, listener) }
}

/** Whether the server has another build of this page: its script has another name. */
export async function isStalePage (base: string): Promise<boolean> {
  const reply = await fetch(base, { cache: 'no-cache', headers: { accept: 'text/html' } })
  if (!reply.ok) return false
  const built = scriptOf(await reply.text())
  const own = document.querySelector<HTMLScriptElement>('script[type=module][src]')
  return built !== null && own !== null && !own.src.endsWith(built)
}

/** The name of the first module of a page; null in one that is not built. */
export const scriptOf = (html: string): string | null =>
  /<script type="module"[^>]* src="[^"]*?(\/assets\/[^"/]+)"/.exec(html)?.[1] ?? null
