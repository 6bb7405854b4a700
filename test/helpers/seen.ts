/** Things in the order they came, and a way to wait for one that is yet to come. */
export interface Seen<T> {
  all: T[]
  add: (one: T) => void
  /** The first that fits, come or yet to come. Rejects with the reason once that can no longer be. */
  until: (fits: (one: T) => boolean) => Promise<T>
  /** Ends every wait, present and future, for what has not come. The first reason stays. */
  fail: (why: Error) => void
}

/** Makes an empty list. It fails when `fault` is aborted, with the reason of that. */
export function createSeen<T> (fault?: AbortSignal): Seen<T> {
  const all: T[] = []
  const waiting = new Set<() => void>()
  let failure: Error | null = null
  const wake = (): void => { for (const look of [...waiting]) look() }

  function fail (why: Error): void {
    failure ??= why
    wake()
  }

  const until: Seen<T>['until'] = async fits => await new Promise((resolve, reject) => {
    let next = 0
    const look = (): void => {
      while (next < all.length) {
        const one = all[next++]!
        if (!fits(one)) continue
        waiting.delete(look)
        resolve(one)
        return
      }
      if (failure === null) return
      waiting.delete(look)
      reject(failure)
    }
    waiting.add(look)
    look()
  })

  const abort = (): void => { fail(fault?.reason as Error) } // as: whoever aborts gives an Error
  if (fault?.aborted === true) abort()
  else fault?.addEventListener('abort', abort, { once: true })
  return { all, until, fail, add (one) { all.push(one); wake() } }
}
