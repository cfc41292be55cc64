import type { ReasonCode } from '#core/orders'
import { settleCrossing } from './reference-house.ts'
import type { HouseLevel, Order, State, Turn } from './reference-state.ts'
import {
  consumeHouse,
  end,
  fillMaker,
  findOrder,
  houseLevels,
  isMatchable,
  joinLevel,
  left,
  opposite,
  refill,
  restingOrders,
  shownLevels,
} from './reference-state.ts'
import type { FillEvidence } from './types.ts'

/** Why a walk through the book stopped; `prevented`: the order's last lots went by self-trade prevention. */
type Stop = 'done' | 'prevented' | 'empty' | 'limit' | 'band' | 'quote' | 'hold' | 'own_order'

/** A walk and what it did. */
interface Walk {
  readonly stop: Stop
  readonly traded: number
  readonly prevented: number
  /** The price of its last fill, 0 if there was none. */
  readonly priceLast: number
}

/** What a taker would meet first. */
interface Meeting {
  readonly price: number
  readonly lots: number
  readonly maker: Order | undefined
  readonly house: HouseLevel | undefined
}

/** The order starts to work: it takes what it may, then rests or ends. */
export function work(turn: Turn, order: Order): void {
  const { state } = turn
  const { command } = order
  order.state = 'working'
  if (command.peg && !takePegPrice(turn, order)) return
  if (!state.isLive && (command.type === 'market' || command.timeInForce !== 'gtc')) return end(turn, order, 'expired', 'DATA_STALE')
  if (command.postOnly) {
    const meeting = firstMeeting(state, order)
    if (meeting && isAcceptable(order, meeting.price)) return end(turn, order, 'rejected', 'WOULD_MATCH_IMMEDIATELY')
  }
  if (command.timeInForce === 'fok' && !wouldFill(state, order)) return end(turn, order, 'expired', 'UNFILLED_FOK_ORDER_EXPIRED')
  const done = walk(turn, order)
  if (isFilled(order, done)) return end(turn, order, 'filled', null)
  const canRest = command.type === 'limit' && command.timeInForce === 'gtc' && (done.stop === 'empty' || done.stop === 'limit')
  if (!canRest) return end(turn, order, 'expired', reasonOf(order, done.stop))
  order.state = 'resting'
  joinLevel(state, order)
  if (!isMatchable(state)) settleCrossing(turn)
  turn.events.push({ kind: 'opened', order: order.order, leaves: order.leaves })
}

/** A pegged order is a limit order from here on, unless there is no price for it or its hold does not cover that. */
function takePegPrice(turn: Turn, order: Order): boolean {
  const { side, peg, spendMax } = order.command
  const level = shownLevels(turn.state, peg!.to === 'primary' ? side : opposite(side))[peg!.offset]
  if (!level) {
    end(turn, order, 'rejected', 'INSUFFICIENT_LIQUIDITY')
    return false
  }
  order.price = level[0]
  turn.events.push({ kind: 'priced', order: order.order, price: order.price })
  if (side === 'sell' || spendMax === 0 || order.price * order.leaves <= spendMax) return true
  end(turn, order, 'rejected', 'INSUFFICIENT_HOLD')
  return false
}

/** Whether a fill-or-kill order would be filled whole, found out on a copy. Prevented lots do not count. */
function wouldFill(state: State, order: Order): boolean {
  const copy = copyOf(state)
  const trial = findOrder(copy, order.order)!
  const done = walk({ state: copy, events: [], looked: 0, starting: [] }, trial)
  return isFilled(trial, done) && done.prevented === 0
}

/** A book to try things on: its orders and house levels are its own. */
function copyOf(state: State): State {
  return { ...state, orders: state.orders.map(order => ({ ...order })), house: state.house.map(house => ({ ...house })) }
}

function isFilled(order: Order, done: Walk): boolean {
  if (done.stop === 'done') return true
  if (done.stop === 'quote') return done.traded > 0
  return done.stop === 'empty' && isByQuote(order) && order.quoteLeft < done.priceLast
}

function reasonOf(order: Order, stop: Stop): ReasonCode {
  if (order.command.timeInForce === 'fok') return 'UNFILLED_FOK_ORDER_EXPIRED'
  if (stop === 'own_order' || stop === 'prevented') return 'SELF_TRADE_PREVENTED'
  if (stop === 'hold') return 'INSUFFICIENT_HOLD'
  if (stop === 'quote') return 'INSUFFICIENT_LIQUIDITY'
  if (stop === 'band') return 'EXECUTION_RULE_PRICE_RANGE_EXCEEDED'
  return order.command.type === 'market' ? 'INSUFFICIENT_LIQUIDITY' : 'UNFILLED_IOC_QUANTITY_EXPIRED'
}

