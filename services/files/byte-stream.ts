import { Readable } from 'node:stream'

/**
 * A stream of what a generator yields, which has begun when this resolves: what it throws before its first bytes is
 * thrown here. Nothing is read before somebody takes it, and when nobody wants it any more the generator's `finally` is
 * run.
 */
export async function byteStream (source: AsyncGenerator<Uint8Array, void>): Promise<Readable> {
  let next: Promise<IteratorResult<Uint8Array, void>> | null = Promise.resolve(await source.next())
  return new Readable({
    read () {
      const mine = next ?? source.next()
      next = null
      mine.then(
        ({ done, value }) => {
          this.push(done === true ? null : value)
        },
        (error: Error) => {
          this.destroy(error)
        }
      )
    },
    destroy (error, done) {
      source.return().then(() => { done(error) }, (failure: Error) => { done(error ?? failure) })
    }
  })
}
