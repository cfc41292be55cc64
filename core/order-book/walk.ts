import * as cells from './cells.ts'
import * as commands from './command-log.ts'
import * as e from './event-log.ts'
import type { Ladder } from './ladder.ts'
import { type Taker } from './taker.ts'
import * as stops from './taker.ts'

const { AHEAD, F, I, LEAVES, LEFT, NEXT, NUMBER, OWNER, PRICE, VISIBLE } = cells
const { STP_DECREMENT, STP_EXPIRE_BOTH, STP_EXPIRE_MAKER, STP_NONE } = commands
const { E_KIND, E_LOTS, E_MAKER, E_ORDER, E_PRICE, EVENT_F, EVENT_I, EXPIRED, KIND_PREVENTED, NO_REASON, SELF_TRADE } = e
const { BAND, DONE, EMPTY, LIMIT, OWN_ORDER, PREVENTED } = stops

/** Nothing more to meet at this price. */
const GO_ON = 0

/** Takes from the other side in price and queue order until the taker is done or stops; says why it stopped. */
export function walk(ladder: Ladder, taker: Taker): number {
  const side = taker.isBuy ? ladder.asks : ladder.bids
  for (let level = side.best; level !== 0;) {
    const price = ladder.memory.cells.i[level * I + PRICE]!
    if (taker.isBuy ? price > taker.limit : price < taker.limit) return LIMIT
    side.note(level)
    const stop = meetLevel(ladder, taker, level, price)
    const next = stop === GO_ON ? side.worse(price) : 0
    side.dropIfEmpty(level)
    if (stop !== GO_ON) return stop
    level = next
  }
  return EMPTY
}

/** Whether the taker would meet anything at a price it accepts. */
export function wouldMatch(ladder: Ladder, taker: Taker): boolean {
  const side = taker.isBuy ? ladder.asks : ladder.bids
  const { f, i } = ladder.memory.cells
  for (let level = side.best; level !== 0; level = side.worse(i[level * I + PRICE]!)) {
    const price = i[level * I + PRICE]!
    if (taker.isBuy ? price > taker.limit : price < taker.limit) return false
    if (i[level * I + NEXT] !== level || (ladder.isMatchable && f[level * F + LEFT]! > 0)) return true
  }
  return false
}

function meetLevel(ladder: Ladder, taker: Taker, level: number, price: number): number {
  const { f, i } = ladder.memory.cells
  for (;;) {
    const maker = i[level * I + NEXT]!
    const house = ladder.isMatchable ? f[level * F + LEFT]! : 0
    const ahead = maker === level ? house : f[maker * F + AHEAD]!
    const isHouse = house > 0 && ahead > 0
    if (!isHouse && maker === level) return GO_ON
    if (taker.isBuy ? price > taker.band : price < taker.band) return BAND
    const allowed = taker.allowance(price)
    if (allowed === 0) return taker.boundAt(price)
    if (isHouse) {
      const lots = Math.min(allowed, house, ahead)
      ladder.tellFill(taker, level, 0, lots)
      ladder.takeHouse(level, lots)
      countFill(taker, price, lots)
    } else if (taker.selfTrade !== STP_NONE && i[maker * I + OWNER] === taker.owner) {
      const stop = meetOwn(ladder, taker, maker, allowed)
      if (stop !== GO_ON) return stop
      continue
    } else {
      const lots = Math.min(allowed, f[maker * F + VISIBLE]!)
      ladder.tellFill(taker, level, maker, lots)
      ladder.reduce(maker, lots)
      countFill(taker, price, lots)
      ladder.afterFill(maker)
    }
    if (taker.leaves === 0 && !taker.isByQuote) return DONE
  }
}

function countFill(taker: Taker, price: number, lots: number): void {
  taker.count(price, lots)
  taker.filled += lots
  taker.priceLast = price
}

