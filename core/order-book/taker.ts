import { assert } from '#core/assert'
import { LOTS_MAX, TICKS_MAX } from '#core/orders'
import { type CommandLog } from './command-log.ts'
import * as commands from './command-log.ts'
import * as e from './event-log.ts'

const {
  C_FLAGS,
  C_ORDER,
  C_OWNER,
  C_PRICE,
  C_QUANTITY,
  C_QUOTE,
  C_SPEND_MAX,
  COMMAND_F,
  COMMAND_I,
  FLAG_FOK,
  FLAG_IOC,
  FLAG_MARKET,
  FLAG_POST_ONLY,
  FLAG_SELL,
  SELF_TRADE_SHIFT,
} = commands
const { FOK_EXPIRED, IOC_EXPIRED, NO_HOLD, NO_LIQUIDITY, NO_REASON, OUT_OF_BAND, SELF_TRADE } = e

/** Why a taker stopped. `PREVENTED`: the last of it was taken off by self-trade prevention. */
export const DONE = 1
export const EMPTY = 2
export const LIMIT = 3
export const OWN_ORDER = 4
const HOLD = 5
const QUOTE = 6
export const BAND = 7
export const PREVENTED = 8

/** An order while it takes: what it may still do in lots, in tick-lots of quote and of hold. One object serves all orders of a book. */
export class Taker {
  number = 0
  owner = 0
  isBuy = false
  isMarket = false
  isFok = false
  isPostOnly = false
  canRest = false
  selfTrade = 0
  /** The worst price it accepts, and the worst the protection band allows. */
  limit = 0
  band = 0
  hasQuantity = false
  isByQuote = false
  isBySpend = false
  quantity = 0
  leaves = 0
  quoteLeft = 0
  spendLeft = 0
  filled = 0
  priceLast = 0

  /** An order at the start. Asserts that it is one validation can have let through. */
  load(log: CommandLog, record: number): void {
    const { f, i } = log
    const d = record * COMMAND_F
    const n = record * COMMAND_I
    const flags = i[n + C_FLAGS]!
    const price = i[n + C_PRICE]!
    const quantity = f[d + C_QUANTITY]!
    const quote = f[d + C_QUOTE]!
    const spendMax = f[d + C_SPEND_MAX]!
    this.number = f[d + C_ORDER]!
    this.owner = i[n + C_OWNER]!
    this.isBuy = (flags & FLAG_SELL) === 0
    this.isMarket = (flags & FLAG_MARKET) !== 0
    this.isFok = (flags & FLAG_FOK) !== 0
    this.isPostOnly = (flags & FLAG_POST_ONLY) !== 0
    this.canRest = (flags & (FLAG_MARKET | FLAG_FOK | FLAG_IOC)) === 0
    this.selfTrade = (flags >>> SELF_TRADE_SHIFT) & 7
    this.hasQuantity = quantity > 0
    this.isByQuote = quote > 0
    this.isBySpend = spendMax > 0
    this.quantity = quantity
    this.leaves = quantity > 0 ? quantity : LOTS_MAX
    this.quoteLeft = quote
    this.spendLeft = spendMax
    this.filled = 0
    this.priceLast = 0
    assert(Number.isSafeInteger(this.number) && this.number > 0, 'an order id is a positive safe integer')
    assert(isCount(quantity) && isCount(quote) && isCount(spendMax), 'amounts of an order are safe integers')
    assert(quantity > 0 || quote > 0, 'an order has a quantity or a quote quantity')
    if (this.isMarket) {
      assert(price === 0 && !this.isPostOnly, 'a market order has no price and cannot wait')
      this.limit = this.isBuy ? TICKS_MAX : 1
    } else {
      assert(price > 0, 'a limit price is within the engine range')
      assert(quote === 0 && quantity > 0, 'a limit order is by quantity')
      this.limit = price
    }
  }

  /** Lots it may take at a price, or 0 with the stop it comes to. Bounds are asked in the order of the rules. */
  allowance(price: number): number {
    if (this.isByQuote && this.quoteLeft < price) return 0
    if (this.isBySpend && this.spendLeft < price) return 0
    let lots = this.leaves
    if (this.isByQuote) lots = Math.min(lots, Math.floor(this.quoteLeft / price))
    if (this.isBySpend) lots = Math.min(lots, Math.floor(this.spendLeft / price))
    return lots
  }

  /** Why it may take nothing at a price. */
  boundAt(price: number): number {
    return this.isByQuote && this.quoteLeft < price ? QUOTE : HOLD
  }

  /** Counts lots that traded, or that were prevented from it, against every bound. */
  count(price: number, lots: number): void {
    this.leaves -= lots
    if (this.isByQuote) this.quoteLeft -= price * lots
    if (this.isBySpend) this.spendLeft -= price * lots
  }

  /** The reason of the end of an order that cannot rest, `NO_REASON` where it is filled (README, takers 4). */
  endReason(stop: number): number {
    if (stop === DONE || (stop === QUOTE && this.filled > 0)) return NO_REASON
    if (stop === EMPTY && this.isByQuote && this.quoteLeft < this.priceLast) return NO_REASON
    if (this.isFok) return FOK_EXPIRED
    if (stop === OWN_ORDER || stop === PREVENTED) return SELF_TRADE
    if (stop === HOLD) return NO_HOLD
    if (stop === QUOTE) return NO_LIQUIDITY
    if (stop === BAND) return OUT_OF_BAND
    return this.isMarket ? NO_LIQUIDITY : IOC_EXPIRED
  }

  /** Lots that did not trade; an order by quote has no such number, so 0. */
  rest(): number {
    return this.isByQuote ? 0 : this.leaves
  }
}

function isCount(amount: number): boolean {
  return Number.isSafeInteger(amount) && amount >= 0
}
