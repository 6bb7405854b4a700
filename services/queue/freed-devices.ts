/** Devices that became free, or may have. */
export interface FreedDevices {
  /** Calls `listener` each time, until the returned function is called. */
  subscribe: (listener: () => void) => () => void
  notify: () => void
}

/** No event of a training tells it: a training has ended before its processes are gone. */
export function createFreedDevices (): FreedDevices {
  const listeners = new Set<() => void>()
  return {
    subscribe (listener) {
      listeners.add(listener)
      return () => { listeners.delete(listener) }
    },
    notify () { for (const listener of [...listeners]) listener() }
  }
}
