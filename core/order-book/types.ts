import type { Peg, ReasonCode, SelfTradePrevention, Side } from '#core/orders'

/** Where in a recorded feed something happened: the session of the feed and the number of the frame in it. */
export interface FrameRef {
  readonly session: number
  readonly frame: number
}

/** One level: price in ticks, quantity in lots. */
export type Level = readonly [ticks: number, lots: number]

/** What an order waits for before it works (order-semantics d2, d6). Prices in ticks. */
export interface Trigger {
  /** Stops trigger when the market moves against the order's side, take-profits when it moves with it. */
  readonly on: 'stop' | 'take_profit'
  /** The price that triggers; 0 for a trailing order. */
  readonly stop: number
  /** Basis points the market must come back from its extreme; 0 = not trailing. */
  readonly trailing: number
  /** A trailing order tracks from the first print that reaches this; 0 = from its acceptance. */
  readonly activation: number
}

/** As `expiresAt`: the end of the UTC day of market time in which the order arrives. */
export const END_OF_DAY = -1

/** A new order. `order` ascends with time and is never used twice; money is counted in tick-lots. */
export interface NewOrder {
  readonly kind: 'new'
  readonly order: number
  /** Whoever must not trade with themselves: an account or a group of them. A positive 32-bit integer. */
  readonly owner: number
  readonly side: Side
  /** What the order is once it works. */
  readonly type: 'limit' | 'market'
  readonly timeInForce: 'gtc' | 'ioc' | 'fok'
  readonly postOnly: boolean
  /** Ticks; 0 for a market or pegged order. */
  readonly price: number
  /** Lots; 0 for a buy by quote. Beside `quoteQuantity` it is the most lots the order may trade (what a sell by quote holds). */
  readonly quantity: number
  /** Tick-lots to spend or receive; 0 = the order is by quantity. */
  readonly quoteQuantity: number
  /** Tick-lots a market or pegged buy may spend; 0 = no bound. */
  readonly spendMax: number
  readonly selfTrade: SelfTradePrevention
  /** Lots an iceberg shows at once; 0 = all of it. Resting limit orders only. */
  readonly display: number
  /** Market time in ms at which the order ends, `END_OF_DAY`, or 0 = never. */
  readonly expiresAt: number
  readonly trigger: Trigger | null
  readonly peg: Peg | null
}

/** Ends a resting, armed or pending order; refused when it is none of them. */
export interface CancelOrder {
  readonly kind: 'cancel'
  readonly order: number
}

/** Lowers an order's total quantity; a resting order keeps its priority (order-semantics d10). */
export interface AmendOrder {
  readonly kind: 'amend'
  readonly order: number
  /** The new total in lots: below the present one and above what was filled or prevented. */
  readonly quantity: number
}

/** Ends one order as `replaced` and places another, in one step (order-semantics d10). Members of lists cannot be replaced. */
export interface ReplaceOrder {
  readonly kind: 'replace'
  readonly order: number
  /** Whether the new order is placed where the old one is gone already. */
  readonly mode: 'stop_on_failure' | 'allow_failure'
  readonly next: NewOrder
}

/**
 * Orders that depend on each other (order-semantics d7). Without `working` it is an OCO of two legs of one side and
 * quantity; with it an OTO (one leg) or OTOCO and bracket (two): the working order buys, the legs sell what it brought in.
 */
export interface PlaceList {
  readonly kind: 'list'
  readonly list: number
  /** What a leg's fill does to its sibling: ends it, or lowers its quantity by the fill. */
  readonly contingency: 'oco' | 'ouo'
  /** When the legs start: once the working order is filled whole, or with its first fill and growing with each. */
  readonly start: 'full' | 'partial'
  readonly working: NewOrder | null
  readonly legs: readonly NewOrder[]
  /** Of a million lots bought, how many can be sold after the fee; 1,000,000 without a working order. */
  readonly keepPpm: number
  /** Base units of a lot: fees are rounded up to one of them. */
  readonly lotUnits: number
}

/** Market time moved on; orders whose time has come end. Never goes back: an earlier time is ignored. */
export interface MarketTime {
  readonly kind: 'time'
  /** Ms. */
  readonly at: number
}

/** Whether the symbol trades. Otherwise no new order is accepted and nothing matches or triggers; cancels always work. */
export interface SymbolState {
  readonly kind: 'symbol_state'
  readonly state: 'trading' | 'halt' | 'cancel_only'
}

