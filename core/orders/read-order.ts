import { assert } from '#core/assert'
import { decimalScale, parseDecimal, powerOfTen } from '#core/decimal'
import type { Instrument } from './instrument.ts'
import type { OrderRequest, PricedOrder, Violation } from './order-request.ts'
import { malformed, shown } from './violations.ts'

/** A request in integers as far as its texts are amounts, and what is wrong with those that are not. Nothing is rounded. */
export interface Read {
  readonly order: PricedOrder
  readonly violations: readonly Violation[]
}

/** Reads the amounts of a request at the scales of the instrument. */
export function readOrder(request: OrderRequest, instrument: Instrument): Read {
  const violations: Violation[] = []
  const read = <K extends keyof PricedOrder>(key: K, field: string, value: string | undefined, scale: number): { [key in K]?: bigint } => {
    const units = value === undefined ? undefined : readAmount(field, value, scale)
    if (typeof units === 'bigint') return { [key]: units } as { [key in K]?: bigint }
    if (units !== undefined) violations.push(units)
    return {}
  }
  const { side, type, timeInForce, postOnly, trailingDelta, expiresAt, peg, selfTradePrevention } = request
  const { priceScale, baseScale, quoteScale } = instrument
  const order: PricedOrder = {
    side,
    type,
    timeInForce,
    postOnly,
    ...read('price', 'price', request.price, priceScale),
    ...read('stopPrice', 'stop_price', request.stopPrice, priceScale),
    ...read('activationPrice', 'activation_price', request.activationPrice, priceScale),
    ...read('quantity', 'quantity', request.quantity, baseScale),
    ...read('displayQuantity', 'display_quantity', request.displayQuantity, baseScale),
    ...read('quoteQuantity', 'quote_quantity', request.quoteQuantity, quoteScale),
    ...(trailingDelta === undefined ? {} : { trailingDelta }),
    ...(expiresAt === undefined ? {} : { expiresAt }),
    ...(peg === undefined ? {} : { peg }),
    selfTradePrevention,
  }
  return { order, violations }
}

function readAmount(field: string, value: string, scale: number): bigint | Violation {
  const units = parseDecimal(value, scale)
  if (units === 'too_precise') return tooPrecise(field, value, scale)
  if (typeof units === 'bigint' && units >= 0n) return units
  return malformed({ field, rule: 'decimal', value: value.slice(0, 40) })
}

function tooPrecise(field: string, value: string, scale: number): Violation {
  const fine = decimalScale(value)
  const units = parseDecimal(value, fine)
  assert(typeof units === 'bigint', 'a text that is too precise is a decimal')
  if (units < 0n) return malformed({ field, rule: 'decimal', value })
  const unit = powerOfTen(fine - scale)
  const nearest = shown((units + unit / 2n) / unit, scale)
  return { code: 'PRECISION', field, rule: 'decimals_max', value, limit: String(scale), nearest }
}
