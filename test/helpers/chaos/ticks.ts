const TICK_MS = 100
const KEPT_TIMES = 100

/**
 * The clock of a chaos run. It counts ticks, not time: on a machine that is too busy to look at the processes, it goes
 * slower. So each bound in ticks grows by the delay that the run itself measures, and by nothing else.
 */
export function createTicks () {
  let count = 0
  const times = [performance.now()]
  const watchers = new Set<() => void>()
  // eslint-disable-next-line no-restricted-syntax -- /proc reports no changes; whoever wants them must look
  const timer = setInterval(() => {
    count++
    if (times.push(performance.now()) > KEPT_TIMES) times.shift()
    for (const watch of watchers) watch()
  }, TICK_MS)

  return {
    count: () => count,
    /** How long as many ticks take now, at most the kept 100: never less than at their proper pace. */
    lasted_ms: (ticks: number): number => Math.max(ticks * TICK_MS, performance.now() - times.at(-ticks - 1)!),
    onTick (act: () => void) { watchers.add(act) },
    /** Resolves with true at the first tick at which `fits` holds, with false after `most` ticks. */
    until: async (fits: () => boolean, most: number): Promise<boolean> => {
      const last = count + most
      return await new Promise(resolve => {
        const look = (): void => {
          const fitting = fits()
          if (!fitting && count < last) return
          watchers.delete(look)
          resolve(fitting)
        }
        watchers.add(look)
      })
    },
    stop () { clearInterval(timer) }
  }
}
export type Ticks = ReturnType<typeof createTicks>
