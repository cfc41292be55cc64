import type { Clock } from '#platform/service'

/** The net under a lost notification. */
const pollMs = 25

export interface Applied {
  /** The engine's position moved. */
  moved(shard: number, lastCommand: number): void
  /** Resolves true when the engine has applied the command, false when `timeoutMs` passed or we closed first. */
  wait(shard: number, command: number, timeoutMs: number): Promise<boolean>
  /** Nobody waits any longer: the engine of this process stops as well. */
  close(): void
}

interface Waiter {
  readonly command: number
  done(spoken: boolean): void
}

/**
 * Callers that wait for the engine to speak. `readPositions` is asked only while somebody waits and no notification came for a while.
 */
export function createApplied(clock: Clock, readPositions: (shard: number) => Promise<number>): Applied {
  const positions = new Map<number, number>()
  const waiters = new Map<number, Set<Waiter>>()
  let isClosed = false
  let lastNews = 0
  function moved(shard: number, lastCommand: number): void {
    lastNews = clock.monotonic()
    if (lastCommand <= (positions.get(shard) ?? 0)) return
    positions.set(shard, lastCommand)
    for (const waiter of waiters.get(shard) ?? []) if (waiter.command <= lastCommand) waiter.done(true)
  }
  const poll = clock.every(pollMs, async () => {
    if (clock.monotonic() - lastNews < 2 * pollMs) return
    for (const [shard, waiting] of waiters)
      if (waiting.size > 0)
        await readPositions(shard).then(
          last => moved(shard, last),
          () => undefined,
        )
  })
  return {
    moved,
    async wait(shard, command, timeoutMs) {
      if ((positions.get(shard) ?? 0) >= command) return true
      if (isClosed) return false
      const waiting = waiters.get(shard) ?? new Set()
      waiters.set(shard, waiting)
      return await new Promise<boolean>(resolve => {
        const waiter: Waiter = { command, done }
        const timer = clock.after(timeoutMs, () => done(false))
        function done(spoken: boolean): void {
          timer[Symbol.dispose]()
          waiting.delete(waiter)
          resolve(spoken)
        }
        waiting.add(waiter)
      })
    },
    close() {
      isClosed = true
      poll[Symbol.dispose]()
      for (const waiting of waiters.values()) for (const waiter of waiting) waiter.done(false)
    },
  }
}
