import type { Frame } from '#contracts/topics/market'
import { parseDecimal } from '#core/decimal'
import type { BookCommand, FrameRef } from '#core/order-book'
import { type Instrument, lotOf, LOTS_MAX, TICKS_MAX, tickOf } from '#core/orders'

/** Translates frames of one symbol into the book's integers. What is no whole tick or lot, or out of the engine's range, is left out. */
export interface FrameReader {
  /** The command of a frame; undefined where a frame moves only time or cannot be read. */
  read(frame: Frame, session: number): BookCommand | undefined
}

export function createFrameReader(instrument: Instrument): FrameReader {
  const ticks = counter(instrument.priceScale, tickOf(instrument), TICKS_MAX)
  const lots = counter(instrument.baseScale, lotOf(instrument), LOTS_MAX)
  function levels(levels: readonly (readonly [string, string])[]): [number, number][] {
    const read: [number, number][] = []
    for (const [price, quantity] of levels) {
      const [at, size] = [ticks(price), lots(quantity)]
      if (at > 0 && size >= 0) read.push([at, size])
    }
    return read
  }
  return {
    read(frame, session) {
      const place: FrameRef = { session, frame: frame.n }
      switch (frame.kind) {
        case 'depth':
          return { kind: 'house_depth', bids: levels(frame.bids), asks: levels(frame.asks), frame: place }
        case 'snapshot':
          return { kind: 'house_snapshot', bids: levels(frame.bids), asks: levels(frame.asks), frame: place }
        case 'best':
          return {
            kind: 'house_best',
            bid: Math.max(0, ticks(frame.bid[0])),
            bidLots: Math.max(0, lots(frame.bid[1])),
            ask: Math.max(0, ticks(frame.ask[0])),
            askLots: Math.max(0, lots(frame.ask[1])),
            frame: place,
          }
        case 'print': {
          const [price, size, tradeId] = [ticks(frame.price), lots(frame.quantity), Number(frame.trade_id)]
          if (price <= 0 || size <= 0) return undefined
          return {
            kind: 'print',
            price,
            lots: size,
            takerSide: frame.side,
            tradeId: Number.isSafeInteger(tradeId) ? tradeId : 0,
            frame: place,
          }
        }
        case 'state':
          return { kind: 'feed_state', live: frame.state === 'live', frame: place }
        case 'tick':
          return undefined
      }
    },
  }
}

/** Decimal text to a count of `unit`; −1 where it is none. Recent texts are remembered: a book repeats its prices. */
function counter(scale: number, unit: bigint, max: number): (text: string) => number {
  const remembered = new Map<string, number>()
  return text => {
    const known = remembered.get(text)
    if (known !== undefined) return known
    const units = parseDecimal(text, scale)
    const count = typeof units === 'bigint' && units >= 0n && units % unit === 0n && units / unit <= BigInt(max) ? Number(units / unit) : -1
    if (remembered.size >= rememberedMax) remembered.clear()
    remembered.set(text, count)
    return count
  }
}
const rememberedMax = 20_000
