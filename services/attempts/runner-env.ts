/** The environment of a runner: what it needs to find programs, and the crash point of a test. */
export function runnerEnv (environment: Record<string, string | undefined>): Record<string, string> {
  const { PATH = '', HOME = '', LANG = '', TMPDIR = '', OT_CRASH_RUNNER } = environment
  const passed = { PATH, HOME, LANG, TMPDIR, ...(OT_CRASH_RUNNER === undefined ? {} : { OT_CRASH: OT_CRASH_RUNNER }) }
  return Object.fromEntries(Object.entries(passed).filter(([, value]) => value !== ''))
}
