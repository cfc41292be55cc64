import type { MatchedFill } from '#contracts/topics/orders'
import type { Trade } from '#contracts/topics/trades'
import type { PostingLine } from '#core/ledger'
import type { Instrument } from '#core/orders'
import type { Tracked } from './tracked.ts'
import type { TrackedList } from './tracked-list.ts'

/** Where in the feed the batch's events happened, for one symbol. */
export interface FeedPlace {
  readonly session: number
  readonly frame: number
  /** Market time, ms; wall time where a symbol has no feed. */
  readonly at: number
}
export interface LedgerLine extends PostingLine {
  readonly journal: string
}
export interface HoldChange {
  readonly orderId: string
  readonly accountId: string
  readonly asset: string
  /** Below 0 where the hold grows. */
  readonly taken: bigint
  readonly closed: boolean
  readonly opened: boolean
}
export interface OrderEvent {
  readonly topic: 'order.updated' | 'order.matched'
  readonly accountId: string
  readonly orderId: string
  readonly body: string
}
export interface StoredFill {
  readonly fill: MatchedFill['fill']
  /** Place of its order.matched among the events, from 1. */
  readonly event: number
  readonly price: bigint
  readonly quantity: bigint
  readonly quote: bigint
  readonly fee: bigint
  readonly evidence: string
}
export interface StoredTrade {
  readonly trade: Trade
  readonly price: bigint
  readonly quantity: bigint
  readonly quote: bigint
  readonly level: bigint
  readonly shown: bigint
  readonly ahead: bigint
  readonly buy: string | null
  readonly sell: string | null
  readonly taker: string | null
  readonly maker: string | null
  readonly command: number | null
}

/** Everything one batch changes, built from the book's events; committed whole or not at all. */
export interface Settlement {
  readonly lines: LedgerLine[]
  readonly holds: HoldChange[]
  readonly touched: Map<string, Tracked>
  /** Place of each touched order's last event among the events, from 1. */
  readonly lastEvents: Map<string, number>
  readonly ended: Set<string>
  readonly lists: Set<TrackedList>
  readonly events: OrderEvent[]
  readonly fills: StoredFill[]
  readonly trades: StoredTrade[]
}

export function emptySettlement(): Settlement {
  return {
    lines: [],
    holds: [],
    touched: new Map(),
    lastEvents: new Map(),
    ended: new Set(),
    lists: new Set(),
    events: [],
    fills: [],
    trades: [],
  }
}

/** What settling the events of one command or frame needs to know. */
export interface SettleInput {
  readonly shard: number
  readonly instrument: Instrument
  readonly place: FeedPlace
  /** Wall time of the batch: `updated_at`. */
  readonly at: string
  readonly command: number | null
  readonly find: (number: number) => Tracked
  readonly nextTradeNo: () => number
}
