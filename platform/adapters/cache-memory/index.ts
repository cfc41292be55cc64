import type { Cache, Clock } from '#platform/ports'

const entriesMax = 50_000

/** A cache of one process: the oldest entry goes when it is full, a read past an entry's life finds nothing. */
export function createMemoryCache(clock: Clock): Cache {
  const entries = new Map<string, { readonly value: string; readonly endsAt: number }>()
  return {
    async get(key) {
      const entry = entries.get(key)
      if (entry === undefined) return undefined
      if (entry.endsAt > clock.monotonic()) return entry.value
      entries.delete(key)
      return undefined
    },
    async set(key, value, lifeMs) {
      entries.delete(key)
      if (entries.size >= entriesMax) entries.delete(entries.keys().next().value!)
      entries.set(key, { value, endsAt: clock.monotonic() + lifeMs })
    },
    async delete(key) {
      entries.delete(key)
    },
  }
}
