/** Who listens to something, and the call that reaches all of them. */
export interface Listeners<T> {
  /** Calls `listener` each time, until the returned function is called. */
  subscribe: (listener: (news: T) => void) => () => void
  notify: (news: T) => void
}

/** Listeners that come and go, also while they are called. */
export function createListeners<T = void> (): Listeners<T> {
  const all = new Set<(news: T) => void>()
  return {
    subscribe (listener) {
      all.add(listener)
      return () => { all.delete(listener) }
    },
    notify (news) { for (const listener of [...all]) listener(news) }
  }
}
