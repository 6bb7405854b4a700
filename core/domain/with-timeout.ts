import type { Clock } from './clock.ts'

/** What the promise settles with; rejects with an error that says `problem` when it takes longer than `ms`. */
export async function withTimeout<T> (
  clock: Pick<Clock, 'after'>, ms: number, promise: Promise<T>, problem: string
): Promise<T> {
  return await new Promise((resolve, reject) => {
    const timer = clock.after(ms, () => { reject(new Error(problem)) })
    promise.then(resolve, reject).finally(timer.cancel)
  })
}
