import type { TopicContract } from '#contracts/kit'
import type { Sql } from '#platform/ports'
import { timestamp } from '#platform/sql'

/** Events a transaction has announced and not yet written. */
export interface PendingEvents {
  add(topic: TopicContract, stream: string, key: string, payload: unknown): void
  /** Writes them, one call per stream in name order (so that two transactions lock heads in one order); returns the streams. */
  flush(tx: Sql): Promise<string[]>
}

export function createOutbox(schema: string, traceId: () => string, now: () => number): PendingEvents {
  const streams = new Map<string, { topics: string[]; keys: string[]; bodies: string[] }>()
  return {
    add(topic, stream, key, payload) {
      const rows = streams.get(stream) ?? { topics: [], keys: [], bodies: [] }
      streams.set(stream, rows)
      rows.topics.push(topic.name)
      rows.keys.push(key)
      rows.bodies.push(JSON.stringify(payload))
    },
    async flush(tx) {
      const names = [...streams.keys()].sort()
      for (const name of names) {
        const { topics, keys, bodies } = streams.get(name)!
        await tx.query({
          text: `select ${schema}.append_events($1, $2, $3, $4, $5, $6)`,
          values: [name, topics, keys, bodies, traceId(), timestamp(now())],
        })
      }
      streams.clear()
      return names
    },
  }
}
