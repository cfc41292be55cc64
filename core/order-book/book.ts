import { assert } from '#core/assert'
import { riskAverse } from '#core/fill-model'
import type { QueueModel } from '#core/fill-model'
import type { Side } from '#core/orders'
import { BookSide, mergedLots } from './book-side.ts'
import type { Maker, PriceLevel } from './book-side.ts'
import { describeFrame, describeHouse, describeOrders, describeQueue } from './describe.ts'
import { applyBest, applyDepth, applySnapshot, isPlausible, uncrossHouse } from './house-frames.ts'
import type { HouseView } from './house-frames.ts'
import { accepts, take, takerEvidence, walk } from './match-taker.ts'
import type { Met, Opposite } from './match-taker.ts'
import { cutPrintedHouse, dropCrossing, serveCrossing, servePrint } from './serve-makers.ts'
import { endReason, leavesOf, takerOf } from './taker-limits.ts'
import type { Taker } from './taker-limits.ts'
import type {
  Book,
  BookChanges,
  BookCommand,
  BookEnded,
  BookEvent,
  BookFill,
  FeedState,
  FrameRef,
  HouseBest,
  HouseDepth,
  HouseSnapshot,
  NewOrder,
  Print,
  RestingOrder,
} from './types.ts'

/** An empty book whose feed is live. Rules: money-path.md §6; the queue rule is the model's. */
export function createBook(queue: QueueModel = riskAverse): Book {
  return new MergedBook(queue)
}

class MergedBook implements Book {
  readonly #queue: QueueModel
  readonly #bids = new BookSide('buy')
  readonly #asks = new BookSide('sell')
  readonly #makers = new Map<number, Maker>()
  #live = true
  #seen = 0
  #frameLast: FrameRef = { session: 0, frame: 0 }

  constructor(queue: QueueModel) {
    this.#queue = queue
  }

  apply(command: BookCommand, events: BookEvent[]): void {
    switch (command.kind) {
      case 'new':
        return this.#place(command, events)
      case 'cancel':
        return this.#cancel(command.order, events)
      case 'house_snapshot':
      case 'house_depth':
      case 'house_best':
        return this.#showHouse(command, events)
      case 'print':
        return this.#print(command, events)
      case 'feed_state':
        return this.#setLive(command, events)
    }
  }

