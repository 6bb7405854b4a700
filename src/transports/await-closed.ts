import type { Clock } from '../../core/domain/clock.ts'

interface Closable { once: (event: 'close', act: () => void) => unknown }

const patience_ms = 1000

/** Waits until all of these open sockets are closed; calls `end` on those that are not after a second. */
export async function awaitClosed<S extends Closable> (
  sockets: readonly S[], clock: Clock,
  end: (socket: S) => void
): Promise<void> {
  const closed = Promise.all(
    sockets.map(async socket => {
      await new Promise<void>(resolve => {
        socket.once('close', resolve)
      })
    })
  )
  const patience = clock.after(patience_ms, () => {
    for (const socket of sockets) end(socket)
  })
  await closed
  patience.cancel()
}
