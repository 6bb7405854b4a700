import { transports } from './transport.ts'
import type { Transport } from './transport.ts'

/** The transport that is tried next, and how often in a row it has failed while the server answered. */
export interface Tries { transport: Transport, failed: number }

const ENOUGH = 2

/**
 * After a connection that ended before its first message: what fails twice while the server answers other requests is
 * eaten by something between, and the next transport is tried. A server that does not answer says nothing about them.
 */
export function chooseTransport ({ transport, failed }: Tries, server_answers: boolean): Tries {
  if (!server_answers) return { transport, failed }
  if (failed + 1 < ENOUGH) return { transport, failed: failed + 1 }
  // After the last one the first again: the way may be free by now.
  return { transport: transports[(transports.indexOf(transport) + 1) % transports.length]!, failed: 0 } // as: within
}