  takeChanges(): BookChanges {
    return { bids: this.#bids.takeChanges(), asks: this.#asks.takeChanges() }
  }

  levels(side: Side, depthMax: number): [ticks: number, lots: number][] {
    const levels: [number, number][] = []
    for (const level of this.#side(side).walk()) {
      if (levels.length >= depthMax) break
      const lots = mergedLots(level)
      if (lots > 0) levels.push([level.price, lots])
    }
    return levels
  }

  best(side: Side): number {
    return this.levels(side, 1)[0]?.[0] ?? 0
  }

  *restingOrders(): Generator<RestingOrder> {
    for (const side of [this.#bids, this.#asks]) for (const level of side.walk()) for (const maker of level.makers) yield { ...maker }
  }

  find(order: number): RestingOrder | undefined {
    const maker = this.#makers.get(order)
    return maker && { ...maker }
  }

  restore(order: RestingOrder): void {
    assert(order.leaves > 0 && order.ahead >= 0 && order.price > 0, 'a stored order rests with something left')
    const level = this.#side(order.side).touch(order.price)
    const before = level.makers.at(-1)
    assert(!before || before.priority < order.priority, 'stored orders come back in priority order')
    // Queue places are stored at different times; an earlier order is never behind a later one.
    for (const maker of level.makers) maker.ahead = Math.min(maker.ahead, order.ahead)
    this.#rest({ ...order })
  }

  describeOrders(): string {
    return describeOrders(this.restingOrders())
  }

  describeAll(): string {
    const feed = `feed ${this.#live ? 'live' : 'not_live'} ${describeFrame(this.#frameLast)}\n`
    return feed + this.describeOrders() + describeQueue(this.restingOrders()) + describeHouse(this.#bids) + describeHouse(this.#asks)
  }

  #place(order: NewOrder, events: BookEvent[]): void {
    const taker = takerOf(order)
    assert(!this.#makers.has(order.order), 'an order id is used once')
    const opposite: Opposite = { side: this.#side(order.side === 'buy' ? 'sell' : 'buy'), houseLive: this.#live, queue: this.#queue }
    const needsFeed = order.type === 'market' || order.timeInForce !== 'gtc'
    if (needsFeed && !this.#live) return this.#end(taker, { status: 'expired', reason: 'DATA_STALE' }, events)
    if (order.postOnly && wouldMatch(taker, opposite))
      return this.#end(taker, { status: 'rejected', reason: 'WOULD_MATCH_IMMEDIATELY' }, events)
    if (order.timeInForce === 'fok') {
      const dry = takerOf(order)
      const reason = endReason(
        dry,
        walk(dry, opposite, () => {}),
      )
      if (reason) return this.#end(taker, { status: 'expired', reason }, events)
    }
    const met = new Set<PriceLevel>()
    const stop = walk(taker, opposite, next => {
      met.add(next.level)
      this.#fillTaker(taker, next, opposite, events)
    })
    for (const level of met) opposite.side.dropIfEmpty(level)
    const rests = order.type === 'limit' && order.timeInForce === 'gtc' && (stop === 'empty' || stop === 'limit')
    if (!rests) {
      const reason = endReason(taker, stop)
      return this.#end(taker, { status: reason ? 'expired' : 'filled', reason }, events)
    }
    this.#open(taker, events)
  }

  #fillTaker(taker: Taker, met: Met, opposite: Opposite, events: BookEvent[]): void {
    const evidence = takerEvidence(met, this.#frameLast)
    take(met, opposite)
    const { order, side } = taker.order
    events.push({
      kind: 'fill',
      price: met.level.price,
      lots: met.lots,
      taker: order,
      maker: met.maker?.order ?? 0,
      takerSide: side,
      evidence,
    })
    if (met.maker?.leaves === 0) this.#endMaker(met.maker, events)
  }

  #open(taker: Taker, events: BookEvent[]): void {
    const { order, owner, side, price } = taker.order
    const level = this.#side(side).touch(price)
    // After a restart orders have their places before the feed has shown the house: who comes now stands behind them all the same.
    const ahead = Math.max(this.#queue.join(level.house?.left ?? 0), level.makers.at(-1)?.ahead ?? 0)
    this.#rest({ order, owner, side, price, priority: order, leaves: taker.leaves, ahead })
    if (!this.#live) dropCrossing(this.#view())
    events.push({ kind: 'opened', order, leaves: taker.leaves })
  }

  #rest(maker: Maker): void {
    assert(!this.#makers.has(maker.order), 'an order rests once')
    const level = this.#side(maker.side).touch(maker.price)
    assert((level.makers.at(-1)?.ahead ?? 0) <= maker.ahead, 'queue places never decrease along a level')
    level.makers.push(maker)
    level.userLots += maker.leaves
    this.#makers.set(maker.order, maker)
  }

  #end(taker: Taker, end: Pick<BookEnded, 'status' | 'reason'>, events: BookEvent[]): void {
    events.push({ kind: 'ended', order: taker.order.order, ...end, leaves: leavesOf(taker) })
  }

  #endMaker(maker: Maker, events: BookEvent[]): void {
    this.#remove(maker)
    events.push({ kind: 'ended', order: maker.order, status: 'filled', reason: null, leaves: 0 })
  }

  #cancel(order: number, events: BookEvent[]): void {
    const maker = this.#makers.get(order)
    if (!maker) return void events.push({ kind: 'cancel_refused', order, reason: 'UNKNOWN_ORDER' })
    const side = this.#side(maker.side)
    const level = side.touch(maker.price)
    this.#remove(maker)
    side.dropIfEmpty(level)
    events.push({ kind: 'ended', order, status: 'canceled', reason: null, leaves: maker.leaves })
  }

  /** Takes an order out of its level; the level itself stays, for whoever walks the side. */
  #remove(maker: Maker): void {
    const level = this.#side(maker.side).touch(maker.price)
    const position = level.makers.indexOf(maker)
    assert(position >= 0, 'a resting order is in its level')
    level.makers.splice(position, 1)
    level.userLots -= maker.leaves
    assert(level.makers.length > 0 || level.userLots === 0, 'a level without orders has no lots of users')
    this.#makers.delete(maker.order)
  }

  #showHouse(frame: HouseSnapshot | HouseDepth | HouseBest, events: BookEvent[]): void {
    const view = this.#view(frame.frame)
    if (frame.kind === 'house_snapshot') applySnapshot(view, frame)
    else if (frame.kind === 'house_depth') applyDepth(view, frame)
    else applyBest(view, frame)
    uncrossHouse(view)
    this.#meetHouse(view, events)
  }

  #print(print: Print, events: BookEvent[]): void {
    const view = this.#view(print.frame)
    if (!isPlausible(print.price, print.lots) || print.lots === 0) return
    if (this.#live) servePrint(view, print, (maker, lots, fill) => this.#serve(maker, lots, fill, events))
    cutPrintedHouse(view, print)
  }

  #setLive(state: FeedState, events: BookEvent[]): void {
    const view = this.#view(state.frame)
    this.#live = state.live
    this.#meetHouse(view, events)
  }

  #meetHouse(view: HouseView, events: BookEvent[]): void {
    if (this.#live) serveCrossing(view, (maker, lots, fill) => this.#serve(maker, lots, fill, events))
    else dropCrossing(view)
  }

  #serve(maker: Maker, lots: number, fill: BookFill, events: BookEvent[]): void {
    const side = this.#side(maker.side)
    const level = side.touch(maker.price)
    maker.leaves -= lots
    level.userLots -= lots
    assert(maker.leaves >= 0, 'a maker is never overfilled')
    events.push(fill)
    if (maker.leaves > 0) return
    this.#endMaker(maker, events)
    side.dropIfEmpty(level)
  }

  #view(frame?: FrameRef): HouseView {
    if (frame) {
      this.#seen += 1
      this.#frameLast = frame
    }
    return { bids: this.#bids, asks: this.#asks, queue: this.#queue, seen: this.#seen }
  }

  #side(side: Side): BookSide {
    return side === 'buy' ? this.#bids : this.#asks
  }
}

function wouldMatch(taker: Taker, opposite: Opposite): boolean {
  for (const level of opposite.side.walk()) {
    if (!accepts(taker, opposite.side, level.price)) return false
    if (level.makers.length > 0 || (opposite.houseLive && (level.house?.left ?? 0) > 0)) return true
  }
  return false
}
