import type { Clock } from '../../core/domain/clock.ts'
import { writeFailure } from '../../core/domain/write-failure.ts'
import { DamagedRecord } from '../../core/contract/read-record.ts'
import type { OnRecovered } from '../attempts/recover.ts'

/** Makes a call that writes to the store, and makes it once more while the disk is full. */
export type WhenRoom = <T>(write: () => Promise<T>) => Promise<T>

interface RoomDeps {
  clock: Pick<Clock, 'after'>
  log: { warn: (facts: object, message: string) => void }
  /** Ends the wait, by throwing, when the server closes. */
  onRecovered: OnRecovered
}

const AGAIN_MS = 1000

/**
 * A server that ended because the disk is full while it recovers would end at each start until there is room. It waits
 * instead, and says so once.
 */
export function waitingForRoom ({ clock, log, onRecovered }: RoomDeps): WhenRoom {
  let isReported = false
  return async write => {
    for (;;) {
      try {
        return await write()
      } catch (err) {
        if (err instanceof DamagedRecord || writeFailure(err)?.code !== 'disk_full') throw err
        if (!isReported) log.warn({ err }, 'the disk is full: the recovery goes on once there is room')
        isReported = true
        await new Promise<void>(resolve => { clock.after(AGAIN_MS, resolve) })
        await onRecovered({})
      }
    }
  }
}
