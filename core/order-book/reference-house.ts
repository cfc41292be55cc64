import type { Side } from '#core/orders'
import type { HouseLevel, State, Turn } from './reference-state.ts'
import { byBest, consumeHouse, fillMaker, houseLevels, isMatchable, left, opposite, refill, restingOrders } from './reference-state.ts'
import type { FillEvidence, FrameRef, HouseBest, HouseDepth, HouseSnapshot, Level, Print } from './types.ts'

/** Most lots a level may show and the highest price, as in the rule of absurd frames. */
const SHOWN_MAX = 2 ** 52
const PRICE_MAX = 2 ** 31 - 1

/** Whether a price and a size of a frame can be true. */
function isCredible(price: number, lots: number): boolean {
  return Number.isSafeInteger(price) && price > 0 && price <= PRICE_MAX && Number.isSafeInteger(lots) && lots >= 0 && lots <= SHOWN_MAX
}

/** The house as the frame says it is, never crossed in itself. */
export function applyFrame(state: State, frame: HouseSnapshot | HouseDepth | HouseBest): void {
  switch (frame.kind) {
    case 'house_snapshot':
      showSnapshot(state, 'buy', frame.bids, frame.frame)
      showSnapshot(state, 'sell', frame.asks, frame.frame)
      break
    case 'house_depth':
      showDepth(state, 'buy', frame.bids, frame.frame)
      showDepth(state, 'sell', frame.asks, frame.frame)
      break
    case 'house_best':
      showBest(state, 'buy', [frame.bid, frame.bidLots], frame.frame)
      showBest(state, 'sell', [frame.ask, frame.askLots], frame.frame)
      break
  }
  uncrossHouse(state)
}

function showSnapshot(state: State, side: Side, levels: readonly Level[], frame: FrameRef): void {
  const last = new Map(levels.filter(([price, lots]) => isCredible(price, lots)))
  state.house = state.house.filter(house => house.side !== side)
  for (const order of restingOrders(state, side)) if (!last.get(order.price)) order.ahead = 0
  for (const [price, lots] of last) showLevel(state, { side, price, lots }, { frame, source: 'snapshot' })
}

function showDepth(state: State, side: Side, levels: readonly Level[], frame: FrameRef): void {
  for (const [price, lots] of levels) if (isCredible(price, lots)) showLevel(state, { side, price, lots }, { frame, source: 'depth' })
}

function showBest(state: State, side: Side, [price, lots]: Level, frame: FrameRef): void {
  if (price !== 0 && !isCredible(price, lots)) return
  const isBetter = (other: number): boolean => price === 0 || (side === 'buy' ? other > price : other < price)
  state.house = state.house.filter(house => house.side !== side || !isBetter(house.price))
  for (const order of restingOrders(state, side)) if (isBetter(order.price)) order.ahead = 0
  if (price !== 0) showLevel(state, { side, price, lots }, { frame, source: 'best' })
}

function showLevel(
  state: State,
  level: { readonly side: Side; readonly price: number; readonly lots: number },
  by: { readonly frame: FrameRef; readonly source: 'snapshot' | 'depth' | 'best' },
): void {
  const { side, price, lots } = level
  for (const order of restingOrders(state, side)) if (order.price === price) order.ahead = Math.min(order.ahead, lots)
  const old = state.house.find(house => house.side === side && house.price === price)
  // The same size said again by the best quote, or by depth where nothing printed since, is no news: what was taken stays taken.
  if (old && lots > 0 && old.shown === lots && (by.source === 'best' || (by.source === 'depth' && old.printed === 0))) {
    old.spoken = state.frames
    return
  }
  state.house = state.house.filter(house => house !== old)
  if (lots > 0) state.house.push({ side, price, shown: lots, frame: by.frame, taken: 0, printed: 0, spoken: state.frames })
}

/** Where the house's own sides cross, the side last spoken of wins, both go where one frame said both. */
function uncrossHouse(state: State): void {
  for (;;) {
    const [bid] = houseLevels(state, 'buy')
    const [ask] = houseLevels(state, 'sell')
    if (!bid || !ask || bid.price < ask.price) return
    const spoken = Math.min(bid.spoken, ask.spoken)
    removeHouse(
      state,
      [bid, ask].filter(house => house.spoken === spoken),
    )
  }
}

