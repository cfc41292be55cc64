import type { Envelope } from '#contracts/kit'
import type { Clock, Log, Sql } from '#platform/ports'
import type { Follower } from '../service.ts'
import { startFollower } from './follower.ts'
import type { Relay } from './relay.ts'

/** How often we look for streams we do not know yet. */
const discoverMs = 1_000
const eventsPerTransactionMax = 500
const paceMs = 50

export interface ConsumerOptions {
  /** Name of the inbox row: the service. */
  readonly consumer: string
  readonly schema: string
  readonly owner: string
  readonly relay: Relay
  readonly sql: Sql
  readonly clock: Clock
  readonly log: Log
  /** One transaction: `effect` for the events, and the position by `remember` on the same connection. */
  readonly apply: (batch: readonly Envelope[], remember: (tx: Sql) => Promise<void>) => Promise<void>
}
export interface Consumer extends AsyncDisposable {
  /** Resolves when everything committed before the call has been applied. */
  caughtUp(): Promise<void>
}

/** Applies all streams of one owner: at least once in, exactly once in effect, because the position commits with the effect. */
export async function startConsumer(options: ConsumerOptions): Promise<Consumer> {
  const { consumer, schema, relay, clock } = options
  const followers = new Map<string, Follower>()
  const applied = new Map<string, number>()

  async function discover(): Promise<void> {
    for (const stream of (await relay.heads()).keys())
      if (!followers.has(stream))
        followers.set(
          stream,
          await startFollower(relay, stream, await position(stream), batch => deliver(stream, batch), clock, options.log, paceMs),
        )
  }
  async function position(stream: string): Promise<number> {
    const [row] = await options.sql.query<{ seq: bigint }>({
      text: `select seq from ${schema}.inbox where consumer = $1 and stream = $2`,
      values: [consumer, stream],
    })
    return Number(row?.seq ?? 0)
  }
  // A batch may be delivered again after a part of it was applied: what is applied already is left out.
  async function deliver(stream: string, delivered: readonly Envelope[]): Promise<void> {
    const from = applied.get(stream) ?? (await position(stream))
    applied.delete(stream) // known again when all of it is in
    const batch = delivered.filter(event => event.seq > from)
    for (let start = 0; start < batch.length; start += eventsPerTransactionMax) {
      const part = batch.slice(start, start + eventsPerTransactionMax)
      const first = part[0]!.seq
      const last = part.at(-1)!.seq
      await options.apply(part, async tx => {
        const moved = await tx.query<{ seq: bigint }>({
          name: `inbox-${schema}`,
          text: `insert into ${schema}.inbox as i values ($1, $2, $3) on conflict (consumer, stream) do update set seq = excluded.seq where i.seq = $4 returning seq`,
          values: [consumer, stream, last, first - 1],
        })
        if (moved.length !== 1) throw new Error(`inbox of ${consumer} on ${stream} is not at ${first - 1}: another process consumes it`)
      })
    }
    applied.set(stream, Math.max(from, batch.at(-1)?.seq ?? 0))
    await clock.sleep(paceMs) // a projection that waits a moment moves many events for the price of one
  }
  await discover()
  let discovering = Promise.resolve()
  function look(): Promise<void> {
    discovering = discovering.then(discover).catch((error: unknown) => {
      options.log.warn({ owner: options.owner, error: String(error) }, 'streams could not be listed; trying again')
    })
    return discovering
  }
  // A stream's first event is news of the stream itself; the ticker is the net under it.
  const unsubscribe = await relay.subscribe({ wants: stream => !followers.has(stream), paceMs, offer: () => void look() })
  const ticker = clock.every(discoverMs, look)
  return {
    async caughtUp() {
      await look()
      const heads = await relay.heads()
      while ([...heads].some(([stream, last]) => (followers.get(stream)?.position() ?? 0) < last)) await clock.sleep(5)
    },
    async [Symbol.asyncDispose]() {
      ticker[Symbol.dispose]()
      unsubscribe()
      await discovering
      await Promise.all([...followers.values()].map(follower => follower[Symbol.asyncDispose]()))
    },
  }
}
