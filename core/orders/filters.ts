import { ceilDivide, floorDivide, parseDecimal, powerOfTen } from '#core/decimal'
import { assert } from '#core/assert'
import type { Instrument } from './instrument.ts'
import { lotOf, notionalFloor, tickLotValue, tickOf } from './instrument.ts'
import type { MarketView, PricedOrder, Violation } from './order-request.ts'
import type { ReasonCode } from './reasons.ts'
import { isLimit, isTriggered } from './types.ts'
import { shown } from './violations.ts'

/** A grid with ends: every unit is at least 1 step; `max` 0n = no upper end. */
interface Grid {
  readonly step: bigint
  readonly min: bigint
  readonly max: bigint
}

interface Subject {
  readonly code: ReasonCode
  readonly field: string
  readonly scale: number
}

/** PRICE_FILTER: every price of the order is between the ends and on the tick. */
export function checkPrice(order: PricedOrder, instrument: Instrument): Violation[] {
  const grid = { step: tickOf(instrument), min: instrument.priceMin, max: instrument.priceMax }
  return pricesOf(order).flatMap(([field, price]) =>
    checkGrid(price, grid, { code: 'FILTER_PRICE_FILTER', field, scale: instrument.priceScale }),
  )
}

/** The prices an order names, by their fields on the wire. */
export function pricesOf(order: PricedOrder): (readonly [field: string, price: bigint])[] {
  const prices: (readonly [string, bigint])[] = []
  if (order.price !== undefined) prices.push(['price', order.price])
  if (order.stopPrice !== undefined) prices.push(['stop_price', order.stopPrice])
  if (order.activationPrice !== undefined) prices.push(['activation_price', order.activationPrice])
  return prices
}

/** LOT_SIZE: every order with a quantity, and the slices of an iceberg. */
export function checkLot(order: PricedOrder, instrument: Instrument): Violation[] {
  const grid = { step: lotOf(instrument), min: instrument.quantityMin, max: instrument.quantityMax }
  const check = (field: string, quantity: bigint | undefined): Violation[] =>
    quantity === undefined ? [] : checkGrid(quantity, grid, { code: 'FILTER_LOT_SIZE', field, scale: instrument.baseScale })
  return [...check('quantity', order.quantity), ...check('display_quantity', order.displayQuantity)]
}

/**
 * MARKET_LOT_SIZE: market orders by quantity and what becomes one, beside LOT_SIZE. Its step is zero on all of Binance, which
 * switches it off.
 */
export function checkMarketLot(order: PricedOrder, instrument: Instrument): Violation[] {
  if (isLimit(order.type) || order.quantity === undefined) return []
  const step = instrument.marketStepSize > 0n ? instrument.marketStepSize : lotOf(instrument)
  const grid = { step, min: instrument.marketQuantityMin, max: instrument.marketQuantityMax }
  const violations = checkGrid(order.quantity, grid, { code: 'FILTER_MARKET_LOT_SIZE', field: 'quantity', scale: instrument.baseScale })
  return instrument.marketStepSize > 0n ? violations : violations.filter(violation => violation.rule !== 'step')
}

/** NOTIONAL and MIN_NOTIONAL, at the limit price or at the price the order can be expected to meet; unchecked where none is known. */
export function checkNotional(order: PricedOrder, instrument: Instrument, market: MarketView): Violation[] {
  if (order.quoteQuantity !== undefined) return checkQuoteQuantity(order.quoteQuantity, instrument)
  const { quantity } = order
  assert(quantity !== undefined, 'an order has a quantity or a quote quantity')
  if (!isLimit(order.type) && !instrument.notionalAppliesToMarket) return []
  const price = expectedPrice(order, market)
  if (price === undefined) return []
  const value = notionalFloor(instrument, price, quantity)
  const { notionalMin, notionalMax } = instrument
  const failed = (rule: string, limit: bigint, nearest: bigint): Violation => ({
    code: 'FILTER_NOTIONAL',
    field: 'quantity',
    rule,
    value: shown(value, instrument.quoteScale),
    limit: shown(limit, instrument.quoteScale),
    ...(isTradable({ ...order, quantity: nearest }, instrument) ? { nearest: shown(nearest, instrument.baseScale) } : {}),
  })
  if (notionalMin > 0n && value < notionalMin) return [failed('min', notionalMin, quantityFor(instrument, price, notionalMin, 'up'))]
  if (notionalMax > 0n && value > notionalMax) return [failed('max', notionalMax, quantityFor(instrument, price, notionalMax, 'down'))]
  return []
}

/** Whether the quantity is one the lot filters let through: at some prices none is worth enough. */
function isTradable(order: PricedOrder, instrument: Instrument): boolean {
  return [...checkLot(order, instrument), ...checkMarketLot(order, instrument)].every(({ field }) => field !== 'quantity')
}

/**
 * The limit price; what waits is valued at its stop or where it starts to trail; what is pegged at the touch it would take; else
 * the last price counts, and before there is one the touch an order would meet.
 */
