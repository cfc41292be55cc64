import type { Frame } from '#contracts/topics/market'
import { parseDecimal } from '#core/decimal'
import type { BookCommand, FrameRef } from '#core/order-book'
import { type Instrument, shownLots, shownTicks, TICKS_MAX } from '#core/orders'

/** Translates frames of one symbol into the book's integers. What is no whole tick or lot, or out of the engine's range, is left out. */
export interface FrameReader {
  /** The command of a frame; undefined where a frame moves only time or cannot be read. */
  read(frame: Frame, session: number): BookCommand | undefined
}

export function createFrameReader(instrument: Instrument): FrameReader {
  const bid = remembering(text => priceTicks(instrument, text, 'bid'))
  const ask = remembering(text => priceTicks(instrument, text, 'ask'))
  const lots = remembering(text => sizeLots(instrument, text))
  function levels(shown: readonly (readonly [string, string])[], ticks: (text: string) => number): [number, number][] {
    const read: [number, number][] = []
    for (const [price, quantity] of shown) {
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
          return { kind: 'house_depth', bids: levels(frame.bids, bid), asks: levels(frame.asks, ask), frame: place }
        case 'snapshot':
          return { kind: 'house_snapshot', bids: levels(frame.bids, bid), asks: levels(frame.asks, ask), frame: place }
        case 'best': {
          const [bidLots, askLots] = [lots(frame.bid[1]), lots(frame.ask[1])]
          if (bidLots < 0 || askLots < 0) return undefined
          return {
            kind: 'house_best',
            bid: Math.max(0, bid(frame.bid[0])),
            bidLots,
            ask: Math.max(0, ask(frame.ask[0])),
            askLots,
            frame: place,
          }
        }
        case 'print': {
          // A taker's sell meets bids: its price is read as theirs.
          const price = frame.side === 'sell' ? bid(frame.price) : ask(frame.price)
          const [size, tradeId] = [lots(frame.quantity), Number(frame.trade_id)]
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

/** −1 where the text is no price the engine can carry. */
function priceTicks(instrument: Instrument, text: string, side: 'bid' | 'ask'): number {
  const units = parseDecimal(text, instrument.priceScale)
  if (typeof units !== 'bigint' || units < 0n) return -1
  const ticks = shownTicks(instrument, units, side)
  return ticks <= TICKS_MAX ? ticks : -1
}

/** Whole lots of a displayed size, rounded down: exchanges show sizes finer than the step. −1 where the text is no size. */
function sizeLots(instrument: Instrument, text: string): number {
  const units = parseDecimal(text, instrument.baseScale)
  return typeof units === 'bigint' && units >= 0n ? shownLots(instrument, units) : -1
}

const rememberedMax = 20_000

/** Recent texts are remembered: a book repeats its prices and sizes. */
function remembering(read: (text: string) => number): (text: string) => number {
  const known = new Map<string, number>()
  return text => {
    const before = known.get(text)
    if (before !== undefined) return before
    const value = read(text)
    if (known.size >= rememberedMax) known.clear()
    known.set(text, value)
    return value
  }
}
