import { type StoredFill, type StoredOrder, toFill, toOrder, toReceived } from '#contracts/order-wire'
import { readAccountEvents, readOpenOrders, readRecentFills } from '#contracts/procedures'
import type { MatchedFill, PlacedOrder } from '#contracts/topics/orders'
import type { Instrument } from '#core/orders'
import type { Context } from '#platform/service'
import { limits } from './limits.ts'
import type { RealtimeManifest } from './manifest.ts'

export type EventKind = 'orders' | 'fills'
/** One committed event of an account; `text` is its data on the channel of its kind, `kind` undefined where it is on none. */
export interface AccountEvent {
  readonly seq: number
  readonly at: number
  readonly kind: EventKind | undefined
  readonly text: string
}
/** The state of a channel and the account's last sequence, of one moment. */
export interface AccountState {
  readonly seq: number
  readonly text: string
}
/** Reads of trading's committed account events, as the channels show them. */
export interface AccountReads {
  state(accountId: string, kind: EventKind): Promise<AccountState>
  events(accountId: string, after: number, limit?: number): Promise<readonly AccountEvent[]>
}

type Numbered<Row> = Row & { readonly last_seq: bigint }
interface EventRow {
  readonly account_seq: bigint
  readonly topic: string
  readonly body: string
  readonly at: number
}

export function createAccountReads(
  context: Context<RealtimeManifest>,
  instrumentOf: (symbol: string) => Instrument | undefined,
): AccountReads {
  function instrument(symbol: string): Instrument {
    const found = instrumentOf(symbol)
    if (found === undefined) throw new Error(`the rules of ${symbol} have not arrived yet`)
    return found
  }
  function toEvent({ account_seq: number, topic, body, at }: EventRow): AccountEvent {
    const seq = Number(number)
    switch (topic) {
      case 'order.updated':
        return { seq, at, kind: 'orders', text: `${body.slice(0, -1)},"seq":${seq}}` }
      case 'order.placed': {
        const placed = JSON.parse(body) as PlacedOrder
        return { seq, at, kind: 'orders', text: JSON.stringify(toReceived(placed, instrument(placed.symbol), { seq: number, at })) }
      }
      case 'order.matched':
        return { seq, at, kind: 'fills', text: JSON.stringify({ ...(JSON.parse(body) as MatchedFill).fill, seq }) }
      default:
        return { seq, at, kind: undefined, text: '' }
    }
  }
  return {
    async state(accountId, kind) {
      if (kind === 'orders') {
        const rows = await context.call<Numbered<StoredOrder>>(readOpenOrders, [accountId, limits.openOrdersMax])
        const orders = rows.filter(row => row.id !== null).map(row => toOrder(row, instrument(row.symbol)))
        return { seq: Number(rows[0]!.last_seq), text: JSON.stringify(orders) }
      }
      const rows = await context.call<Numbered<StoredFill>>(readRecentFills, [accountId, limits.fillsShown])
      const fills = rows.filter(row => row.id !== null).map(row => toFill(row, instrument(row.symbol)))
      return { seq: Number(rows[0]!.last_seq), text: JSON.stringify(fills) }
    },
    events: async (accountId, after, limit = limits.eventsPerRead) =>
      (await context.call<EventRow>(readAccountEvents, [accountId, after, limit])).map(toEvent),
  }
}