function expectedPrice(order: PricedOrder, market: MarketView): bigint | undefined {
  const known = (price: bigint | undefined): bigint | undefined => (price === 0n ? undefined : price)
  const [own, other] = order.side === 'buy' ? [market.bestBid, market.bestAsk] : [market.bestAsk, market.bestBid]
  const named = order.price ?? order.stopPrice ?? order.activationPrice
  if (named !== undefined) return known(named)
  const touch = order.peg === undefined || isTriggered(order.type) ? undefined : order.peg.to === 'primary' ? own : other
  return known(touch) ?? known(market.last) ?? known(other)
}

/** PERCENT_PRICE_BY_SIDE and PERCENT_PRICE: around the last price; unknown while nothing has traded. */
export function checkPercentPrice(order: PricedOrder, instrument: Instrument, market: MarketView): Violation[] {
  const { percentPrice } = instrument
  if (!percentPrice || order.price === undefined || market.last === undefined || market.last === 0n) return []
  const [up, down] = order.side === 'buy' ? [percentPrice.bidUp, percentPrice.bidDown] : [percentPrice.askUp, percentPrice.askDown]
  const tick = tickOf(instrument)
  const show = (amount: bigint): string => shown(amount, instrument.priceScale)
  const failed = (rule: string, limit: bigint): Violation[] => [
    {
      code: 'FILTER_PERCENT_PRICE_BY_SIDE',
      field: 'price',
      rule,
      value: show(order.price ?? 0n),
      limit: show(limit),
      nearest: show(limit),
    },
  ]
  const highest = multiplied(market.last, up, (value, one) => floorDivide(value, one * tick) * tick)
  if (highest > 0n && order.price > highest) return failed('multiplier_up', highest)
  const lowest = multiplied(market.last, down, (value, one) => ceilDivide(value, one * tick) * tick)
  return order.price < lowest ? failed('multiplier_down', lowest) : []
}

function checkQuoteQuantity(quote: bigint, instrument: Instrument): Violation[] {
  const show = (amount: bigint): string => shown(amount, instrument.quoteScale)
  const { notionalMin, notionalMax, notionalAppliesToMarket } = instrument
  const smallest = tickLotValue(instrument)
  const min = notionalAppliesToMarket && notionalMin > smallest ? notionalMin : smallest
  const failed = (rule: string, limit: bigint): Violation[] => [
    { code: 'FILTER_NOTIONAL', field: 'quote_quantity', rule, value: show(quote), limit: show(limit), nearest: show(limit) },
  ]
  if (quote < min) return failed('min', min)
  return notionalAppliesToMarket && notionalMax > 0n && quote > notionalMax ? failed('max', notionalMax) : []
}

function checkGrid(value: bigint, grid: Grid, subject: Subject): Violation[] {
  const show = (amount: bigint): string => shown(amount, subject.scale)
  const min = grid.min > 0n ? grid.min : grid.step
  const nearest = show(nearestOn(value, grid))
  const failed = (rule: string, limit: bigint): Violation => ({
    code: subject.code,
    field: subject.field,
    rule,
    value: show(value),
    limit: show(limit),
    nearest,
  })
  const violations: Violation[] = []
  if (value < min) violations.push(failed('min', min))
  if (grid.max > 0n && value > grid.max) violations.push(failed('max', grid.max))
  if (value % grid.step !== 0n) violations.push(failed('step', grid.step))
  return violations
}

/** The multiple of the step closest to the value within the ends; halves go up. */
function nearestOn(value: bigint, grid: Grid): bigint {
  const lowest = ceilDivide(grid.min > 0n ? grid.min : 1n, grid.step) * grid.step
  const rounded = floorDivide(value * 2n + grid.step, grid.step * 2n) * grid.step
  if (rounded < lowest) return lowest
  if (grid.max === 0n || rounded <= grid.max) return rounded
  return floorDivide(grid.max, grid.step) * grid.step
}

/** The quantity on the step whose value reaches a notional (up) or stays within it (down). */
function quantityFor(instrument: Instrument, price: bigint, amount: bigint, towards: 'up' | 'down'): bigint {
  const shift = instrument.quoteScale - instrument.priceScale - instrument.baseScale
  const perUnit = shift >= 0 ? price * powerOfTen(shift) : price
  const wanted = shift >= 0 ? amount : amount * powerOfTen(-shift)
  const step = lotOf(instrument)
  return (towards === 'up' ? ceilDivide(wanted, perUnit * step) : floorDivide(wanted, perUnit * step)) * step
}

/** price × multiplier, rounded by the caller's rule; a multiplier is a plain decimal with up to 10 places. */
function multiplied(price: bigint, multiplier: string, round: (value: bigint, one: bigint) => bigint): bigint {
  const factor = parseDecimal(multiplier, 10)
  assert(typeof factor === 'bigint', 'a multiplier was read as a plain decimal')
  return round(price * factor, powerOfTen(10))
}
