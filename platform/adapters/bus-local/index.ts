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
    for (const work of batch) work()
  }
  return {
    wake: (owner, stream) => later(() => tell(wakes.get(owner), stream, onError)),
    onWake: (owner, handler) => subscribe(wakes, owner, handler),
    publish: (topic, payload) => later(() => tell(ears.get(topic), payload, onError)),
    hear: (topic, handler) => subscribe(ears, topic, handler),
    async [Symbol.asyncDispose]() {
      closed = true
    },
  }
}

/** Calls every handler; one that throws is reported and keeps nothing from the others. */
export function tell<V>(handlers: ReadonlySet<(value: V) => void> | undefined, value: V, onError: (error: unknown) => void): void {
  for (const handler of handlers ?? []) {
    try {
      handler(value)
    } catch (error) {
      onError(error)
    }
  }
}

export function subscribe<H>(table: Map<string, Set<H>>, key: string, handler: H): Unsubscribe {
  const handlers = table.get(key) ?? new Set<H>()
  table.set(key, handlers)
  handlers.add(handler)
  return () => handlers.delete(handler)
}
