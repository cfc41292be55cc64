import { assert } from '#core/assert'
import type { ReasonCode, Side } from '#core/orders'
import type {
  Book,
  BookChanges,
  BookCommand,
  BookEvent,
  FillEvidence,
  FrameRef,
  HouseBest,
  HouseDepth,
  HouseSnapshot,
  Level,
  NewOrder,
  Print,
  RestingOrder,
} from './types.ts'

/** Most lots a level may show and the highest price, as in the rule of absurd frames. */
const SHOWN_MAX = 2 ** 52
const PRICE_MAX = 2 ** 31 - 1

interface House {
  readonly side: Side
  readonly price: number
  readonly shown: number
  readonly frame: FrameRef
  taken: number
  printed: number
  spoken: number
}

type Resting = { -readonly [Key in keyof RestingOrder]: RestingOrder[Key] }

/** The naive book: two flat lists, sorted and searched anew at every step. The oracle of `createBook`, never fast. */
export function createReferenceBook(): Book {
  return new ReferenceBook()
}

class ReferenceBook implements Book {
  #orders: Resting[] = []
  #house: House[] = []
  #live = true
  #frames = 0
  #position: FrameRef = { session: 0, frame: 0 }
  #reported = new Map<string, number>()

  apply(command: BookCommand, events: BookEvent[]): void {
    if (command.kind === 'new') return this.#new(command, events)
    if (command.kind === 'cancel') return this.#cancelOrder(command.order, events)
    this.#frames += 1
    this.#position = command.frame
    if (command.kind === 'print') return this.#printed(command, events)
    if (command.kind === 'feed_state') this.#live = command.live
    else this.#house = this.#uncrossed(this.#afterFrame(command))
    this.#settleCrossing(events)
  }

