import { ceilDivide, floorDivide } from '#core/decimal'
import { TRAILING_DELTA_MAX, TRAILING_DELTA_MIN } from './combination-rules.ts'
import type { Instrument } from './instrument.ts'
import { tickOf } from './instrument.ts'
import type { MarketView, PricedOrder, Violation } from './order-request.ts'
import { isStop } from './types.ts'
import { shown } from './violations.ts'

/** Whether the order waits for the market to be at or above its price; otherwise for at or below (order-semantics d2, d6). */
function triggersAbove({ side, type }: Pick<PricedOrder, 'side' | 'type'>): boolean {
  return (side === 'buy') === isStop(type)
}

/** TRAILING_DELTA: within the range of the direction in which the order waits. */
export function checkTrailingDelta(order: PricedOrder, { trailingDelta: range }: Instrument): Violation[] {
  const delta = order.trailingDelta
  if (delta === undefined) return []
  const isAbove = triggersAbove(order)
  const min = (isAbove ? range?.aboveMin : range?.belowMin) ?? TRAILING_DELTA_MIN
  const max = (isAbove ? range?.aboveMax : range?.belowMax) ?? TRAILING_DELTA_MAX
  if (delta >= min && delta <= max) return []
  const [rule, limit] = delta < min ? ['min', String(min)] : ['max', String(max)]
  return [{ code: 'FILTER_TRAILING_DELTA', field: 'trailing_delta', rule, value: String(delta), limit, nearest: limit }]
}

/** A stop the market has passed already would make an order at once that was meant to wait. Unknown while nothing has traded. */
export function checkStopPrice(order: PricedOrder, instrument: Instrument, { last }: MarketView): Violation[] {
  if (order.stopPrice === undefined || last === undefined || last === 0n) return []
  const code = 'STOP_PRICE_WOULD_TRIGGER_IMMEDIATELY'
  return checkBeyond(
    { code, field: 'stop_price', price: order.stopPrice, bound: last, isAbove: triggersAbove(order), of: 'last' },
    instrument,
  )
}

/** A price that must be on one side of another, which the rule names: `above_last`, `below_stop`, … */
export interface Beyond extends Pick<Violation, 'code' | 'field'> {
  readonly price: bigint
  readonly bound: bigint
  readonly isAbove: boolean
  readonly of: string
}

/** Whether a price is beyond its bound; the nearest valid one is the next tick beyond it, where the instrument has one. */
export function checkBeyond({ code, field, price, bound, isAbove, of }: Beyond, instrument: Instrument): Violation[] {
  if (isAbove ? price > bound : price < bound) return []
  const tick = tickOf(instrument)
  const nearest = isAbove ? (floorDivide(bound, tick) + 1n) * tick : (ceilDivide(bound, tick) - 1n) * tick
  const isValid = nearest > 0n && nearest >= instrument.priceMin && (instrument.priceMax === 0n || nearest <= instrument.priceMax)
  const text = (units: bigint): string => shown(units, instrument.priceScale)
  return [
    {
      code,
      field,
      rule: `${isAbove ? 'above' : 'below'}_${of}`,
      value: text(price),
      limit: text(bound),
      ...(isValid ? { nearest: text(nearest) } : {}),
    },
  ]
}
