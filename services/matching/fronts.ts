import { END_OF_DAY, type LiveOrder } from '#core/order-book'
import type { Market } from './market.ts'

interface Saved {
  readonly symbol: string
  readonly ahead: number
  readonly extreme: number
  readonly expiresAt: number
}

/**
 * What the database has of queue places, extremes and ends that frames move without an event. Only what moved since is saved again: of a
 * hundred thousand orders few stand behind the house, and an order far from the market costs nothing.
 */
export class Fronts {
  /** By order number; those that are not here are stored with nothing ahead and no extreme. */
  readonly #saved = new Map<number, Saved>()

  /** So it is stored now. */
  note(symbol: string, { order, ahead, extreme, expiresAt }: LiveOrder): void {
    if (ahead === 0 && extreme === 0 && expiresAt !== END_OF_DAY) this.#saved.delete(order)
    else this.#saved.set(order, { symbol, ahead, extreme, expiresAt })
  }

  /** Orders that stand otherwise than they are stored; they count as stored from here on. */
  moved(markets: ReadonlyMap<string, Market>): { readonly market: Market; readonly live: LiveOrder }[] {
    const moved: { readonly market: Market; readonly live: LiveOrder }[] = []
    const look = (market: Market, live: LiveOrder): void => {
      const saved = this.#saved.get(live.order)
      const isSame = live.ahead === (saved?.ahead ?? 0) && live.extreme === (saved?.extreme ?? 0)
      if (isSame && saved?.expiresAt !== END_OF_DAY) return
      moved.push({ market, live })
    }
    for (const market of markets.values()) for (const live of market.book.fronts()) if (!this.#saved.has(live.order)) look(market, live)
    for (const [number, { symbol }] of this.#saved) {
      const market = markets.get(symbol)!
      const live = market.book.find(number)
      if (live === undefined) this.#saved.delete(number)
      else look(market, live)
    }
    for (const { market, live } of moved) this.note(market.instrument.symbol, live)
    return moved
  }
}
