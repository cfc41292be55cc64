import { Problem } from '#contracts/problems'

/** What `run` answers for an item that failed while its neighbours did not. */
class Failed {
  readonly error: unknown
  constructor(error: unknown) {
    this.error = error
  }
}

export interface BatcherOptions<T, R> {
  /** Items of one batch, and items that may wait; beyond it callers are told to come back. */
  readonly batchMax: number
  readonly waitingMax: number
  /** Two items with the same key never share a batch. */
  readonly keyOf: (item: T) => string | undefined
  /** One transaction. `retry` for an item puts it at the head of the next batch; what it throws fails every item. */
  readonly run: (items: readonly T[]) => Promise<readonly (R | Failed | 'retry')[]>
  /** A pause after each batch, in which the next one fills; the first caller of all never waits for it. */
  readonly rest?: () => Promise<void>
}
export interface Batcher<T, R> {
  submit(item: T): Promise<R>
  readonly waiting: () => number
  /** Refuses new items and resolves when the last one has its answer. */
  stop(): Promise<void>
}
interface Entry<T, R> {
  readonly item: T
  readonly resolve: (result: R) => void
  readonly reject: (error: unknown) => void
}

/** One bad item must not refuse its neighbours: a transaction that fails on its data is run again in halves, each with its own outcome. */
export async function bisected<T, R>(
  items: readonly T[],
  run: (items: readonly T[]) => Promise<readonly R[]>,
): Promise<readonly (R | Failed)[]> {
  try {
    return await run(items)
  } catch (error) {
    if (error instanceof Problem || items.length === 1) return items.map(() => new Failed(error))
    const middle = items.length >> 1
    return (await Promise.all([bisected(items.slice(0, middle), run), bisected(items.slice(middle), run)])).flat()
  }
}

/**
 * Callers that come while a batch is under way, or in the rest after it, share the next one: one batch in flight, nobody waits before an
 * idle batcher, exactly the results of one call after another.
 */
export function createBatcher<T, R>({ batchMax, waitingMax, keyOf, run, rest }: BatcherOptions<T, R>): Batcher<T, R> {
  let waiting: Entry<T, R>[] = []
  let working: Promise<void> | undefined
  let stopped = false

  /** In a microtask, so that calls of one turn share the first batch too. */
  function start(): void {
    working ??= Promise.resolve()
      .then(work)
      .finally(() => {
        working = undefined
        if (waiting.length > 0) start() // came between the last batch and here
      })
  }
  async function work(): Promise<void> {
    while (waiting.length > 0) {
      const batch = take()
      try {
        const results = await run(batch.map(({ item }) => item))
        const again = batch.filter((entry, index) => {
          const result = results[index]!
          if (result instanceof Failed) entry.reject(result.error)
          else if (result !== 'retry') entry.resolve(result)
          return result === 'retry'
        })
        waiting = [...again, ...waiting]
      } catch (error) {
        for (const entry of batch) entry.reject(error)
      }
      await rest?.()
    }
  }
  function take(): Entry<T, R>[] {
    const keys = new Set<string>()
    const batch: Entry<T, R>[] = []
    const left: Entry<T, R>[] = []
    for (const entry of waiting) {
      const key = keyOf(entry.item)
      if (batch.length >= batchMax || (key !== undefined && keys.has(key))) left.push(entry)
      else batch.push(entry)
      if (key !== undefined) keys.add(key)
    }
    waiting = left
    return batch
  }
  return {
    submit(item) {
      if (stopped || waiting.length >= waitingMax)
        return Promise.reject(new Problem('OVERLOADED', 'Too many orders are waiting; nothing was done', [], 1))
      return new Promise<R>((resolve, reject) => {
        waiting.push({ item, resolve, reject })
        start()
      })
    },
    waiting: () => waiting.length,
    async stop() {
      stopped = true
      while (working !== undefined) await working
    },
  }
}