/** Meets one quantity after the other until the order is done or may not go on. */
function walk(turn: Turn, order: Order): Walk {
  const { state } = turn
  let [traded, prevented, priceLast] = [0, 0, 0]
  let wasPrevented = false
  const stopped = (stop: Stop): Walk => ({ stop, traded, prevented, priceLast })
  for (;;) {
    if (!isByQuote(order) && order.leaves === 0) return stopped(wasPrevented ? 'prevented' : 'done')
    const meeting = firstMeeting(state, order)
    if (!meeting) return stopped('empty')
    if (!isAcceptable(order, meeting.price)) return stopped('limit')
    const bound = boundAt(state, order, meeting.price)
    if (bound) return stopped(bound)
    const { price, maker } = meeting
    const isOwn = maker?.command.owner === order.command.owner && order.command.selfTrade !== 'none'
    if (maker && isOwn && order.command.selfTrade !== 'decrement') {
      if (order.command.selfTrade !== 'expire_taker') end(turn, maker, 'expired', 'SELF_TRADE_PREVENTED')
      if (order.command.selfTrade !== 'expire_maker') return stopped('own_order')
      continue
    }
    const lots = Math.min(meeting.lots, affordable(order, price))
    pay(order, price, lots)
    wasPrevented = isOwn
    if (maker && isOwn) {
      prevent(turn, order, maker, lots)
      prevented += lots
    } else {
      take(turn, order, meeting, lots)
      traded += lots
      priceLast = price
    }
  }
}

/** HouseLevel before the first order's place, else that order, at the best price of the other side. */
function firstMeeting(state: State, order: Order): Meeting | undefined {
  const side = opposite(order.command.side)
  const makers = restingOrders(state, side)
  const houses = isMatchable(state) ? houseLevels(state, side) : []
  const prices = [...makers.slice(0, 1), ...houses.slice(0, 1)].map(source => source.price)
  if (prices.length === 0) return undefined
  const price = side === 'buy' ? Math.max(...prices) : Math.min(...prices)
  const maker = makers.find(candidate => candidate.price === price)
  const house = houses.find(candidate => candidate.price === price)
  if (house && (!maker || maker.ahead > 0))
    return { price, lots: maker ? Math.min(left(house), maker.ahead) : left(house), maker: undefined, house }
  return { price, lots: maker!.visible, maker, house: undefined }
}

function isAcceptable(order: Order, price: number): boolean {
  if (order.command.type === 'market') return true
  return order.command.side === 'buy' ? price <= order.price : price >= order.price
}

/** The first bound that forbids a meeting at the price. */
function boundAt(state: State, order: Order, price: number): Stop | undefined {
  const { side, quantity, spendMax } = order.command
  if (state.bandBips > 0 && state.last > 0) {
    if (side === 'buy' && price > Math.floor((state.last * (10_000 + state.bandBips)) / 10_000)) return 'band'
    if (side === 'sell' && price < Math.ceil((state.last * (10_000 - state.bandBips)) / 10_000)) return 'band'
  }
  if (isByQuote(order) && order.quoteLeft < price) return 'quote'
  if (spendMax > 0 && order.spendLeft < price) return 'hold'
  if (isByQuote(order) && quantity > 0 && order.leaves === 0) return 'hold'
  return undefined
}

function isByQuote(order: Order): boolean {
  return order.command.quoteQuantity > 0
}

/** Most lots the order may take at the price by its quantity, quote and hold. */
function affordable(order: Order, price: number): number {
  const { quantity, spendMax } = order.command
  return Math.min(
    quantity > 0 ? order.leaves : Infinity,
    isByQuote(order) ? Math.floor(order.quoteLeft / price) : Infinity,
    spendMax > 0 ? Math.floor(order.spendLeft / price) : Infinity,
  )
}

function pay(order: Order, price: number, lots: number): void {
  const { quantity, spendMax } = order.command
  if (quantity > 0) order.leaves -= lots
  if (isByQuote(order)) order.quoteLeft -= lots * price
  if (spendMax > 0) order.spendLeft -= lots * price
}

function take(turn: Turn, order: Order, meeting: Meeting, lots: number): void {
  const { state, events } = turn
  const { price, maker, house } = meeting
  const taker = { lots, taker: order.order, takerSide: order.command.side }
  if (maker) {
    const evidence: FillEvidence = { cause: 'order', frame: state.position, shown: maker.leaves, level: price, ahead: 0, tradeId: 0 }
    fillMaker(turn, maker, { ...taker, evidence })
    refill(state, maker)
  } else {
    const { frame, shown } = house!
    const evidence: FillEvidence = { cause: 'level', frame, shown, level: price, ahead: 0, tradeId: 0 }
    events.push({ kind: 'fill', price, maker: 0, ...taker, evidence })
    consumeHouse(state, house!, lots)
  }
}

/** Two orders of one owner: both lose the lots, nobody trades. */
function prevent(turn: Turn, taker: Order, maker: Order, lots: number): void {
  turn.events.push({ kind: 'prevented', taker: taker.order, maker: maker.order, price: maker.price, lots })
  maker.leaves -= lots
  maker.visible -= lots
  if (maker.leaves === 0) end(turn, maker, 'expired', 'SELF_TRADE_PREVENTED')
  else refill(turn.state, maker)
}
