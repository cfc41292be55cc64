import type { AccountFinder } from '#contracts/accounts'
import type { Order } from '#contracts/routes/orders'
import type { Clock, Ids, Sql } from '#platform/service'
import type { Applied } from './applied.ts'
import type { Batcher } from './batcher.ts'
import type { Books } from './books.ts'
import type { Instruments } from './instruments.ts'
import type { OpenOrders } from './open-orders.ts'
import type { Placement, PlacementVerdict, RefusedOrder } from './order-store.ts'

/** What trading's use cases work with. */
export interface Trading {
  readonly clock: Clock
  readonly ids: Ids
  readonly sql: Sql
  readonly instruments: Instruments
  readonly books: Books
  readonly applied: Applied
  readonly findAccount: AccountFinder
  /** Available amount of an asset in base units. */
  readonly availableOf: (accountId: string, asset: string) => Promise<bigint>
  /** Open orders of an account in a symbol, as of the last few seconds plus what was accepted here since. */
  readonly openOrders: OpenOrders
  /** One order, or the orders of a list; the verdict is the first one's. */
  readonly placements: Batcher<readonly Placement[], PlacementVerdict>
  readonly changes: Batcher<Change, number>
  /** Stores a refused order beside the next batch. */
  readonly keepRefused: (order: RefusedOrder) => void
  /** An order with its fills; reads of one turn share a query. */
  readonly readOrder: (orderId: string) => Promise<Order | undefined>
}

/** A cancel or an amend on its way into the command stream. */
export interface Change {
  readonly topic: 'order.cancelled' | 'order.amended'
  readonly symbol: string
  readonly body: string
}
