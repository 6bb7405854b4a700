/** Runs one act after the other, in the order they were asked for. An act that fails does not hold up the next. */
export type Serialiser = <T>(act: () => Promise<T>) => Promise<T>

export function createSerialiser (): Serialiser {
  let last: Promise<unknown> = Promise.resolve()
  return async act => {
    const mine = last.then(act)
    last = mine.then(() => undefined, () => undefined)
    return await mine
  }
}

/** A serialiser for each key: acts of one key run one after the other, those of different keys at the same time. */
export interface KeyedSerialiser<K> {
  run: <T>(key: K, act: () => Promise<T>) => Promise<T>
  /** Keys with an act that runs or waits; no other key takes up memory. */
  busy: () => K[]
}

export function createKeyedSerialiser<K> (): KeyedSerialiser<K> {
  const queues = new Map<K, { run: Serialiser, acts: number }>()
  return {
    async run (key, act) {
      const queue = queues.get(key) ?? { run: createSerialiser(), acts: 0 }
      queues.set(key, queue)
      queue.acts += 1
      try {
        return await queue.run(act)
      } finally {
        queue.acts -= 1
        if (queue.acts === 0) queues.delete(key)
      }
    },
    busy: () => [...queues.keys()]
  }
}
