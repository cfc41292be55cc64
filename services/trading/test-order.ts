import { averagePrice } from '#contracts/order-wire'
import type { RouteReply } from '#contracts/kit'
import { problems } from '#contracts/problems'
import type { testOrder } from '#contracts/routes/orders'
import { formatDecimal } from '#core/decimal'
import {
  assetScaleOf,
  feeOn,
  type Hold,
  type Instrument,
  isLimit,
  isTriggered,
  type NoHold,
  notionalFloor,
  type PricedOrder,
} from '#core/orders'
import type { Call } from '#platform/service'
import { lacking, toProblemCode } from './draft-order.ts'
import { holdOf, makesDo, needsMarket, pegPrice, spentAsset } from './hold-order.ts'
import { judge } from './judge-order.ts'
import type { Trading } from './trading.ts'

type Reply = RouteReply<typeof testOrder>['body']

/** Everything a trader wants to know before sending: all broken rules, hold, fee, expected fill, queue. Nothing is stored. */
export async function test(trading: Trading, call: Call<typeof testOrder>): Promise<RouteReply<typeof testOrder>> {
  const account = await trading.findAccount(call.principal.userId, call.body.account_id)
  const instrument = trading.instruments.find(call.body.symbol)
  const judged = await judge(trading, call.body, instrument, { accountId: account.id })
  if ('violations' in judged) return invalid(...judged.violations.map(violation => ({ ...violation, code: toProblemCode(violation.code) })))
  const { order } = judged
  if (needsMarket(order) && !trading.books.isLive(instrument.symbol))
    return invalid({ code: 'DATA_STALE', field: 'symbol', rule: 'needs a live feed', value: instrument.symbol })
  const available = await trading.availableOf(account.id, spentAsset(order, instrument))
  const hold = holdWithin(trading, order, instrument, available)
  if ('reason' in hold || hold.amount > available) return invalid(unheld(order, hold, instrument))
  return { status: 200, body: estimate(trading, order, instrument, { hold, available }) }
}

const nothing = { hold: null, fee_estimate: null, balance_after: null, queue_ahead: null, expected: null }

function invalid(...errors: Reply['errors']): RouteReply<typeof testOrder> {
  return { status: 200, body: { ...nothing, valid: false, errors } }
}

/** The hold the order would be accepted with. */
function holdWithin(trading: Trading, order: PricedOrder, instrument: Instrument, available: bigint): Hold | NoHold {
  const hold = holdOf(trading, order, instrument, undefined)
  return 'reason' in hold || hold.amount <= available || !makesDo(order) ? hold : holdOf(trading, order, instrument, available)
}

function unheld(order: PricedOrder, hold: Hold | NoHold, instrument: Instrument): Reply['errors'][number] {
  if (!('reason' in hold)) return { code: 'INSUFFICIENT_BALANCE', ...lacking(order, hold, instrument) }
  const code = toProblemCode(hold.reason)
  return { code, field: order.quoteQuantity === undefined ? 'quantity' : 'quote_quantity', rule: problems[code].title }
}

interface Means {
  readonly hold: Hold
  readonly available: bigint
}
function estimate(trading: Trading, order: PricedOrder, instrument: Instrument, { hold, available }: Means): Reply {
  const outcome = isTriggered(order.type) ? onceTriggered(trading, order, instrument) : now(trading, order, instrument)
  const { walk, best, fee } = outcome
  const scale = assetScaleOf(instrument, hold.asset)
  return {
    valid: true,
    errors: [],
    hold: { asset: hold.asset, amount: formatDecimal(hold.amount, scale) },
    fee_estimate:
      order.side === 'buy'
        ? { asset: instrument.baseAsset, amount: formatDecimal(fee, instrument.baseScale) }
        : { asset: instrument.quoteAsset, amount: formatDecimal(fee, instrument.quoteScale) },
    balance_after: { asset: hold.asset, available: formatDecimal(available - hold.amount, scale) },
    queue_ahead: outcome.queueAhead === undefined ? null : formatDecimal(outcome.queueAhead, instrument.baseScale),
    expected: {
      average_price: averagePrice(walk.quote, walk.base, instrument),
      filled_quantity: formatDecimal(walk.base, instrument.baseScale),
      slippage_bps: slippage(walk, best, instrument),
    },
  }
}

