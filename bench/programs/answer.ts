/** Answers the requests of the bench that started this process; a request that fails is answered with its error. */
export function answer<Request> (handle: (request: Request) => unknown): void {
  process.on('message', ({ number, request }: { number: number, request: Request }) => {
    Promise.resolve(request).then(handle).then(
      result => { process.send?.({ number, answer: result }) },
      (error: unknown) => { process.send?.({ number, error: error instanceof Error ? error.stack : String(error) }) }
    )
  })
  process.on('disconnect', () => { process.exit() }) // the bench is gone
}

/** Milliseconds of the machine's monotonic clock: the same in every process, and in Python's time.monotonic(). */
export const monotonicMs = (): number => Number(process.hrtime.bigint()) / 1e6