/** The taker meets an order of its own owner (README, self-trade prevention). */
function meetOwn(ladder: Ladder, taker: Taker, maker: number, allowed: number): number {
  const { f, i } = ladder.memory.cells
  if (taker.selfTrade === STP_DECREMENT) {
    const lots = Math.min(allowed, f[maker * F + VISIBLE]!)
    tellPrevented(ladder, taker, maker, lots)
    taker.count(i[maker * I + PRICE]!, lots)
    ladder.reduce(maker, lots)
    if (f[maker * F + LEAVES] === 0) ladder.end(maker, EXPIRED, SELF_TRADE)
    else if (f[maker * F + VISIBLE] === 0) ladder.refill(maker)
    return taker.leaves === 0 && !taker.isByQuote ? PREVENTED : GO_ON
  }
  if (taker.selfTrade === STP_EXPIRE_MAKER || taker.selfTrade === STP_EXPIRE_BOTH) ladder.end(maker, EXPIRED, SELF_TRADE)
  return taker.selfTrade === STP_EXPIRE_MAKER ? GO_ON : OWN_ORDER
}

function tellPrevented(ladder: Ladder, taker: Taker, maker: number, lots: number): void {
  const { events } = ladder
  const { f, i } = ladder.memory.cells
  const record = events.next()
  events.f[record * EVENT_F + E_ORDER] = taker.number
  events.f[record * EVENT_F + E_MAKER] = f[maker * F + NUMBER]!
  events.f[record * EVENT_F + E_LOTS] = lots
  events.i[record * EVENT_I + E_KIND] = KIND_PREVENTED
  events.i[record * EVENT_I + E_PRICE] = i[maker * I + PRICE]!
}

/** Whether a fill-or-kill order would be filled: the same walk without effect. Leaves the taker spent. */
export function wouldFill(ladder: Ladder, taker: Taker): boolean {
  const side = taker.isBuy ? ladder.asks : ladder.bids
  const { i } = ladder.memory.cells
  let stop = EMPTY
  for (let level = side.best; level !== 0; level = side.worse(i[level * I + PRICE]!)) {
    const price = i[level * I + PRICE]!
    stop = (taker.isBuy ? price > taker.limit : price < taker.limit) ? LIMIT : tryLevel(ladder, taker, level, price)
    if (stop !== GO_ON) break
    stop = EMPTY
  }
  return taker.endReason(stop) === NO_REASON
}

/** What shows, in queue order among the house; then the rest of the house; then the icebergs' reserves, slice by slice. */
function tryLevel(ladder: Ladder, taker: Taker, level: number, price: number): number {
  const { f, i } = ladder.memory.cells
  const house = ladder.isMatchable ? f[level * F + LEFT]! : 0
  let [passed, hidden] = [0, 0]
  for (let maker = i[level * I + NEXT]!; maker !== level; maker = i[maker * I + NEXT]!) {
    const place = Math.min(f[maker * F + AHEAD]!, house)
    const stop = tryLots(taker, price, place - passed)
    if (stop !== GO_ON) return stop
    passed = Math.max(passed, place)
    const isOwn = taker.selfTrade !== STP_NONE && i[maker * I + OWNER] === taker.owner
    const met = isOwn ? tryOwn(taker, price) : tryLots(taker, price, f[maker * F + VISIBLE]!)
    if (met !== GO_ON) return met
    if (!isOwn) hidden += f[maker * F + LEAVES]! - f[maker * F + VISIBLE]!
  }
  const stop = tryLots(taker, price, house - passed)
  return stop === GO_ON ? tryLots(taker, price, hidden) : stop
}

/** Own orders end the trial unless they would make way; prevented lots are no fill. */
function tryOwn(taker: Taker, price: number): number {
  if (taker.isBuy ? price > taker.band : price < taker.band) return BAND
  if (taker.allowance(price) === 0) return taker.boundAt(price)
  return taker.selfTrade === STP_EXPIRE_MAKER ? GO_ON : OWN_ORDER
}

function tryLots(taker: Taker, price: number, lots: number): number {
  for (let left = lots; left > 0;) {
    if (taker.isBuy ? price > taker.band : price < taker.band) return BAND
    const allowed = taker.allowance(price)
    if (allowed === 0) return taker.boundAt(price)
    const taken = Math.min(allowed, left)
    countFill(taker, price, taken)
    left -= taken
    if (taker.leaves === 0 && !taker.isByQuote) return DONE
  }
  return GO_ON
}
