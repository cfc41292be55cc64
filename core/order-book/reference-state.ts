import { assert } from '#core/assert'
import { riskAverse } from '#core/fill-model'
import type { ReasonCode, Side } from '#core/orders'
import type {
  BookEnded,
  BookEvent,
  FillEvidence,
  FrameRef,
  LiveList,
  LiveOrder,
  NewOrder,
  PlaceList,
  Protection,
  SymbolState,
} from './types.ts'
import { END_OF_DAY } from './types.ts'

/** A level the house shows. */
export interface HouseLevel {
  readonly side: Side
  readonly price: number
  readonly shown: number
  readonly frame: FrameRef
  /** Lots users took and lots prints proved gone since `shown` was shown. */
  taken: number
  printed: number
  /** The number of the last frame that spoke of it. */
  spoken: number
}

/** An order in the book's care; `working` only while it walks the book inside a command. */
export interface Order {
  readonly command: NewOrder
  readonly order: number
  state: 'working' | 'resting' | 'armed' | 'pending'
  total: number
  leaves: number
  price: number
  visible: number
  priority: number
  ahead: number
  extreme: number
  expiresAt: number
  /** Tick-lots left of its `quoteQuantity` and `spendMax`. */
  quoteLeft: number
  spendLeft: number
}

/** A list with the numbers of all its members, ended ones too. */
export interface List {
  readonly command: LiveList['command']
  readonly working: number
  readonly legs: readonly number[]
  /** Whether there ever was a working order. */
  readonly hadWorking: boolean
  quantity: number
  started: boolean
  /** Millionths of a lot bought that can be sold; may be below zero. */
  entered: bigint
  exited: number
}

/** Everything the naive book knows: plain values, so that a copy of it is a book to try things on. */
export interface State {
  orders: Order[]
  lists: List[]
  house: HouseLevel[]
  isLive: boolean
  symbolState: SymbolState['state']
  bandBips: Protection['bandBips']
  printBips: Protection['printBips']
  /** Price of the last usable print, market time: 0 before the first. */
  last: number
  now: number
  frames: number
  position: FrameRef
  priorityLast: number
}

/** One command at work: the book, what was said so far, and how many of those events were looked at for lists. */
export interface Turn {
  readonly state: State
  readonly events: BookEvent[]
  looked: number
  /** Legs to start, in order. */
  readonly starting: { readonly list: List; readonly leg: number; readonly isLast: boolean }[]
}

const DAY_MS = 86_400_000

/** A book that knows nothing yet. */
export function emptyState(): State {
  return {
    orders: [],
    lists: [],
    house: [],
    isLive: true,
    symbolState: 'trading',
    bandBips: 0,
    printBips: 0,
    last: 0,
    now: 0,
    frames: 0,
    position: { session: 0, frame: 0 },
    priorityLast: 0,
  }
}

/** Takes an order into the book's care; it does nothing yet. */
export function admit(state: State, command: NewOrder, as: 'working' | 'pending'): Order {
  assert(!findOrder(state, command.order), 'an order number is used once')
  const { order, quantity, price, quoteQuantity, spendMax } = command
  const admitted: Order = {
    command,
    order,
    state: as,
    total: quantity,
    leaves: quantity,
    price,
    visible: 0,
    priority: 0,
    ahead: 0,
    extreme: 0,
    expiresAt: resolveExpiry(state, command.expiresAt),
    quoteLeft: quoteQuantity,
    spendLeft: spendMax,
  }
  state.orders.push(admitted)
  return admitted
}

/** `END_OF_DAY` as a market time, once one is known. Exactly midnight belongs to the day that begins. */
export function resolveExpiry(state: State, expiresAt: number): number {
  if (expiresAt !== END_OF_DAY || state.now === 0) return expiresAt
  return (Math.floor(state.now / DAY_MS) + 1) * DAY_MS
}

/** Whether the order's time has come. */
export function isOver(state: State, order: Order): boolean {
  return order.expiresAt > 0 && order.expiresAt <= state.now
}

/** A live order by its number. */
export function findOrder(state: State, order: number): Order | undefined {
  return state.orders.find(candidate => candidate.order === order)
}

/** The list an order is or was a member of. */
export function listOf(state: State, order: number): List | undefined {
  return state.lists.find(list => list.working === order || list.legs.includes(order))
}

/** The other leg of the order's list, where the order is a leg and the other one lives. */
export function siblingOf(state: State, order: number): Order | undefined {
  const legs = listOf(state, order)?.legs ?? []
  const other = legs.includes(order) ? legs.find(leg => leg !== order) : undefined
  return other === undefined ? undefined : findOrder(state, other)
}

/** Whether house quantity can be matched. */
export function isMatchable(state: State): boolean {
  return state.isLive && state.symbolState === 'trading'
}

export function opposite(side: Side): Side {
  return side === 'buy' ? 'sell' : 'buy'
}

/** Compares prices: the better one of a side comes first. */
export function byBest(side: Side): (a: { readonly price: number }, b: { readonly price: number }) => number {
  return (a, b) => (side === 'buy' ? b.price - a.price : a.price - b.price)
}

/** The resting orders of a side, best price first, then by priority. */
export function restingOrders(state: State, side: Side): Order[] {
  const resting = state.orders.filter(order => order.state === 'resting' && order.command.side === side)
  return resting.sort((a, b) => byBest(side)(a, b) || a.priority - b.priority)
}

