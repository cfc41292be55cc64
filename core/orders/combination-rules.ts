import type { OrderRequest, Violation } from './order-request.ts'
import { isLimit, isTriggered } from './types.ts'
import { malformed } from './violations.ts'

/** A trailing order comes back by at least a basis point and by less than everything. */
export const TRAILING_DELTA_MIN = 1
export const TRAILING_DELTA_MAX = 9_999
/** Farthest level behind the touch an order can be pegged to, as at Binance. */
const PEG_OFFSET_MAX = 100
/** The last moment a date can name. */
const TIME_MAX = 8_640_000_000_000_000

/**
 * Which fields, types and times in force go together (order-semantics d2, d3, d6, d8). Independent of any instrument.
 * `now` is market time in ms; unknown = the engine judges expiry alone.
 */
export function checkCombination(request: OrderRequest, now?: number): Violation[] {
  return [
    ...checkAmounts(request),
    ...checkPrice(request),
    ...checkTimeInForce(request),
    ...checkExpiry(request, now),
    ...checkPostOnly(request),
    ...checkTrigger(request),
    ...checkDisplay(request),
    ...checkPeg(request),
  ]
}

function checkAmounts({ type, quantity, quoteQuantity }: OrderRequest): Violation[] {
  if (quantity === undefined && (type !== 'market' || quoteQuantity === undefined))
    return [malformed({ field: 'quantity', rule: 'required', value: '' }), ...refuseQuote(type, quoteQuantity)]
  if (type === 'market' && quantity !== undefined && quoteQuantity !== undefined)
    return [malformed({ field: 'quote_quantity', rule: 'one_of_quantity', value: quoteQuantity })]
  return refuseQuote(type, quoteQuantity)
}

function refuseQuote(type: OrderRequest['type'], quoteQuantity: string | undefined): Violation[] {
  if (type === 'market' || quoteQuantity === undefined) return []
  return [malformed({ field: 'quote_quantity', rule: 'market_only', value: quoteQuantity })]
}

function checkPrice({ type, price, peg }: OrderRequest): Violation[] {
  if (!isLimit(type)) return price === undefined ? [] : [malformed({ field: 'price', rule: 'not_with_market', value: price })]
  if (peg === undefined) return price === undefined ? [malformed({ field: 'price', rule: 'required', value: '' })] : []
  return price === undefined ? [] : [malformed({ field: 'price', rule: 'not_with_peg', value: price })]
}

/** A market order cannot rest. One that waits for a trigger may wait for it as long as any other, and is a market order then. */
function checkTimeInForce({ type, timeInForce }: OrderRequest): Violation[] {
  if (type !== 'market' || timeInForce === 'ioc' || timeInForce === 'fok') return []
  return [malformed({ field: 'time_in_force', rule: 'not_with_market', value: timeInForce, limit: 'ioc, fok', nearest: 'ioc' })]
}

function checkExpiry({ timeInForce, expiresAt }: OrderRequest, now: number | undefined): Violation[] {
  const field = 'expires_at'
  if (expiresAt === undefined) return timeInForce === 'gtd' ? [malformed({ field, rule: 'required', value: '' })] : []
  if (!Number.isInteger(expiresAt) || expiresAt < 1 || expiresAt > TIME_MAX)
    return [malformed({ field, rule: 'timestamp', value: String(expiresAt) })]
  const value = new Date(expiresAt).toISOString()
  if (timeInForce !== 'gtd') return [malformed({ field, rule: 'gtd_only', value })]
  if (now === undefined || expiresAt > now) return []
  return [malformed({ field, rule: 'in_future', value, limit: new Date(now).toISOString() })]
}

function checkPostOnly({ type, timeInForce, postOnly }: OrderRequest): Violation[] {
  if (!postOnly) return []
  const fault = { field: 'post_only', value: 'true', nearest: 'false' }
  if (!isLimit(type)) return [malformed({ ...fault, rule: 'limit_only' })]
  return isImmediate(timeInForce) ? [malformed({ ...fault, rule: 'resting_only', limit: 'gtc, gtd, day' })] : []
}

function checkTrigger({ type, stopPrice, trailingDelta, activationPrice }: OrderRequest): Violation[] {
  const violations: Violation[] = []
  const refuse = (field: string, rule: string, value: string | number): void =>
    void violations.push(malformed({ field, rule, value: String(value) }))
  if (!isTriggered(type)) {
    if (stopPrice !== undefined) refuse('stop_price', 'triggered_only', stopPrice)
    if (trailingDelta !== undefined) refuse('trailing_delta', 'triggered_only', trailingDelta)
    if (activationPrice !== undefined) refuse('activation_price', 'triggered_only', activationPrice)
    return violations
  }
  if (stopPrice === undefined && trailingDelta === undefined) refuse('stop_price', 'required', '')
  if (stopPrice !== undefined && trailingDelta !== undefined) refuse('trailing_delta', 'one_of_trigger', trailingDelta)
  if (activationPrice !== undefined && trailingDelta === undefined) refuse('activation_price', 'trailing_only', activationPrice)
  if (trailingDelta === undefined) return violations
  return [...violations, ...checkCount('trailing_delta', trailingDelta, [TRAILING_DELTA_MIN, TRAILING_DELTA_MAX])]
}

/** Only what rests until it is canceled shows itself in slices (order-semantics d8). */
function checkDisplay({ type, timeInForce, displayQuantity }: OrderRequest): Violation[] {
  if (displayQuantity === undefined) return []
  const fault = { field: 'display_quantity', value: displayQuantity }
  if (!isLimit(type)) return [malformed({ ...fault, rule: 'limit_only' })]
  return timeInForce === 'gtc' ? [] : [malformed({ ...fault, rule: 'gtc_only', limit: 'gtc' })]
}

function checkPeg({ type, timeInForce, postOnly, peg }: OrderRequest): Violation[] {
  if (peg === undefined) return []
  if (!isLimit(type)) return [malformed({ field: 'peg', rule: 'limit_only', value: peg.to })]
  const violations = checkCount('peg_offset', peg.offset, [0, PEG_OFFSET_MAX])
  if (peg.to === 'primary' && isImmediate(timeInForce)) {
    const fault = { field: 'time_in_force', rule: 'not_with_primary_peg', value: timeInForce }
    violations.push(malformed({ ...fault, limit: 'gtc, gtd, day', nearest: 'gtc' }))
  }
  if (peg.to === 'market' && postOnly)
    violations.push(malformed({ field: 'peg', rule: 'primary_with_post_only', value: peg.to, limit: 'primary', nearest: 'primary' }))
  return violations
}

function checkCount(field: string, count: number, [min, max]: readonly [number, number]): Violation[] {
  const nearest = String(Math.min(max, Math.max(min, Math.round(count) || 0)))
  const fault = { field, value: String(count), nearest }
  if (count < min) return [malformed({ ...fault, rule: 'min', limit: String(min) })]
  if (count > max) return [malformed({ ...fault, rule: 'max', limit: String(max) })]
  return Number.isInteger(count) ? [] : [malformed({ ...fault, rule: 'whole_number' })]
}

function isImmediate(timeInForce: OrderRequest['timeInForce']): boolean {
  return timeInForce === 'ioc' || timeInForce === 'fok'
}