/** How far from the last print a taker may trade, and how far from the touch a print may be to trigger anything; basis points, 0 = no bound. */
export interface Protection {
  readonly kind: 'protection'
  readonly bandBips: number
  readonly printBips: number
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

/** What moves a book. Users' commands are valid by then; frames may be absurd and are then ignored in part. */
export type BookCommand =
  | NewOrder
  | CancelOrder
  | AmendOrder
  | ReplaceOrder
  | PlaceList
  | HouseSnapshot
  | HouseDepth
  | HouseBest
  | Print
  | FeedState
  | MarketTime
  | SymbolState
  | Protection

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

/** A leg of a list waits for the working order. */
export interface BookPending {
  readonly kind: 'pending'
  readonly order: number
}

/** The order waits for its trigger. */
export interface BookArmed {
  readonly kind: 'armed'
  readonly order: number
}

/** The order's trigger came: it works from now on. What it does follows. */
export interface BookTriggered {
  readonly kind: 'triggered'
  readonly order: number
}

/** The book gave a pegged order its price. */
export interface BookPriced {
  readonly kind: 'priced'
  readonly order: number
  readonly price: number
}

/** The order rests now with `leaves` lots, an iceberg's reserve included; comes after the fills it took on arrival. */
export interface BookOpened {
  readonly kind: 'opened'
  readonly order: number
  readonly leaves: number
}

/** Lots that would have traded between two orders of one owner and were taken off both instead (`decrement`). */
export interface BookPrevented {
  readonly kind: 'prevented'
  readonly taker: number
  readonly maker: number
  readonly price: number
  readonly lots: number
}

/** The order's total quantity is another now: amended by its owner, or a leg that follows its list. */
export interface BookAmended {
  readonly kind: 'amended'
  readonly order: number
  /** The new total in lots. */
  readonly quantity: number
  readonly leaves: number
}

/** The order's last event. `leaves` are the lots that did not trade; 0 for an order by quote. */
export interface BookEnded {
  readonly kind: 'ended'
  readonly order: number
  readonly status: 'filled' | 'canceled' | 'expired' | 'rejected' | 'replaced'
  readonly reason: ReasonCode | null
  readonly leaves: number
}

/** A cancel or amend of an order that is not live here, or an amend that is not a decrease above what was filled. */
export interface BookRefused {
  readonly kind: 'refused'
  readonly order: number
  readonly command: 'cancel' | 'amend'
  readonly reason: 'UNKNOWN_ORDER' | 'NOT_AMENDABLE'
}

/** What a book says about a command, in the order in which it happened. */
export type BookEvent =
  | BookPending
  | BookArmed
  | BookTriggered
  | BookPriced
  | BookOpened
  | BookFill
  | BookPrevented
  | BookAmended
  | BookEnded
  | BookRefused

/** An order in the book's care, as stored in `live_orders` and given back to `restore`. */
export interface LiveOrder {
  readonly order: number
  readonly owner: number
  readonly side: Side
  readonly state: 'resting' | 'armed' | 'pending'
  /** Total lots, as amended. */
  readonly quantity: number
  /** Lots that neither traded nor were prevented, an iceberg's reserve included. */
  readonly leaves: number
  /** Ticks; 0 where the order has no price yet. */
  readonly price: number
  /** Lots shown at its level: `leaves` or an iceberg's slice; 0 unless resting. */
  readonly visible: number
  /** Ascends along a level: who came first; 0 unless resting. */
  readonly priority: number
  /** House lots before the order at its price; never decreases along a level. */
  readonly ahead: number
  /** The best price a trailing order has seen since it tracks, in ticks; 0 = does not track yet. */
  readonly extreme: number
  /** As in `NewOrder`, `END_OF_DAY` resolved where market time is known. */
  readonly expiresAt: number
}

/** The state of a list, as stored and given back to `restoreList`. */
export interface LiveList {
  readonly command: Pick<PlaceList, 'list' | 'contingency' | 'start' | 'keepPpm' | 'lotUnits'>
  /** Order numbers; 0 = there is no working order, or it has ended. */
  readonly working: number
  /** Legs that have not ended. */
  readonly legs: readonly number[]
  /** Lots each leg asks for, as amended. */
  readonly quantity: number
  /** Whether the legs were started. */
  readonly started: boolean
  /** Lots bought that can be sold: whole lots and millionths of one. */
  readonly entered: number
  readonly enteredPpm: number
  /** Lots the legs sold. */
  readonly exited: number
}

/** Levels whose merged quantity differs from the last time it was asked, best first; 0 = gone. */
export interface BookChanges {
  readonly bids: [ticks: number, lots: number][]
  readonly asks: [ticks: number, lots: number][]
}

/** The book of one symbol: users' orders, waiting orders, lists and mirrored house quantity. Deterministic, integers only. Rules: README.md beside this file. */
export interface Book {
  /** Applies one command and appends what happened to `events`. */
  apply(command: BookCommand, events: BookEvent[]): void
  /** The merged levels changed since the last call. */
  takeChanges(): BookChanges
  /** Merged levels of a side, best first, at most `depthMax`. */
  levels(side: Side, depthMax: number): [ticks: number, lots: number][]
  /** The best merged price shown on a side, 0 when the side is empty. */
  best(side: Side): number
  /** Every order in the book's care: resting bids then asks, each best price first, then by priority; then armed and pending ones by number. */
  liveOrders(): Iterable<LiveOrder>
  /** Every list with a live member, by number. */
  liveLists(): Iterable<LiveList>
  /** A live order by its number, undefined when it is not in the book's care. */
  find(order: number): LiveOrder | undefined
  /**
   * Puts a stored order back: its command and its state. Resting ones in priority order; the next house frame of its level
   * sets ahead = min(stored, shown).
   */
  restore(command: NewOrder, state: LiveOrder): void
  /** Puts a list back after its members. */
  restoreList(list: LiveList): void
  /** Gives a restored book the last price (ticks, 0 = none) and the market time (ms) it knew. */
  restoreMarket(market: { readonly last: number; readonly now: number }): void
  /** Price of the last usable print in ticks, 0 before the first. */
  last(): number
  /** Canonical text of orders and lists alone, without queue places; its SHA-256 is `book_hash`, equal after recovery. */
  describeOrders(): string
  /** Canonical text of orders, queue fronts and house; its SHA-256 is `full_hash`, equal in replay. */
  describeAll(): string
}