/** The house levels of a side with something left, best first. */
export function houseLevels(state: State, side: Side): HouseLevel[] {
  return state.house.filter(house => house.side === side && left(house) > 0).sort(byBest(side))
}

/** What of a shown size is left after users took and prints proved some of it gone. */
export function left(house: HouseLevel): number {
  return Math.max(0, house.shown - house.taken - house.printed)
}

/** The merged levels of a side as shown, best first. */
export function shownLevels(state: State, side: Side): [price: number, lots: number][] {
  const lotsAt = new Map<number, number>()
  for (const { price, visible } of restingOrders(state, side)) lotsAt.set(price, (lotsAt.get(price) ?? 0) + visible)
  for (const house of houseLevels(state, side)) lotsAt.set(house.price, (lotsAt.get(house.price) ?? 0) + left(house))
  return [...lotsAt].sort(([a], [b]) => (side === 'buy' ? b - a : a - b))
}

/** The order ends: it leaves the book, and this is the last event about it. */
export function end(turn: Turn, order: Order, status: BookEnded['status'], reason: ReasonCode | null): void {
  turn.state.orders = turn.state.orders.filter(other => other !== order)
  turn.events.push({ kind: 'ended', order: order.order, status, reason, leaves: order.command.quoteQuantity > 0 ? 0 : order.leaves })
}

/** Gives the order another number of lots left; its total differs by as much. */
export function amendLeaves(turn: Turn, order: Order, leaves: number): void {
  order.total += leaves - order.leaves
  order.leaves = leaves
  order.visible = Math.min(order.visible, leaves)
  turn.events.push({ kind: 'amended', order: order.order, quantity: order.total, leaves })
}

/** The order is now the last of its level and shows what an order that just came shows. */
export function joinLevel(state: State, order: Order): void {
  const { side, display } = order.command
  const shown = state.house.filter(house => house.side === side && house.price === order.price).reduce((sum, house) => sum + left(house), 0)
  const others = restingOrders(state, side).filter(other => other !== order && other.price === order.price)
  order.visible = display > 0 ? Math.min(display, order.leaves) : order.leaves
  order.ahead = Math.max(riskAverse.join(shown), ...others.map(other => other.ahead))
  order.priority = Math.max(state.priorityLast + 1, order.order)
  state.priorityLast = order.priority
}

/** A trade of a resting order, said and done; whoever is the taker takes its own part off itself. */
export function fillMaker(
  turn: Turn,
  maker: Order,
  fill: { readonly lots: number; readonly taker: number; readonly takerSide: Side; readonly evidence: FillEvidence },
): void {
  turn.events.push({ kind: 'fill', price: maker.price, maker: maker.order, ...fill })
  maker.leaves -= fill.lots
  maker.visible -= fill.lots
  if (maker.leaves === 0) end(turn, maker, 'filled', null)
}

/** An iceberg whose slice is used up shows the next one, at the back. */
export function refill(state: State, order: Order): void {
  if (order.leaves > 0 && order.visible === 0) joinLevel(state, order)
}

/** Somebody took house quantity: whoever stands behind it moves forward. */
export function consumeHouse(state: State, house: HouseLevel, lots: number): void {
  house.taken += lots
  for (const order of restingOrders(state, house.side)) if (order.price === house.price) order.ahead = Math.max(0, order.ahead - lots)
}

/** Lots bought for the legs of a list that can be sold, whole ones. */
export function allowedLots(list: List): number {
  return list.entered < 0n ? 0 : Number(list.entered / MILLIONTHS)
}

/** Millionths in a lot. */
export const MILLIONTHS = 1_000_000n

/** What the legs of a list may sell between them: what was bought for them, or without a working order their quantity. */
export function exitLimit(list: List): number {
  return list.hadWorking ? Math.min(list.quantity, allowedLots(list)) : list.quantity
}

/** A list as it comes. */
export function admitList(state: State, command: PlaceList): List {
  const { list, contingency, start, keepPpm, lotUnits, working, legs } = command
  const admitted: List = {
    command: { list, contingency, start, keepPpm, lotUnits },
    working: working?.order ?? 0,
    legs: legs.map(leg => leg.order),
    hadWorking: working !== null,
    quantity: legs[0]!.quantity,
    started: false,
    entered: 0n,
    exited: 0,
  }
  state.lists.push(admitted)
  return admitted
}

/** A list as the book gives it out. */
export function liveList(state: State, list: List): LiveList {
  const millionths = ((list.entered % MILLIONTHS) + MILLIONTHS) % MILLIONTHS
  return {
    command: list.command,
    working: findOrder(state, list.working) ? list.working : 0,
    legs: list.legs.filter(leg => findOrder(state, leg)),
    quantity: list.quantity,
    started: list.started,
    entered: Number((list.entered - millionths) / MILLIONTHS),
    enteredPpm: Number(millionths),
    exited: list.exited,
  }
}

/** An order as the book gives it out. */
export function liveOrder(order: Order): LiveOrder {
  const { state } = order
  assert(state !== 'working', 'no order works between two commands')
  const { command, total, leaves, price, visible, priority, ahead, extreme, expiresAt } = order
  const { owner, side } = command
  return { order: order.order, owner, side, state, quantity: total, leaves, price, visible, priority, ahead, extreme, expiresAt }
}
