/** Lets one act at a time, in the order they came; one that fails holds up nobody. */
export function createTurns (): <T>(act: () => Promise<T>) => Promise<T> {
  let last: Promise<unknown> = Promise.resolve()
  return async act => {
    const mine = last.then(act, act)
    last = mine.then(() => undefined, () => undefined)
    return await mine
  }
}