function removeHouse(state: State, gone: readonly HouseLevel[]): void {
  for (const house of gone) for (const order of restingOrders(state, house.side)) if (order.price === house.price) order.ahead = 0
  state.house = state.house.filter(house => !gone.includes(house))
}

/** HouseLevel quantity that meets resting orders: served from it while it can be matched, taken away while not. Bids first. */
export function settleCrossing(turn: Turn): void {
  const { state } = turn
  for (const side of ['buy', 'sell'] as const) {
    for (;;) {
      const [maker] = restingOrders(state, side)
      const [crossing] = houseLevels(state, opposite(side))
      if (!maker || !crossing || (side === 'buy' ? crossing.price > maker.price : crossing.price < maker.price)) break
      if (!isMatchable(state)) {
        removeHouse(state, [crossing])
        continue
      }
      const lots = Math.min(maker.visible, left(crossing))
      const { frame, shown, price: level } = crossing
      const evidence: FillEvidence = { cause: 'diff', frame, shown, level, ahead: maker.ahead, tradeId: 0 }
      consumeHouse(state, crossing, lots)
      fillMaker(turn, maker, { lots, taker: 0, takerSide: crossing.side, evidence })
      refill(state, maker)
    }
  }
}

/** Whether a print may set the last price and trigger orders, as the book is before it. */
export function isUsable(state: State, print: Print): boolean {
  if (!isMatchable(state) || !isCredible(print.price, print.lots) || print.lots === 0) return false
  if (state.printBips === 0) return true
  const [bid] = houseLevels(state, 'buy')
  const [ask] = houseLevels(state, 'sell')
  if (ask && print.price * 10_000 > ask.price * (10_000 + state.printBips)) return false
  return !bid || print.price * 10_000 >= bid.price * (10_000 - state.printBips)
}

/** The first step of a print: it serves resting orders and cuts the house. */
export function applyPrint(turn: Turn, print: Print): void {
  const { state } = turn
  if (!isCredible(print.price, print.lots) || print.lots === 0) return
  if (isMatchable(state)) servePrint(turn, print)
  cutHouse(state, print)
  if (!isMatchable(state)) settleCrossing(turn)
}

function passiveSide(print: Print): Side {
  return opposite(print.takerSide)
}

function isBeyond(print: Print, price: number): boolean {
  return byBest(passiveSide(print))({ price }, print) < 0
}

function servePrint(turn: Turn, print: Print): void {
  const { state } = turn
  const queue = restingOrders(state, passiveSide(print)).filter(order => isBeyond(print, order.price) || order.price === print.price)
  let [volume, queued] = [print.lots, 0]
  const served = []
  for (const maker of queue) {
    const before = maker.price === print.price ? Math.min(volume, Math.max(0, maker.ahead - queued)) : 0
    queued += before
    volume -= before
    const lots = Math.min(volume, maker.visible)
    volume -= lots
    if (lots > 0) served.push({ maker, lots, ahead: maker.ahead })
  }
  for (const maker of queue) if (maker.price === print.price) maker.ahead = Math.max(0, maker.ahead - queued)
  for (const { maker, lots, ahead } of served) {
    const { frame, lots: shown, price: level, tradeId, takerSide } = print
    fillMaker(turn, maker, { lots, taker: 0, takerSide, evidence: { cause: 'print', frame, shown, level, ahead, tradeId } })
  }
  for (const { maker } of served) refill(state, maker)
}

function cutHouse(state: State, print: Print): void {
  const side = passiveSide(print)
  removeHouse(
    state,
    state.house.filter(house => house.side === side && isBeyond(print, house.price)),
  )
  for (const order of restingOrders(state, side)) if (isBeyond(print, order.price)) order.ahead = 0
  for (const house of state.house.filter(candidate => candidate.side === side && candidate.price === print.price)) {
    house.printed += print.lots
    for (const order of restingOrders(state, side)) if (order.price === print.price) order.ahead = Math.min(order.ahead, left(house))
  }
}
