// Functions that the browser runs: each is sent to it as text, so none uses anything of this module at run time.

interface Shown { textContent: string, scrollTop: number, scrollHeight: number, clientHeight: number }
declare const document: { querySelector: (selector: string) => Shown | null }
declare const requestAnimationFrame: (then: (now: number) => void) => void
declare const MutationObserver: new (then: (changes: unknown, observer: { disconnect: () => void }) => void) => {
  observe: (root: unknown, what: { childList: boolean, subtree: boolean, characterData: boolean }) => void
}
declare const MessageChannel: new () => {
  port1: { onmessage: () => void, close: () => void }
  port2: { postMessage: (what: null) => void }
}
/** What these functions leave in the page for each other. */
interface Left { painted_at?: number, frames?: number[], recording?: boolean }

/** When an element is on the screen that is more than the dash of what is unknown: in ms since the navigation began. */
export function watchPaint (selector: string): void {
  const left = globalThis as Left
  new MutationObserver((_changes, observer) => {
    const text = document.querySelector(selector)?.textContent
    if (text === undefined || text.startsWith('–')) return
    observer.disconnect()
    requestAnimationFrame(() => { // what is done before the frame; a message comes after it
      const { port1, port2 } = new MessageChannel()
      port1.onmessage = () => {
        left.painted_at = performance.now()
        port1.close()
      }
      port2.postMessage(null)
    })
  }).observe(document, { childList: true, subtree: true, characterData: true })
}

/** What watchPaint found; undefined: nothing yet. */
export const paintedAt = (): number | undefined => (globalThis as Left).painted_at

/** Begins to write down how long each frame takes, in ms. */
export function recordFrames (): void {
  const left = globalThis as Left
  const frames: number[] = []
  left.frames = frames
  left.recording = true
  let before: number | null = null
  requestAnimationFrame(function next (now) {
    if (before !== null) frames.push(now - before)
    before = now
    if (left.recording === true) requestAnimationFrame(next)
  })
}

/** Ends it. */
export function recordedFrames (): number[] {
  const left = globalThis as Left
  left.recording = false
  return left.frames ?? []
}

/** Scrolls a box so many pixels a frame, to and fro; resolves with how long each frame took, in ms. */
export async function scrollFrames (
  { selector, px, frames }: { selector: string, px: number, frames: number }
): Promise<number[]> {
  const box = document.querySelector(selector)
  if (box === null) throw new Error(`there is no ${selector}`)
  const took: number[] = []
  let [by, before] = [box.scrollTop > box.clientHeight ? -px : px, 0]
  await new Promise<void>(resolve => {
    requestAnimationFrame(function next (now) {
      if (before !== 0) took.push(now - before)
      before = now
      if (took.length >= frames) { resolve(); return }
      if (box.scrollTop + by < 0 || box.scrollTop + by > box.scrollHeight - box.clientHeight) by = -by
      box.scrollTop += by
      requestAnimationFrame(next)
    })
  })
  return took
}

/** Scrolls to one end of a box; says how high its content is. */
export function scrollToEnd ({ selector, to }: { selector: string, to: 'top' | 'bottom' }): number {
  const box = document.querySelector(selector)
  if (box === null) throw new Error(`there is no ${selector}`)
  box.scrollTop = to === 'top' ? 0 : box.scrollHeight
  return box.scrollHeight
}

/** When the newest answer of a path came before a time, in ms since the navigation began. */
export function answeredAt ({ path, before }: { path: string, before: number }): number {
  const entries = performance.getEntriesByType('resource') as Array<{ name: string, responseEnd?: number }>
  const ends = entries.filter(({ name }) => name.includes(path)).map(({ responseEnd = 0 }) => responseEnd)
  return Math.max(...ends.filter(end => end > 0 && end <= before))
}
