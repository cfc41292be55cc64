import type { ReasonCode, Side } from '#core/orders'

/** Where in a recorded feed something happened: the session of the feed and the number of the frame in it. */
export interface FrameRef {
  readonly session: number
  readonly frame: number
}

/** One level: price in ticks, quantity in lots. */
export type Level = readonly [ticks: number, lots: number]

/** A new order. `order` is dense, ascends with time and is never used twice; money is counted in tick-lots. */
export interface NewOrder {
  readonly kind: 'new'
  readonly order: number
  readonly owner: number
  readonly side: Side
  readonly type: 'limit' | 'market'
  readonly timeInForce: 'gtc' | 'ioc' | 'fok'
  readonly postOnly: boolean
  /** Ticks; 0 for a market order. */
  readonly price: number
  /** Lots; 0 for a buy by quote. Beside `quoteQuantity` it is the most lots the order may trade (what a sell by quote holds). */
  readonly quantity: number
  /** Tick-lots to spend or receive; 0 = the order is by quantity. */
  readonly quoteQuantity: number
  /** Tick-lots a market buy may spend; 0 = no bound. */
  readonly spendMax: number
  readonly selfTrade: 'none' | 'expire_taker'
}

/** All house quantity is what is listed here, and nothing else. */
export interface HouseSnapshot {
  readonly kind: 'house_snapshot'
  readonly bids: readonly Level[]
  readonly asks: readonly Level[]
  readonly frame: FrameRef
}

/** The listed levels now show these sizes; 0 deletes. */
export interface HouseDepth {
  readonly kind: 'house_depth'
  readonly bids: readonly Level[]
  readonly asks: readonly Level[]
  readonly frame: FrameRef
}

/** The best quotes: house levels better than them are empty. A price of 0 says that the side is empty. */
export interface HouseBest {
  readonly kind: 'house_best'
  readonly bid: number
  readonly bidLots: number
  readonly ask: number
  readonly askLots: number
  readonly frame: FrameRef
}

/** A trade of the real market. Serves resting users once, by its size. */
export interface Print {
  readonly kind: 'print'
  readonly price: number
  readonly lots: number
  readonly takerSide: Side
  readonly tradeId: number
  readonly frame: FrameRef
}

/** Not live (stale, resyncing, crossed): house quantity cannot be matched but stays shown. */
export interface FeedState {
  readonly kind: 'feed_state'
  readonly live: boolean
  readonly frame: FrameRef
}

/** Takes a resting order out; refused when it does not rest. */
export interface CancelOrder {
  readonly kind: 'cancel'
  readonly order: number
}

/** What moves a book. Users' commands are valid by then; frames may be absurd and are then ignored in part. */
export type BookCommand = NewOrder | CancelOrder | HouseSnapshot | HouseDepth | HouseBest | Print | FeedState

/**
 * Why a fill was allowed (money-path.md §6). `order`: against a resting order of a user. `level`: a taker took displayed
 * house quantity. `print`, `diff`: a print, or a displayed level that crosses, served a resting order.
 */
export interface FillEvidence {
  readonly cause: 'order' | 'print' | 'diff' | 'level'
  /** The frame that showed the level or was the print; for `order` the last frame the book saw. */
  readonly frame: FrameRef
  /** Lots the level or the print showed; for `order` what the maker had left before the fill. */
  readonly shown: number
  /** Price of that level or print in ticks. Differs from the fill's where a level or print beyond a limit fills it at the limit. */
  readonly level: number
  /** House lots queued before the maker when the command came; 0 for `order` and `level`. */
  readonly ahead: number
  /** The print's trade id, else 0. */
  readonly tradeId: number
}

/** One trade. `taker` or `maker` is 0 where that side is the house; the price is the resting order's. */
export interface BookFill {
  readonly kind: 'fill'
  readonly price: number
  readonly lots: number
  readonly taker: number
  readonly maker: number
  readonly takerSide: Side
  readonly evidence: FillEvidence
}

/** The order rests now with `leaves` lots; comes after the fills it took on arrival. */
export interface BookOpened {
  readonly kind: 'opened'
  readonly order: number
  readonly leaves: number
}

/** The order's last event. `leaves` are the lots that did not trade; 0 for an order by quote. */
export interface BookEnded {
  readonly kind: 'ended'
  readonly order: number
  readonly status: 'filled' | 'canceled' | 'expired' | 'rejected'
  readonly reason: ReasonCode | null
  readonly leaves: number
}

/** A cancel of something that does not rest here. */
export interface BookCancelRefused {
  readonly kind: 'cancel_refused'
  readonly order: number
  readonly reason: 'UNKNOWN_ORDER'
}

/** What a book says about a command, in the order in which it happened. */
export type BookEvent = BookOpened | BookFill | BookEnded | BookCancelRefused

/** An order at rest, as stored in `live_orders` and given back to `restore`. */
export interface RestingOrder {
  readonly order: number
  readonly owner: number
  readonly side: Side
  readonly price: number
  readonly leaves: number
  /** Ascends along a level: who came first. */
  readonly priority: number
  /** House lots before the order at its price; never decreases along a level. */
  readonly ahead: number
}

/** Levels whose merged quantity differs from the last time it was asked, best first; 0 = gone. */
export interface BookChanges {
  readonly bids: [ticks: number, lots: number][]
  readonly asks: [ticks: number, lots: number][]
}

/** The book of one symbol: users' orders and mirrored house quantity, merged. Deterministic, integers only. */
export interface Book {
  /** Applies one command and appends what happened to `events`. */
  apply(command: BookCommand, events: BookEvent[]): void
  /** The merged levels changed since the last call. */
  takeChanges(): BookChanges
  /** Merged levels of a side, best first, at most `depthMax`. */
  levels(side: Side, depthMax: number): [ticks: number, lots: number][]
  /** The best merged price shown on a side, 0 when the side is empty. */
  best(side: Side): number
  /** Every resting order, bids then asks, each best price first, then by priority. */
  restingOrders(): Iterable<RestingOrder>
  /** A resting order by its number, undefined when it does not rest. */
  find(order: number): RestingOrder | undefined
  /** Puts a stored order back. In priority order; the next house frame of its level sets ahead = min(stored, shown). */
  restore(order: RestingOrder): void
  /** Canonical text of the orders alone; its SHA-256 is `book_hash`, equal after recovery. */
  describeOrders(): string
  /** Canonical text of orders, queue fronts and house; its SHA-256 is `full_hash`, equal in replay. */
  describeAll(): string
}
