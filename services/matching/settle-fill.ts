import type { MatchedFill } from '#contracts/topics/orders'
import type { Evidence, Trade, TradeSide } from '#contracts/topics/trades'
import { assert } from '#core/assert'
import { formatDecimal } from '#core/decimal'
import { deriveId } from '#core/identity'
import { consumeHold, tradePostings, type TradeParty } from '#core/ledger'
import type { BookFill } from '#core/order-book'
import { feeOn, fromLots, fromTicks, notional } from '#core/orders'
import type { Settlement, SettleInput } from './batch-changes.ts'
import { reserve } from './holds.ts'
import type { Tracked } from './tracked.ts'
import { reserveBought } from './tracked-list.ts'

/** One fill: the trade with its postings, and each user's side of it. Returns the orders it touched. */
export function settleFill(settlement: Settlement, fill: BookFill, input: SettleInput): Tracked[] {
  const { instrument, shard } = input
  const price = fromTicks(instrument, fill.price)
  const quantity = fromLots(instrument, fill.lots)
  const quote = notional(instrument, price, quantity)
  const taker = fill.taker === 0 ? undefined : input.find(fill.taker)
  const maker = fill.maker === 0 ? undefined : input.find(fill.maker)
  assert(taker !== undefined || maker !== undefined, 'a fill has a user on one side at least')
  const tradeNo = input.nextTradeNo()
  const tradeId = deriveId('trade', shard, tradeNo, 0)
  const buyer = fill.takerSide === 'buy' ? taker : maker
  const seller = fill.takerSide === 'buy' ? maker : taker
  const lines = tradePostings({
    shard,
    baseAsset: instrument.baseAsset,
    quoteAsset: instrument.quoteAsset,
    quantity,
    quote,
    buyer: partyOf(buyer, taker, buyerShare(buyer, quantity, quote)),
    seller: partyOf(seller, taker, quantity),
  })
  for (const line of lines) settlement.lines.push({ ...line, journal: tradeId })
  const trade = toTrade(fill, { tradeId, tradeNo, price, quantity, quote }, input)
  const users = [taker, maker].filter(order => order !== undefined)
  users.forEach((order, index) =>
    fillOrder(settlement, order, {
      trade,
      fillId: deriveId('fill', shard, tradeNo, index),
      price,
      quantity,
      quote,
      liquidity: order === taker ? 'taker' : 'maker',
    }),
  )
  for (const order of users) if (order.list?.working === order) reserve(settlement, order.list.hold, reserveBought(order.list, fill.lots))
  settlement.trades.push({
    trade,
    price,
    quantity,
    quote,
    level: fromTicks(instrument, fill.evidence.level),
    shown: fromLots(instrument, fill.evidence.shown),
    ahead: fromLots(instrument, fill.evidence.ahead),
    buy: buyer?.placed.order_id ?? null,
    sell: seller?.placed.order_id ?? null,
    taker: taker?.placed.order_id ?? null,
    maker: maker?.placed.order_id ?? null,
    command: input.command,
  })
  return users
}

/** The trade as its event tells it; the sides are added with the users' fills. */
function toTrade(
  fill: BookFill,
  amounts: {
    readonly tradeId: string
    readonly tradeNo: number
    readonly price: bigint
    readonly quantity: bigint
    readonly quote: bigint
  },
  { instrument, shard, place }: SettleInput,
): Trade {
  const { cause, frame, level, shown, ahead, tradeId } = fill.evidence
  const priceOf = (units: bigint): string => formatDecimal(units, instrument.priceScale)
  const quantityOf = (units: bigint): string => formatDecimal(units, instrument.baseScale)
  const evidence: Evidence = {
    cause,
    session: frame.session,
    frame_no: frame.frame,
    level: priceOf(fromTicks(instrument, level)),
    shown: quantityOf(fromLots(instrument, shown)),
    queue_ahead: quantityOf(fromLots(instrument, ahead)),
    market_trade_id: tradeId === 0 ? null : String(tradeId),
  }
  return {
    trade_id: amounts.tradeId,
    trade_no: amounts.tradeNo,
    shard,
    symbol: instrument.symbol,
    base_asset: instrument.baseAsset,
    quote_asset: instrument.quoteAsset,
    price: priceOf(amounts.price),
    quantity: quantityOf(amounts.quantity),
    quote_quantity: formatDecimal(amounts.quote, instrument.quoteScale),
    taker_side: fill.takerSide,
    venue: fill.taker === 0 || fill.maker === 0 ? 'external' : 'internal',
    executed_at: new Date(place.at).toISOString(),
    evidence,
    sides: [],
  }
}