  takeChanges(): BookChanges {
    const now = new Map<string, number>()
    for (const side of ['buy', 'sell'] as const) for (const [price, lots] of this.levels(side, Infinity)) now.set(`${side} ${price}`, lots)
    const keys = [...new Set([...now.keys(), ...this.#reported.keys()])].filter(key => now.get(key) !== this.#reported.get(key))
    const changed = (side: Side): [number, number][] =>
      keys
        .filter(key => key.startsWith(side))
        .map((key): [number, number] => [Number(key.split(' ')[1]), now.get(key) ?? 0])
        .sort((a, b) => (side === 'buy' ? b[0] - a[0] : a[0] - b[0]))
    const changes = { bids: changed('buy'), asks: changed('sell') }
    this.#reported = now
    return changes
  }

  levels(side: Side, depthMax: number): [ticks: number, lots: number][] {
    const lotsAt = new Map<number, number>()
    for (const order of this.#orders) if (order.side === side) lotsAt.set(order.price, (lotsAt.get(order.price) ?? 0) + order.leaves)
    for (const house of this.#house) if (house.side === side) lotsAt.set(house.price, (lotsAt.get(house.price) ?? 0) + left(house))
    const levels = [...lotsAt].filter(([, lots]) => lots > 0).sort((a, b) => (side === 'buy' ? b[0] - a[0] : a[0] - b[0]))
    return levels.slice(0, depthMax)
  }

  best(side: Side): number {
    return this.levels(side, 1)[0]?.[0] ?? 0
  }

  restingOrders(): RestingOrder[] {
    return [...this.#sorted('buy'), ...this.#sorted('sell')].map(order => ({ ...order }))
  }

  find(order: number): RestingOrder | undefined {
    return this.restingOrders().find(resting => resting.order === order)
  }

  restore(order: RestingOrder): void {
    for (const earlier of this.#orders)
      if (earlier.side === order.side && earlier.price === order.price) earlier.ahead = Math.min(earlier.ahead, order.ahead)
    this.#orders.push({ ...order })
  }

  describeOrders(): string {
    return this.restingOrders()
      .map(order => `${order.side} ${order.price} ${order.order} ${order.leaves} ${order.priority}\n`)
      .join('')
  }

  describeAll(): string {
    const houses = (side: Side): string =>
      this.#house
        .filter(house => house.side === side)
        .sort((a, b) => (side === 'buy' ? b.price - a.price : a.price - b.price))
        .map(
          house =>
            `house ${side} ${house.price} ${house.shown} ${left(house)} ${house.printed} ${house.frame.session}.${house.frame.frame}\n`,
        )
        .join('')
    const queue = this.restingOrders()
      .map(order => `ahead ${order.order} ${order.ahead}\n`)
      .join('')
    return `feed ${this.#live ? 'live' : 'not_live'} ${this.#position.session}.${this.#position.frame}\n${this.describeOrders()}${queue}${houses('buy')}${houses('sell')}`
  }

  #sorted(side: Side): Resting[] {
    return this.#orders
      .filter(order => order.side === side)
      .sort((a, b) => (side === 'buy' ? b.price - a.price : a.price - b.price) || a.priority - b.priority)
  }

  #cancelOrder(id: number, events: BookEvent[]): void {
    const found = this.#orders.find(order => order.order === id)
    if (!found) return void events.push({ kind: 'cancel_refused', order: id, reason: 'UNKNOWN_ORDER' })
    this.#orders = this.#orders.filter(order => order !== found)
    events.push({ kind: 'ended', order: id, status: 'canceled', reason: null, leaves: found.leaves })
  }

  // Takers: one lot source at a time, found anew in the whole book.

  #new(order: NewOrder, events: BookEvent[]): void {
    const end = (status: 'filled' | 'expired' | 'rejected', reason: ReasonCode | null, leaves: number): void =>
      void events.push({ kind: 'ended', order: order.order, status, reason, leaves: order.quoteQuantity > 0 ? 0 : leaves })
    if (!this.#live && (order.type === 'market' || order.timeInForce !== 'gtc')) return end('expired', 'DATA_STALE', order.quantity)
    if (order.postOnly && this.#next(order)) return end('rejected', 'WOULD_MATCH_IMMEDIATELY', order.quantity)
    if (order.timeInForce === 'fok') {
      const trial = this.#copy()
      if (trial.#sweep(order, []).reason !== null) return end('expired', 'UNFILLED_FOK_ORDER_EXPIRED', order.quantity)
    }
    const { reason, filled } = this.#sweep(order, events)
    const leaves = order.quantity - filled
    const canRest = order.type === 'limit' && order.timeInForce === 'gtc' && reason === 'UNFILLED_IOC_QUANTITY_EXPIRED'
    if (!canRest) return end(reason === null ? 'filled' : 'expired', reason, leaves)
    const shown = this.#house
      .filter(house => house.side === order.side && house.price === order.price)
      .reduce((sum, house) => sum + left(house), 0)
    const places = this.#orders.filter(other => other.side === order.side && other.price === order.price).map(other => other.ahead)
    const ahead = Math.max(shown, ...places)
    this.#orders.push({
      order: order.order,
      owner: order.owner,
      side: order.side,
      price: order.price,
      leaves,
      priority: order.order,
      ahead,
    })
    if (!this.#live) this.#settleCrossing(events)
    events.push({ kind: 'opened', order: order.order, leaves })
  }

  /** Takes until the order is done (reason null) or may not go on; the reason is the one of an order that cannot rest. */
  #sweep(order: NewOrder, events: BookEvent[]): { reason: ReasonCode | null; filled: number } {
    let [filled, spent, priceLast] = [0, 0, 0]
    const byQuote = order.quoteQuantity > 0
    for (;;) {
      if (!byQuote && filled === order.quantity) return { reason: null, filled }
      const next = this.#next(order)
      if (!next) {
        if (byQuote && filled > 0 && order.quoteQuantity - spent < priceLast) return { reason: null, filled }
        return { reason: order.type === 'market' ? 'INSUFFICIENT_LIQUIDITY' : 'UNFILLED_IOC_QUANTITY_EXPIRED', filled }
      }
      if (byQuote && order.quoteQuantity - spent < next.price) return { reason: filled > 0 ? null : 'INSUFFICIENT_LIQUIDITY', filled }
      if (order.quantity > 0 && filled === order.quantity) return { reason: 'INSUFFICIENT_HOLD', filled }
      if (order.spendMax > 0 && order.spendMax - spent < next.price) return { reason: 'INSUFFICIENT_HOLD', filled }
      if (order.selfTrade === 'expire_taker' && next.maker?.owner === order.owner) return { reason: 'SELF_TRADE_PREVENTED', filled }
      let lots = next.lots
      if (order.quantity > 0) lots = Math.min(lots, order.quantity - filled)
      if (byQuote) lots = Math.min(lots, Math.floor((order.quoteQuantity - spent) / next.price))
      if (order.spendMax > 0) lots = Math.min(lots, Math.floor((order.spendMax - spent) / next.price))
      this.#takeFrom(order, next, lots, events)
      filled += lots
      spent += lots * next.price
      priceLast = next.price
    }
  }

  /** The first quantity a taker would meet: at the best price it accepts, house before the first order's place, else that order. */
  #next(order: NewOrder): { price: number; lots: number; maker?: Resting; house?: House } | undefined {
    const side: Side = order.side === 'buy' ? 'sell' : 'buy'
    const makers = this.#sorted(side)
    const houses = this.#live ? this.#house.filter(house => house.side === side && left(house) > 0) : []
    const prices = [...makers, ...houses].map(source => source.price)
    if (prices.length === 0) return undefined
    const price = side === 'buy' ? Math.max(...prices) : Math.min(...prices)
    if (order.type === 'limit' && (order.side === 'buy' ? price > order.price : price < order.price)) return undefined
    const maker = makers.find(candidate => candidate.price === price)
    const house = houses.find(candidate => candidate.price === price)
    if (house && (!maker || maker.ahead > 0)) return { price, lots: maker ? Math.min(left(house), maker.ahead) : left(house), house }
    assert(maker, 'a price in the book has an order or house quantity')
    return { price, lots: maker.leaves, maker }
  }

  #takeFrom(order: NewOrder, next: { price: number; maker?: Resting; house?: House }, lots: number, events: BookEvent[]): void {
    const { price, maker, house } = next
    const evidence: FillEvidence = maker
      ? { cause: 'order', frame: this.#position, shown: maker.leaves, level: price, ahead: 0, tradeId: 0 }
      : { cause: 'level', frame: house!.frame, shown: house!.shown, level: price, ahead: 0, tradeId: 0 }
    events.push({ kind: 'fill', price, lots, taker: order.order, maker: maker?.order ?? 0, takerSide: order.side, evidence })
    if (maker) this.#fillMaker(maker, lots, events)
    else this.#consume(house!, lots)
  }

  #fillMaker(maker: Resting, lots: number, events: BookEvent[]): void {
    maker.leaves -= lots
    if (maker.leaves > 0) return
    this.#orders = this.#orders.filter(order => order !== maker)
    events.push({ kind: 'ended', order: maker.order, status: 'filled', reason: null, leaves: 0 })
  }

  #consume(house: House, lots: number): void {
    house.taken += lots
    for (const order of this.#orders)
      if (order.side === house.side && order.price === house.price) order.ahead = Math.max(0, order.ahead - lots)
  }

  // The feed.

  #afterFrame(frame: HouseSnapshot | HouseDepth | HouseBest): House[] {
    let houses = this.#house
    const quotes: [Side, readonly Level[]][] =
      frame.kind === 'house_best'
        ? [
            ['buy', [[frame.bid, frame.bidLots]]],
            ['sell', [[frame.ask, frame.askLots]]],
          ]
        : [
            ['buy', frame.bids],
            ['sell', frame.asks],
          ]
    for (const [side, levels] of quotes) {
      if (frame.kind === 'house_snapshot') {
        const last = new Map(levels.filter(([price, lots]) => plausible(price, lots)))
        houses = houses.filter(house => house.side !== side)
        for (const order of this.#orders) if (order.side === side && !last.get(order.price)) order.ahead = 0
        for (const [price, lots] of last) houses = this.#shown(houses, { side, price, lots }, { frame: frame.frame, source: 'snapshot' })
      } else if (frame.kind === 'house_depth') {
        for (const [price, lots] of levels)
          if (plausible(price, lots)) houses = this.#shown(houses, { side, price, lots }, { frame: frame.frame, source: 'depth' })
      } else {
        const [price, lots] = levels[0]!
        if (price !== 0 && !plausible(price, lots)) continue
        const isBetter = (other: number): boolean => price === 0 || (side === 'buy' ? other > price : other < price)
        houses = houses.filter(house => house.side !== side || !isBetter(house.price))
        for (const order of this.#orders) if (order.side === side && isBetter(order.price)) order.ahead = 0
        if (price !== 0) houses = this.#shown(houses, { side, price, lots }, { frame: frame.frame, source: 'best' })
      }
    }
    return houses
  }

  #shown(
    houses: House[],
    level: { side: Side; price: number; lots: number },
    by: { frame: FrameRef; source: 'snapshot' | 'depth' | 'best' },
  ): House[] {
    const { side, price, lots } = level
    for (const order of this.#orders) if (order.side === side && order.price === price) order.ahead = Math.min(order.ahead, lots)
    const old = houses.find(house => house.side === side && house.price === price)
    const others = houses.filter(house => house !== old)
    if (lots === 0) return others
    const says = by.source === 'best' || (by.source === 'depth' && old?.printed === 0)
    if (old && old.shown === lots && says) {
      old.spoken = this.#frames
      return houses
    }
    return [...others, { side, price, shown: lots, frame: by.frame, taken: 0, printed: 0, spoken: this.#frames }]
  }

  #uncrossed(houses: House[]): House[] {
    const bids = houses.filter(house => house.side === 'buy' && left(house) > 0).sort((a, b) => b.price - a.price)
    const asks = houses.filter(house => house.side === 'sell' && left(house) > 0).sort((a, b) => a.price - b.price)
    const [bid, ask] = [bids[0], asks[0]]
    if (!bid || !ask || bid.price < ask.price) return houses
    const gone = [bid, ask].filter(house => house.spoken === Math.min(bid.spoken, ask.spoken))
    return this.#uncrossed(this.#without(houses, gone))
  }

  #without(houses: House[], gone: readonly House[]): House[] {
    for (const house of gone)
      for (const order of this.#orders) if (order.side === house.side && order.price === house.price) order.ahead = 0
    return houses.filter(house => !gone.includes(house))
  }

  /** House quantity that meets resting orders: served from it while live, taken away while not. Bids first. */
  #settleCrossing(events: BookEvent[]): void {
    for (const side of ['buy', 'sell'] as const) {
      for (;;) {
        const maker = this.#sorted(side)[0]
        const crossing = this.#house
          .filter(house => house.side !== side && left(house) > 0)
          .sort((a, b) => (side === 'buy' ? a.price - b.price : b.price - a.price))[0]
        if (!maker || !crossing || (side === 'buy' ? crossing.price > maker.price : crossing.price < maker.price)) break
        if (!this.#live) {
          this.#house = this.#without(this.#house, [crossing])
          continue
        }
        const lots = Math.min(maker.leaves, left(crossing))
        const evidence: FillEvidence = {
          cause: 'diff',
          frame: crossing.frame,
          shown: crossing.shown,
          level: crossing.price,
          ahead: maker.ahead,
          tradeId: 0,
        }
        events.push({ kind: 'fill', price: maker.price, lots, taker: 0, maker: maker.order, takerSide: crossing.side, evidence })
        this.#consume(crossing, lots)
        this.#fillMaker(maker, lots, events)
      }
    }
  }

  #printed(print: Print, events: BookEvent[]): void {
    if (!plausible(print.price, print.lots) || print.lots === 0) return
    const side: Side = print.takerSide === 'buy' ? 'sell' : 'buy'
    const isBetter = (price: number): boolean => (side === 'buy' ? price > print.price : price < print.price)
    const queue = this.#sorted(side).filter(order => isBetter(order.price) || order.price === print.price)
    if (this.#live) this.#servePrint(print, queue, events)
    this.#house = this.#without(
      this.#house,
      this.#house.filter(house => house.side === side && isBetter(house.price)),
    )
    for (const order of this.#orders) if (order.side === side && isBetter(order.price)) order.ahead = 0
    for (const house of this.#house.filter(candidate => candidate.side === side && candidate.price === print.price)) {
      house.printed += print.lots
      for (const order of this.#orders)
        if (order.side === side && order.price === print.price) order.ahead = Math.min(order.ahead, left(house))
    }
  }

  #servePrint(print: Print, queue: readonly Resting[], events: BookEvent[]): void {
    let [volume, queued] = [print.lots, 0]
    const served: [Resting, number, number][] = []
    for (const maker of queue) {
      const before = maker.price === print.price ? Math.min(volume, Math.max(0, maker.ahead - queued)) : 0
      queued += before
      volume -= before
      const lots = Math.min(volume, maker.leaves)
      volume -= lots
      if (lots > 0) served.push([maker, lots, maker.ahead])
    }
    for (const maker of queue) if (maker.price === print.price) maker.ahead = Math.max(0, maker.ahead - queued)
    for (const [maker, lots, ahead] of served) {
      const evidence: FillEvidence = {
        cause: 'print',
        frame: print.frame,
        shown: print.lots,
        level: print.price,
        ahead,
        tradeId: print.tradeId,
      }
      events.push({ kind: 'fill', price: maker.price, lots, taker: 0, maker: maker.order, takerSide: print.takerSide, evidence })
      this.#fillMaker(maker, lots, events)
    }
  }

  #copy(): ReferenceBook {
    const copy = new ReferenceBook()
    copy.#orders = this.#orders.map(order => ({ ...order }))
    copy.#house = this.#house.map(house => ({ ...house }))
    copy.#live = this.#live
    return copy
  }
}

/** What of a shown size is left after users took and prints proved some of it gone. */
function left(house: House): number {
  return Math.max(0, house.shown - house.taken - house.printed)
}

function plausible(price: number, lots: number): boolean {
  return Number.isSafeInteger(price) && price > 0 && price <= PRICE_MAX && Number.isSafeInteger(lots) && lots >= 0 && lots <= SHOWN_MAX
}
