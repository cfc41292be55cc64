import { fullHash, type Market } from './market.ts'

/** Everything is hashed after so many events, or so many per live order where that is more: the hash costs little beside them. */
const everyEvents = 1_000
const everyPerOrder = 4
/** The first one comes sooner: a start is where things go wrong. */
const firstEvents = 100
/** With more live orders the engine would stand still too long. */
const ordersMax = 50_000

/** When the audit log gets a hash of everything the books hold. */
export class FullHashes {
  #events = everyEvents - firstEvents

  /** So many events happened. */
  count(events: number): void {
    this.#events += events
  }

  /** The hash where one is due, else null. */
  takeIfDue(markets: ReadonlyMap<string, Market>, liveOrders: number): string | null {
    if (liveOrders > ordersMax || this.#events < Math.max(everyEvents, liveOrders * everyPerOrder)) return null
    this.#events = 0
    return fullHash(markets)
  }
}
