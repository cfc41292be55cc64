import { averagePrice } from '#contracts/order-wire'
import type { RouteReply } from '#contracts/kit'
import type { testOrder } from '#contracts/routes/orders'
import { formatDecimal } from '#core/decimal'
import { feeOn, holdFor, type Instrument, notionalFloor, type PricedOrder } from '#core/orders'
import type { Call } from '#platform/service'
import { judge } from './judge-order.ts'
import type { Trading } from './trading.ts'

type Reply = RouteReply<typeof testOrder>['body']

/** Everything a trader wants to know before sending: all broken rules, hold, fee, expected fill, queue. Nothing is stored. */
export async function test(trading: Trading, call: Call<typeof testOrder>): Promise<RouteReply<typeof testOrder>> {
  const account = await trading.findAccount(call.principal.userId, call.body.account_id)
  const instrument = trading.instruments.find(call.body.symbol)
  const judged = judge(trading, call.body, instrument, await trading.openOrders.count(account.id, instrument.symbol))
  if ('violations' in judged) return { status: 200, body: { ...nothing, valid: false, errors: [...judged.violations] } }
  return { status: 200, body: await estimate(trading, judged.order, instrument, account.id) }
}

const nothing = { hold: null, fee_estimate: null, balance_after: null, queue_ahead: null, expected: null }

async function estimate(trading: Trading, order: PricedOrder, instrument: Instrument, accountId: string): Promise<Reply> {
  const asset = order.side === 'buy' ? instrument.quoteAsset : instrument.baseAsset
  const scale = order.side === 'buy' ? instrument.quoteScale : instrument.baseScale
  const available = await trading.availableOf(accountId, asset)
  const levels = trading.books.isLive(instrument.symbol) ? [...trading.books.opposite(instrument, order.side)] : []
  const hold = holdFor(order, instrument, order.type === 'market' ? { levels, available } : {})
  if ('reason' in hold || hold.amount > available) {
    const needed = 'reason' in hold ? undefined : formatDecimal(hold.amount, scale)
    const code = 'reason' in hold ? hold.reason : 'INSUFFICIENT_BALANCE'
    const field = order.quoteQuantity === undefined ? 'quantity' : 'quote_quantity'
    return {
      ...nothing,
      valid: false,
      errors: [
        {
          code,
          field,
          rule: code === 'INSUFFICIENT_BALANCE' ? 'needs more than is available' : 'nobody offers the other side',
          ...(needed === undefined ? {} : { limit: needed }),
        },
      ],
    }
  }
  const walk = walkBook(order, instrument, levels)
  const received = order.side === 'buy' ? walk.base : walk.quote
  const rest = order.quantity === undefined ? 0n : order.quantity - walk.base
  const resting = order.type === 'limit' && order.timeInForce === 'gtc' && rest > 0n && order.price !== undefined
  const restReceived = resting ? (order.side === 'buy' ? rest : notionalFloor(instrument, order.price, rest)) : 0n
  const fee = feeOn(received, instrument.takerFeePpm) + feeOn(restReceived, instrument.makerFeePpm)
  return {
    valid: true,
    errors: [],
    hold: { asset, amount: formatDecimal(hold.amount, scale) },
    fee_estimate:
      order.side === 'buy'
        ? { asset: instrument.baseAsset, amount: formatDecimal(fee, instrument.baseScale) }
        : { asset: instrument.quoteAsset, amount: formatDecimal(fee, instrument.quoteScale) },
    balance_after: { asset, available: formatDecimal(available - hold.amount, scale) },
    queue_ahead: resting ? formatDecimal(trading.books.shownAt(instrument, order.side, order.price), instrument.baseScale) : null,
    expected: {
      average_price: averagePrice(walk.quote, walk.base, instrument),
      filled_quantity: formatDecimal(walk.base, instrument.baseScale),
      slippage_bps: slippage(walk, levels[0]?.[0], instrument),
    },
  }
}

interface Walk {
  readonly base: bigint
  readonly quote: bigint
}

/** What the order would take from the book as it is shown now. */
function walkBook(order: PricedOrder, instrument: Instrument, levels: readonly (readonly [bigint, bigint])[]): Walk {
  let [base, quote] = [0n, 0n]
  for (const [price, shown] of levels) {
    if (order.price !== undefined && (order.side === 'buy' ? price > order.price : price < order.price)) break
    const wanted = order.quantity === undefined ? lotsFor(order.quoteQuantity! - quote, price, instrument) : order.quantity - base
    const taken = wanted < shown ? wanted : shown
    if (taken <= 0n) break
    base += taken
    quote += notionalFloor(instrument, price, taken)
  }
  return { base, quote }
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