interface Walk {
  readonly base: bigint
  readonly quote: bigint
}
interface Outcome {
  /** What it would take from the book now, and the price that would begin with. */
  readonly walk: Walk
  readonly best: bigint | undefined
  /** Shown at its price before it; undefined where it does not come to rest now. */
  readonly queueAhead: bigint | undefined
  /** Of all it asks for. */
  readonly fee: bigint
}
const nobody: Walk = { base: 0n, quote: 0n }

/** An order that waits takes nothing now; when its trigger comes it is a taker at about that price. */
function onceTriggered(trading: Trading, order: PricedOrder, instrument: Instrument): Outcome {
  const { bid, ask } = trading.books.best(instrument)
  const start = order.stopPrice ?? order.activationPrice ?? trading.books.market(instrument).last
  const price = start ?? (order.side === 'buy' ? ask : bid) ?? 0n
  const quantity = order.quantity ?? 0n
  const received = order.side === 'buy' ? quantity : notionalFloor(instrument, price, quantity)
  return { walk: nobody, best: undefined, queueAhead: undefined, fee: feeOn(received, instrument.takerFeePpm) }
}

function now(trading: Trading, order: PricedOrder, instrument: Instrument): Outcome {
  const price = order.peg === undefined ? order.price : pegPrice(trading, order, instrument)
  const isUnpriced = isLimit(order.type) && price === undefined
  const levels = trading.books.isLive(instrument.symbol) && !isUnpriced ? [...trading.books.opposite(instrument, order.side)] : []
  const walk = takes(order, price, instrument, levels)
  const rest = order.quantity === undefined ? 0n : order.quantity - walk.base
  const isResting = isLimit(order.type) && order.timeInForce !== 'ioc' && order.timeInForce !== 'fok' && rest > 0n && price !== undefined
  const received = order.side === 'buy' ? walk.base : walk.quote
  const restReceived = isResting ? (order.side === 'buy' ? rest : notionalFloor(instrument, price, rest)) : 0n
  return {
    walk,
    best: levels[0]?.[0],
    queueAhead: isResting ? trading.books.shownAt(instrument, order.side, price) : undefined,
    fee: feeOn(received, instrument.takerFeePpm) + feeOn(restReceived, instrument.makerFeePpm),
  }
}

type Levels = readonly (readonly [price: bigint, quantity: bigint])[]

/** What the order would take from the book as it is shown now: post-only nothing, fill-or-kill all or nothing. */
function takes(order: PricedOrder, price: bigint | undefined, instrument: Instrument, levels: Levels): Walk {
  if (order.postOnly) return nobody
  let [base, quote] = [0n, 0n]
  for (const [at, shown] of levels) {
    if (price !== undefined && (order.side === 'buy' ? at > price : at < price)) break
    const wanted = order.quantity === undefined ? lotsFor(order.quoteQuantity! - quote, at, instrument) : order.quantity - base
    const taken = wanted < shown ? wanted : shown
    if (taken <= 0n) break
    base += taken
    quote += notionalFloor(instrument, at, taken)
  }
  return order.timeInForce === 'fok' && order.quantity !== undefined && base < order.quantity ? nobody : { base, quote }
}

/** Whole steps of base that fit into a quote amount at a price. */
function lotsFor(quote: bigint, price: bigint, instrument: Instrument): bigint {
  const step = instrument.stepSize > 0n ? instrument.stepSize : 1n
  const perStep = notionalFloor(instrument, price, step)
  return perStep === 0n ? 0n : (quote / perStep) * step
}

/** How much worse than the best price the average is, in hundredths of a percent with two decimals. */
function slippage(walk: Walk, best: bigint | undefined, instrument: Instrument): string | null {
  if (best === undefined || walk.base === 0n) return null
  const atBest = notionalFloor(instrument, best, walk.base)
  const difference = walk.quote > atBest ? walk.quote - atBest : atBest - walk.quote
  return atBest === 0n ? null : formatDecimal((difference * 1_000_000n) / atBest, 2)
}
