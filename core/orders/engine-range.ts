import { fitsEngine, LOTS_MAX, TICKS_MAX } from './engine-units.ts'
import { pricesOf } from './filters.ts'
import type { Instrument } from './instrument.ts'
import { lotOf, tickLotValue, tickOf } from './instrument.ts'
import type { PricedOrder, Violation } from './order-request.ts'
import { shown } from './violations.ts'

/** The engine counts in integers of limited width (money-path.md §3); beyond them the price filter refuses. */
export function checkEngineRange(order: PricedOrder, instrument: Instrument): Violation[] {
  const prices = pricesOf(order)
  const [tick, lot, tickLot] = [tickOf(instrument), lotOf(instrument), tickLotValue(instrument)]
  const tooHigh = prices.filter(([, price]) => price / tick > BigInt(TICKS_MAX))
  if (tooHigh.length > 0)
    return tooHigh.map(([field, price]) =>
      outside(field, shown(price, instrument.priceScale), shown(BigInt(TICKS_MAX) * tick, instrument.priceScale)),
    )
  const { quantity, quoteQuantity } = order
  const highest = prices.reduce((high, [, price]) => (price > high ? price : high), tick)
  if (quantity !== undefined && !fitsEngine(instrument, highest, quantity)) {
    const most = (BigInt(LOTS_MAX) / (highest / tick)) * lot
    return [outside('quantity', shown(quantity, instrument.baseScale), shown(most, instrument.baseScale))]
  }
  if (quoteQuantity === undefined || quoteQuantity / tickLot <= BigInt(LOTS_MAX)) return []
  const most = shown(BigInt(LOTS_MAX) * tickLot, instrument.quoteScale)
  return [outside('quote_quantity', shown(quoteQuantity, instrument.quoteScale), most)]
}

function outside(field: string, value: string, limit: string): Violation {
  return { code: 'FILTER_PRICE_FILTER', field, rule: 'engine_range', value, limit, nearest: limit }
}
