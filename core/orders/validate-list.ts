import type { Instrument } from './instrument.ts'
import { checkLegCount, checkListPrices, checkMembers, checkQuantities } from './list-rules.ts'
import type { ListRequest, MarketView, PricedOrder, ValidatedList, Violation } from './order-request.ts'
import type { Checked } from './validate-order.ts'
import { checkCounts, checkRequest, checkStatus } from './validate-order.ts'

/**
 * Checks a list (order-semantics d7, ADR 0012) and turns it into integers: an OCO of two legs, or a buy whose one or two legs
 * sell what it brings in. Every order is checked alone as well; a leg behind a working order starts later, so nothing about it
 * is compared with the market as it is now. Each order counts towards the open ones from the start.
 */
export function validateList(request: ListRequest, instrument: Instrument, market: MarketView): ValidatedList {
  const count = checkLegCount(request)
  if (count.length > 0) return { ok: false, violations: [...checkStatus(instrument), ...count] }
  const working = request.working && checkRequest(request.working, instrument, market)
  const later = market.now === undefined ? {} : { now: market.now }
  const legs = request.legs.map(leg => checkRequest(leg, instrument, working ? later : market))
  const orders = { working: working?.order, legs: legs.flatMap(leg => leg.order ?? []) }
  const isReadable = orders.legs.length === legs.length && (working === undefined || orders.working !== undefined)
  const violations = [
    ...checkStatus(instrument),
    ...checkMembers(request),
    ...(working ? prefixed('working', working) : []),
    ...legs.flatMap((leg, index) => prefixed(`legs.${index}`, leg)),
    ...(isReadable ? checkTogether(orders, instrument, market) : []),
  ]
  if (violations.length > 0) return { ok: false, violations }
  return { ok: true, legs: orders.legs, ...(orders.working ? { working: orders.working } : {}) }
}

interface Orders {
  readonly working: PricedOrder | undefined
  readonly legs: readonly PricedOrder[]
}

function checkTogether({ working, legs }: Orders, instrument: Instrument, market: MarketView): Violation[] {
  return [
    ...checkQuantities(working, legs, instrument),
    ...checkListPrices(legs, working === undefined ? market.last : undefined, instrument),
    ...checkCounts(working === undefined ? legs : [working, ...legs], instrument, market),
  ]
}

function prefixed(prefix: string, { violations }: Checked): Violation[] {
  return violations.map(violation => ({ ...violation, field: `${prefix}.${violation.field}` }))
}
