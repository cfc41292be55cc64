import type { Bus, Unsubscribe } from '#platform/ports'

/** The bus of one process: handlers are called after the publisher's own turn, in the order of publication. */
export function createLocalBus(onError: (error: unknown) => void): Bus {
  const wakes = new Map<string, Set<(stream: string) => void>>()
  const ears = new Map<string, Set<(payload: unknown) => void>>()
  let queue: (() => void)[] = []
  let closed = false

  function later(work: () => void): void {
    if (closed) return
    if (queue.push(work) === 1) queueMicrotask(drain)
  }
  function drain(): void {
    const batch = queue
    queue = []
    for (const work of batch) {
      try {
        work()
      } catch (error) {
        onError(error)
      }
    }
  }
  return {
    wake: (owner, stream) => later(() => wakes.get(owner)?.forEach(handler => handler(stream))),
    onWake: (owner, handler) => subscribe(wakes, owner, handler),
    publish: (topic, payload) => later(() => ears.get(topic)?.forEach(handler => handler(payload))),
    hear: (topic, handler) => subscribe(ears, topic, handler),
    async [Symbol.asyncDispose]() {
      closed = true
    },
  }
}

export function subscribe<H>(table: Map<string, Set<H>>, key: string, handler: H): Unsubscribe {
  const handlers = table.get(key) ?? new Set<H>()
  table.set(key, handlers)
  handlers.add(handler)
  return () => handlers.delete(handler)
}
