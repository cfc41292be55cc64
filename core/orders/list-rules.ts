import type { Instrument } from './instrument.ts'
import type { ListRequest, OrderRequest, PricedOrder, Violation } from './order-request.ts'
import { checkBeyond } from './trigger-rules.ts'
import { isLimit, isStop, isTriggered } from './types.ts'
import { malformed, shown } from './violations.ts'

const PROFIT_TYPES = 'limit, take_profit, take_profit_limit'
const STOP_TYPES = 'stop_loss, stop_loss_limit'

/** Two legs without a working order, one or two behind one. */
export function checkLegCount({ working, legs }: ListRequest): Violation[] {
  const min = working === undefined ? 2 : 1
  if (legs.length >= min && legs.length <= 2) return []
  return [malformed({ field: 'legs', rule: 'count', value: String(legs.length), limit: min === 2 ? '2' : '1, 2' })]
}

/** Which sides and types go together in a list (order-semantics d7). The legs have been counted. */
export function checkMembers({ working, legs }: ListRequest): Violation[] {
  return [
    ...(working === undefined ? [] : checkWorking(working)),
    ...legs.flatMap((leg, index) => [
      ...checkSide(leg, index, working === undefined ? legs[0]?.side : 'sell'),
      ...checkLegType(leg, index),
    ]),
    ...(legs.length === 2 ? checkPair(legs, working === undefined) : []),
  ]
}

/** It buys, so that the legs can close what it brought in; it works at once and its quantity is known (ADR 0012). */
function checkWorking({ side, type, peg, quoteQuantity }: OrderRequest): Violation[] {
  const violations: Violation[] = []
  if (side !== 'buy') violations.push(malformed({ field: 'working.side', rule: 'working_buys', value: side, limit: 'buy', nearest: 'buy' }))
  if (isTriggered(type)) {
    const nearest = isLimit(type) ? 'limit' : 'market'
    violations.push(malformed({ field: 'working.type', rule: 'without_trigger', value: type, limit: 'limit, market', nearest }))
  }
  if (peg !== undefined) violations.push(malformed({ field: 'working.peg', rule: 'without_peg', value: peg.to }))
  if (quoteQuantity !== undefined)
    violations.push(malformed({ field: 'working.quote_quantity', rule: 'by_quantity', value: quoteQuantity }))
  return violations
}

function checkSide({ side }: OrderRequest, index: number, expected: OrderRequest['side'] | undefined): Violation[] {
  if (expected === undefined || side === expected) return []
  return [malformed({ field: `legs.${index}.side`, rule: 'legs_side', value: side, limit: expected, nearest: expected })]
}

/** A leg rests or waits. A plain market order would end with the first fill that starts it and leave the rest open. */
function checkLegType({ type }: OrderRequest, index: number): Violation[] {
  if (type !== 'market') return []
  return [malformed({ field: `legs.${index}.type`, rule: 'leg_type', value: type, limit: `${PROFIT_TYPES}, ${STOP_TYPES}` })]
}

/**
 * One leg takes the profit and the other stops the loss. The limit of an OCO waits: it may not take when it comes. Behind a working
 * order it may, for when it starts the market can be past it already, and a profit that is there is to be taken.
 */
function checkPair(legs: readonly OrderRequest[], isOco: boolean): Violation[] {
  const violations = legs.flatMap(({ type, postOnly }, index) =>
    isOco && type === 'limit' && !postOnly
      ? [malformed({ field: `legs.${index}.post_only`, rule: 'required_in_pair', value: 'false', limit: 'true', nearest: 'true' })]
      : [],
  )
  const [first, second] = legs
  if (first === undefined || second === undefined || first.type === 'market' || second.type === 'market') return violations
  if (isStop(first.type) !== isStop(second.type)) return violations
  const limit = isStop(first.type) ? PROFIT_TYPES : STOP_TYPES
  return [...violations, malformed({ field: 'legs.1.type', rule: 'one_profit_one_stop', value: second.type, limit })]
}

/** Every leg is for the quantity of the working order, or both for the same. */
export function checkQuantities(working: PricedOrder | undefined, legs: readonly PricedOrder[], instrument: Instrument): Violation[] {
  const expected = (working ?? legs[0])?.quantity
  return legs.flatMap(({ quantity }, index) => {
    if (quantity === undefined || expected === undefined || quantity === expected) return []
    const limit = shown(expected, instrument.baseScale)
    const value = shown(quantity, instrument.baseScale)
    return [malformed({ field: `legs.${index}.quantity`, rule: 'same_quantity', value, limit, nearest: limit })]
  })
}

/**
 * The profit leg of a sell is above the last price and its stop leg below, of a buy the other way round; the profit is beyond the
 * stop in any case. `last` undefined = unknown, or the legs start later. A price that is not known yet, of a trailing leg
 * without activation or of a pegged one, is not compared.
 */
export function checkListPrices(legs: readonly PricedOrder[], last: bigint | undefined, instrument: Instrument): Violation[] {
  const known = legs.flatMap((order, index) => {
    const isProfit = !isStop(order.type)
    const [name, price] = isTriggered(order.type) ? triggerOf(order) : (['price', order.price] as const)
    const isAbove = (order.side === 'sell') === isProfit
    return price === undefined ? [] : [{ code: 'OCO_BAD_PRICES' as const, field: `legs.${index}.${name}`, price, isAbove, isProfit }]
  })
  const againstLast =
    last === undefined || last === 0n ? [] : known.flatMap(leg => checkBeyond({ ...leg, bound: last, of: 'last' }, instrument))
  const [profit, stop] = [known.find(leg => leg.isProfit), known.find(leg => !leg.isProfit)]
  if (againstLast.length > 0 || profit === undefined || stop === undefined) return againstLast
  return checkBeyond({ ...profit, bound: stop.price, of: 'stop' }, instrument)
}

function triggerOf({ stopPrice, activationPrice }: PricedOrder): readonly [name: string, price: bigint | undefined] {
  return stopPrice === undefined ? ['activation_price', activationPrice] : ['stop_price', stopPrice]
}
