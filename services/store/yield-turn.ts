/** Lets other requests in. */
export const yieldTurn = async (): Promise<void> => { await new Promise(resolve => { setImmediate(resolve) }) }
