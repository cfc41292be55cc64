import type { OrderRequest, Violation } from './order-request.ts'

/** Which fields, types and times in force go together. Independent of any instrument. */
export function checkCombination(request: OrderRequest): Violation[] {
  const early = notYetSupported(request)
  if (early.length > 0) return early
  return request.type === 'market' ? checkMarket(request) : checkLimit(request)
}

/** What the engine does not know yet: the one place to open when it does. */
function notYetSupported(request: OrderRequest): Violation[] {
  const violations: Violation[] = []
  const refuse = (field: string, value: string): void => void violations.push(broken(field, 'not_yet_supported', value))
  if (request.type !== 'market' && request.type !== 'limit') refuse('type', request.type)
  if (request.timeInForce === 'gtd' || request.timeInForce === 'day') refuse('time_in_force', request.timeInForce)
  if (request.stopPrice !== undefined) refuse('stop_price', request.stopPrice)
  if (request.trailingDelta !== undefined) refuse('trailing_delta', String(request.trailingDelta))
  if (request.activationPrice !== undefined) refuse('activation_price', request.activationPrice)
  if (request.displayQuantity !== undefined) refuse('display_quantity', request.displayQuantity)
  return violations
}

function checkMarket(request: OrderRequest): Violation[] {
  const violations: Violation[] = []
  if (request.price !== undefined) violations.push(broken('price', 'not_with_market', request.price))
  if (request.postOnly) violations.push(broken('post_only', 'limit_only', 'true'))
  if (request.quantity === undefined && request.quoteQuantity === undefined) violations.push(broken('quantity', 'required', ''))
  if (request.quantity !== undefined && request.quoteQuantity !== undefined)
    violations.push(broken('quote_quantity', 'one_of_quantity', request.quoteQuantity))
  return violations
}

function checkLimit(request: OrderRequest): Violation[] {
  const violations: Violation[] = []
  if (request.price === undefined) violations.push(broken('price', 'required', ''))
  if (request.quantity === undefined) violations.push(broken('quantity', 'required', ''))
  if (request.quoteQuantity !== undefined) violations.push(broken('quote_quantity', 'market_only', request.quoteQuantity))
  if (request.postOnly && request.timeInForce !== 'gtc') violations.push(broken('post_only', 'gtc_only', request.timeInForce))
  return violations
}

function broken(field: string, rule: string, value: string): Violation {
  return { code: 'VALIDATION_FAILED', field, rule, value }
}
