import { shards } from '#contracts/instruments'
import { Problem } from '#contracts/problems'
import type { Context } from '#platform/service'
import { isConnectionLost, retryTransaction } from '#platform/sql'
import { type Batcher, bisected, createBatcher } from './batcher.ts'
import type { TradingManifest } from './manifest.ts'
import { createMetrics, type TradingMetrics } from './metrics.ts'
import * as store from './order-store.ts'
import type { Change } from './trading.ts'

/** Orders of one transaction, and orders that may wait for theirs (four batches). */
const batchMax = 256
const waitingMax = 4 * batchMax
/** Refused orders kept beside a batch; more than that in one batch's time are not worth their history. */
const refusedMax = 512
const [shard] = shards
/** Under load, fuller batches: a fifth less PostgreSQL CPU an order at 1,000 orders/s, for at most this much latency. */
const restMs = 4

export interface Placing {
  /** One order, or the orders of a list; the verdict is the first one's. */
  readonly placements: Batcher<readonly store.Placement[], store.PlacementVerdict>
  readonly changes: Batcher<Change, number>
  readonly keepRefused: (order: store.RefusedOrder) => void
  stop(): Promise<void>
}

/** Order entry: concurrent requests share one transaction on one connection, with exactly sequential results. */
export function createPlacing(context: Context<TradingManifest>): Placing {
  const connection = context.connection('placement')
  const metrics = createMetrics(context.metrics, () => placements.waiting())

  async function place(items: readonly (readonly store.Placement[])[]): Promise<(store.PlacementVerdict | 'retry')[]> {
    const rows = await guarded(context, () =>
      connection.query<store.PlacementVerdict>(store.placeOrders(shard, context.clock.now(), traceId(context), items)),
    )
    context.wake('trading', `commands.${shard}`)
    metrics.batches.inc()
    metrics.accepted.inc(rows.filter(({ code }) => code === store.verdicts.accepted).length)
    let first = 0
    return items.map(({ length }) => {
      const row = rows[first]!
      // The engine is done with a list when it has applied the last of its orders.
      const last = rows[first + length - 1]!
      first += length
      return row.code === store.verdicts.again ? 'retry' : { ...row, command_seq: last.command_seq }
    })
  }
  const placements = createBatcher<readonly store.Placement[], store.PlacementVerdict>({
    batchMax,
    waitingMax,
    keyOf: ([first]) => (first?.clientOrderId === undefined ? undefined : `${first.accountId} ${first.clientOrderId}`),
    run: items => bisected(items, place),
    rest: () => context.clock.sleep(restMs),
  })
  const changeConnection = context.connection('changes')
  const changes = createBatcher<Change, number>({
    batchMax,
    waitingMax,
    keyOf: () => undefined,
    run: async items => {
      const [row] = await guarded(context, () =>
        changeConnection.query<{ command_seq: bigint }>(store.appendCommands(shard, context.clock.now(), traceId(context), items)),
      )
      context.wake('trading', `commands.${shard}`)
      return items.map((_, index) => Number(row!.command_seq) - items.length + index + 1)
    },
  })
  const history = createHistory(context, metrics)
  return {
    placements,
    changes,
    keepRefused: order => history.keep(order),
    async stop() {
      await placements.stop()
      await changes.stop()
      await history.stop()
    },
  }
}

/** Keeps refused orders for their owners' history; they wait for nobody and nobody waits for them. */
function createHistory(context: Context<TradingManifest>, metrics: TradingMetrics) {
  let refused: store.RefusedOrder[] = []
  let flushing: Promise<void> | undefined

  function keep(order: store.RefusedOrder): void {
    if (refused.length < refusedMax) refused.push(order)
    startFlush()
  }
  function startFlush(): void {
    flushing ??= Promise.resolve()
      .then(flush)
      .finally(() => {
        flushing = undefined
        if (refused.length > 0) startFlush()
      })
  }
  async function flush(): Promise<void> {
    while (refused.length > 0) {
      const rows = refused
      refused = []
      try {
        await context.sql.query(store.keepRefused(context.clock.now(), rows))
        metrics.refused.inc(rows.length)
      } catch (error) {
        context.log.warn({ error: String(error), orders: rows.length }, 'refused orders could not be kept in the history')
      }
    }
  }
  return {
    keep,
    async stop(): Promise<void> {
      while (flushing !== undefined) await flushing
    },
  }
}

function traceId(context: Context<TradingManifest>): string {
  return context.ids.uuid().replaceAll('-', '')
}

/** Another process placed an order under the same key in the same moment: the next try sees it and answers with it. */
const keyRaceRetriesMax = 3

/** Deadlocks and key races are retried; a connection lost around the commit leaves the outcome open, and the caller is told so. */
async function guarded<R>(context: Context<TradingManifest>, work: () => Promise<R>): Promise<R> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await retryTransaction(context.clock, () => 0.5, work)
    } catch (error) {
      if (isConnectionLost(error)) throw new Problem('OUTCOME_UNKNOWN', undefined, [], 1)
      if (!isKeyRace(error) || attempt > keyRaceRetriesMax) throw error
    }
  }
}
function isKeyRace(error: unknown): boolean {
  return typeof error === 'object' && error !== null && 'constraint' in error && error.constraint === 'order_keys_pkey'
}
