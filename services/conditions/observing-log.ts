import type { ServicesDeps } from '../compose/services-deps.ts'
import type { Conditions } from './conditions.ts'

type Log = ServicesDeps['log']

/** The log, in which every error is looked at: a disk that cannot be written shows in failures of many kinds. */
export function observingLog (log: Log, observe: Conditions['observe']): Log {
  const observed = (write: Log['warn']): Log['warn'] => (facts, message) => {
    write(facts, message)
    if ('err' in facts) observe(facts.err)
  }
  return {
    info: (facts, message) => { log.info(facts, message) },
    warn: observed((facts, message) => { log.warn(facts, message) }),
    error: observed((facts, message) => { log.error(facts, message) })
  }
}
