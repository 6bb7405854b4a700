const factor = Number(process.env.TEST_TIMEOUT_FACTOR ?? 1)

/** How long a test waits before it fails: `ms` on a quiet machine, times TEST_TIMEOUT_FACTOR on a slower one. */
export const patience = (ms: number): number => ms * factor
