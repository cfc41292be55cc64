import { ceilDivide, floorDivide, formatDecimal, parseDecimal, powerOfTen, trimDecimal } from '#core/decimal'
import { assert } from '#core/assert'
import type { Instrument } from './instrument.ts'
import { lotOf, notionalFloor, tickLotValue, tickOf } from './instrument.ts'
import type { MarketView, PricedOrder, Violation } from './order-request.ts'
import type { ReasonCode } from './reasons.ts'

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

/** PRICE_FILTER: between the ends and on the tick. */
export function checkPrice(order: PricedOrder, instrument: Instrument): Violation[] {
  if (order.price === undefined) return []
  const grid = { step: tickOf(instrument), min: instrument.priceMin, max: instrument.priceMax }
  return checkGrid(order.price, grid, { code: 'FILTER_PRICE_FILTER', field: 'price', scale: instrument.priceScale })
}

/** LOT_SIZE: every order with a quantity. */
export function checkLot(order: PricedOrder, instrument: Instrument): Violation[] {
  if (order.quantity === undefined) return []
  const grid = { step: lotOf(instrument), min: instrument.quantityMin, max: instrument.quantityMax }
  return checkGrid(order.quantity, grid, { code: 'FILTER_LOT_SIZE', field: 'quantity', scale: instrument.baseScale })
}

/** MARKET_LOT_SIZE: market orders by quantity, beside LOT_SIZE. Its step is zero on all of Binance, which switches it off. */
export function checkMarketLot(order: PricedOrder, instrument: Instrument): Violation[] {
  if (order.type !== 'market' || order.quantity === undefined) return []
  const step = instrument.marketStepSize > 0n ? instrument.marketStepSize : lotOf(instrument)
  const grid = { step, min: instrument.marketQuantityMin, max: instrument.marketQuantityMax }
  const violations = checkGrid(order.quantity, grid, { code: 'FILTER_MARKET_LOT_SIZE', field: 'quantity', scale: instrument.baseScale })
  return instrument.marketStepSize > 0n ? violations : violations.filter(violation => violation.rule !== 'step')
}

/** NOTIONAL and MIN_NOTIONAL. A market order is valued at the last price, else at the quote it would meet. */
export function checkNotional(order: PricedOrder, instrument: Instrument, market: MarketView): Violation[] {
  if (order.quoteQuantity !== undefined) return checkQuoteQuantity(order.quoteQuantity, instrument)
  const { quantity } = order
  assert(quantity !== undefined, 'an order has a quantity or a quote quantity')
  if (order.type === 'market' && !instrument.notionalAppliesToMarket) return []
  const price = order.price ?? market.last ?? (order.side === 'buy' ? market.bestAsk : market.bestBid)
  if (price === undefined || price === 0n) return []
  const value = notionalFloor(instrument, price, quantity)
  const show = (amount: bigint): string => trimDecimal(formatDecimal(amount, instrument.quoteScale))
  const failed = (rule: string, limit: bigint, nearest: bigint): Violation[] => [
    {
      code: 'FILTER_NOTIONAL',
      field: 'quantity',
      rule,
      value: show(value),
      limit: show(limit),
      nearest: trimDecimal(formatDecimal(nearest, instrument.baseScale)),
    },
  ]
  if (instrument.notionalMin > 0n && value < instrument.notionalMin)
    return failed('min', instrument.notionalMin, quantityFor(instrument, price, instrument.notionalMin, 'up'))
  if (instrument.notionalMax > 0n && value > instrument.notionalMax)
    return failed('max', instrument.notionalMax, quantityFor(instrument, price, instrument.notionalMax, 'down'))
  return []
}

/** PERCENT_PRICE_BY_SIDE and PERCENT_PRICE: around the last price; unknown while nothing has traded. */
export function checkPercentPrice(order: PricedOrder, instrument: Instrument, market: MarketView): Violation[] {
  const { percentPrice } = instrument
  if (!percentPrice || order.price === undefined || market.last === undefined || market.last === 0n) return []
  const [up, down] = order.side === 'buy' ? [percentPrice.bidUp, percentPrice.bidDown] : [percentPrice.askUp, percentPrice.askDown]
  const tick = tickOf(instrument)
  const show = (amount: bigint): string => trimDecimal(formatDecimal(amount, instrument.priceScale))
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
  const show = (amount: bigint): string => trimDecimal(formatDecimal(amount, instrument.quoteScale))
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
  const show = (amount: bigint): string => trimDecimal(formatDecimal(amount, subject.scale))
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