interface OneFill {
  readonly trade: Trade
  readonly fillId: string
  readonly price: bigint
  readonly quantity: bigint
  readonly quote: bigint
  readonly liquidity: 'maker' | 'taker'
}

function fillOrder(settlement: Settlement, order: Tracked, one: OneFill): void {
  const { placed, instrument } = order
  const { quantity, quote, trade } = one
  const isBuy = placed.side === 'buy'
  const share = isBuy ? buyerShare(order, quantity, quote) : quantity
  const fee = feeOn(isBuy ? quantity : quote, feePpmOf(order, one.liquidity === 'taker'))
  order.hold.state = consumeHold(order.hold.state, share)
  order.filledQuantity += quantity
  order.filledQuote += quote
  order.fee += fee
  order.status = 'partially_filled'
  const { orderId, accountId } = order.hold
  settlement.holds.push({ orderId, accountId, asset: order.hold.state.asset, taken: share, closed: false, opened: false })
  const feeText = formatDecimal(fee, isBuy ? instrument.baseScale : instrument.quoteScale)
  const fill = {
    id: one.fillId,
    order_id: placed.order_id,
    trade_id: trade.trade_id,
    symbol: placed.symbol,
    side: placed.side,
    price: trade.price,
    quantity: trade.quantity,
    quote_quantity: trade.quote_quantity,
    fee: feeText,
    fee_asset: isBuy ? instrument.baseAsset : instrument.quoteAsset,
    liquidity: one.liquidity,
    venue: trade.venue,
    executed_at: trade.executed_at,
  }
  const net = {
    base: formatDecimal(isBuy ? quantity - fee : -quantity, instrument.baseScale),
    quote: formatDecimal(isBuy ? -quote : quote - fee, instrument.quoteScale),
  }
  const matched: MatchedFill = { account_id: placed.account_id, fill, net }
  settlement.events.push({ topic: 'order.matched', accountId: placed.account_id, orderId: placed.order_id, body: JSON.stringify(matched) })
  settlement.fills.push({
    fill,
    event: settlement.events.length,
    price: one.price,
    quantity,
    quote,
    fee,
    evidence: JSON.stringify(trade.evidence),
  })
  const side: TradeSide = {
    fill_id: fill.id,
    order_id: fill.order_id,
    account_id: placed.account_id,
    user_id: placed.user_id,
    side: placed.side,
    liquidity: one.liquidity,
    fee: feeText,
    fee_asset: fill.fee_asset,
  }
  trade.sides.push(side)
}

/** What a buy's fill takes out of its hold: its own limit's price, or the notional where it has none. */
function buyerShare(order: Tracked | undefined, quantity: bigint, quote: bigint): bigint {
  return order?.price === undefined ? quote : notional(order.instrument, order.price, quantity)
}
function partyOf(order: Tracked | undefined, taker: Tracked | undefined, holdShare: bigint): TradeParty {
  return order === undefined ? 'house' : { account: order.placed.account_id, feePpm: feePpmOf(order, order === taker), holdShare }
}
function feePpmOf(order: Tracked, isTaker: boolean): number {
  return isTaker ? order.placed.taker_fee_ppm : order.placed.maker_fee_ppm
}
