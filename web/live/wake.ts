const EVERY_MS = 5000
const SLEPT_MS = 15_000

/** Calls `listener` when the machine has slept, the network is back, or the page is shown again. */
export function onWake (listener: () => void): () => void {
  let last = Date.now()
  const timer = setInterval(() => {
    const now = Date.now()
    if (Math.abs(now - last) > SLEPT_MS) listener() // asleep, or the clock was set
    last = now
  }, EVERY_MS)
  const onVisible = (): void => { if (document.visibilityState === 'visible') listener() }
  document.addEventListener('visibilitychange', onVisible)
  window.addEventListener('online', listener)
  return () => {
    clearInterval(timer)
    document.removeEventListener('visibilitychange', onVisible)
    window.removeEventListener('online', listener)
  }
}
