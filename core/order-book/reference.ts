import { assert } from '#core/assert'
import type { Side } from '#core/orders'
import { applyFrame, applyPrint, isUsable, settleCrossing } from './reference-house.ts'
import { placeList, workOffConsequences } from './reference-lists.ts'
import type { State, Turn } from './reference-state.ts'
import {
  admit,
  amendLeaves,
  byBest,
  emptyState,
  end,
  findOrder,
  isOver,
  left,
  listOf,
  liveList,
  liveOrder,
  MILLIONTHS,
  resolveExpiry,
  restingOrders,
  shownLevels,
  siblingOf,
} from './reference-state.ts'
import { collectTriggered, place, triggerIfArmed } from './reference-waiting.ts'
import type {
  AmendOrder,
  Book,
  BookChanges,
  BookCommand,
  BookEvent,
  FeedState,
  HouseBest,
  HouseDepth,
  HouseSnapshot,
  LiveList,
  LiveOrder,
  MarketTime,
  NewOrder,
  Print,
  ReplaceOrder,
} from './types.ts'

/** The naive book: flat lists, sorted and searched anew at every step. The oracle of `createBook`, never fast. */
export function createReferenceBook(): Book {
  return new ReferenceBook()
}

class ReferenceBook implements Book {
  #state: State = emptyState()
  #reported = new Map<string, number>()

  apply(command: BookCommand, events: BookEvent[]): void {
    const turn: Turn = { state: this.#state, events: [], looked: 0, starting: [] }
    applyCommand(turn, command)
    workOffConsequences(turn)
    this.#state.lists = this.#state.lists.filter(list => [list.working, ...list.legs].some(member => findOrder(this.#state, member)))
    events.push(...turn.events)
  }

  takeChanges(): BookChanges {
    const now = new Map<string, number>()
    for (const side of ['buy', 'sell'] as const) for (const [price, lots] of this.levels(side, Infinity)) now.set(`${side} ${price}`, lots)
    const keys = [...new Set([...now.keys(), ...this.#reported.keys()])].filter(key => now.get(key) !== this.#reported.get(key))
    const changed = (side: Side): [number, number][] =>
      keys
        .filter(key => key.startsWith(side))
        .map((key): [number, number] => [Number(key.split(' ')[1]), now.get(key) ?? 0])
        .sort(([a], [b]) => (side === 'buy' ? b - a : a - b))
    const changes = { bids: changed('buy'), asks: changed('sell') }
    this.#reported = now
    return changes
  }

  levels(side: Side, depthMax: number): [ticks: number, lots: number][] {
    return shownLevels(this.#state, side).slice(0, depthMax)
  }

  best(side: Side): number {
    return this.levels(side, 1)[0]?.[0] ?? 0
  }

  liveOrders(): LiveOrder[] {
    const waiting = this.#state.orders.filter(order => order.state !== 'resting').sort((a, b) => a.order - b.order)
    return [...restingOrders(this.#state, 'buy'), ...restingOrders(this.#state, 'sell'), ...waiting].map(liveOrder)
  }

  liveLists(): LiveList[] {
    return this.#state.lists.map(list => liveList(this.#state, list)).sort((a, b) => a.command.list - b.command.list)
  }

  find(order: number): LiveOrder | undefined {
    const found = findOrder(this.#state, order)
    return found && liveOrder(found)
  }

  restore(command: NewOrder, state: LiveOrder): void {
    const { price, visible, priority, ahead, extreme, expiresAt } = state
    if (state.state === 'resting')
      for (const earlier of restingOrders(this.#state, state.side).filter(other => other.price === price)) {
        assert(earlier.priority < priority, 'orders are restored in priority order')
        earlier.ahead = Math.min(earlier.ahead, ahead)
      }
    const order = admit(this.#state, command, 'pending')
    const { quantity: total, leaves } = state
    Object.assign(order, { state: state.state, total, leaves, price, visible, priority, ahead, extreme, expiresAt })
    this.#state.priorityLast = Math.max(this.#state.priorityLast, priority)
  }

  restoreList(list: LiveList): void {
    const { command, working, legs, quantity, started, exited, entered, enteredPpm } = list
    // A list that started and bought nothing never had a working order.
    const hadWorking = working !== 0 || !started || entered !== 0 || enteredPpm !== 0
    const millionths = BigInt(entered) * MILLIONTHS + BigInt(enteredPpm)
    this.#state.lists.push({ command, working, legs, hadWorking, quantity, started, entered: millionths, exited })
  }

  restoreMarket({ last, now }: { readonly last: number; readonly now: number }): void {
    this.#state.last = last
    this.#state.now = now
  }

  last(): number {
    return this.#state.last
  }

  describeOrders(): string {
    const orders = this.liveOrders().map(({ order, state, side, price, leaves, visible, extreme }) => {
      if (state === 'resting') return `${side} ${price} ${order} ${leaves} ${visible}\n`
      return state === 'armed' ? `armed ${order} ${leaves} ${extreme}\n` : `pending ${order}\n`
    })
    const lists = this.liveLists().map(
      ({ command, working, legs, quantity, started, entered, enteredPpm, exited }) =>
        `list ${command.list} ${working} ${legs.join(',')} ${quantity} ${started ? 1 : 0} ${entered} ${enteredPpm} ${exited}\n`,
    )
    return [...orders, ...lists].join('')
  }

  describeAll(): string {
    const { isLive, position, symbolState, last, now, house } = this.#state
    const feed = `feed ${isLive ? 'live' : 'not_live'} ${position.session}.${position.frame} ${symbolState} ${last} ${now}\n`
    const resting = this.liveOrders().filter(order => order.state === 'resting')
    const queue = resting.map(({ order, ahead }) => `ahead ${order} ${ahead}\n`).join('')
    const houses = (['buy', 'sell'] as const).flatMap(side => house.filter(level => level.side === side).sort(byBest(side)))
    const levels = houses.map(level => {
      const { side, price, shown, printed, frame } = level
      return `house ${side} ${price} ${shown} ${left(level)} ${printed} ${frame.session}.${frame.frame}\n`
    })
    return `${feed}${this.describeOrders()}${queue}${levels.join('')}`
  }
}

/** The steps of a command but the last consequences, which the book works off. */
function applyCommand(turn: Turn, command: BookCommand): void {
  const { state } = turn
  switch (command.kind) {
    case 'new':
      return place(turn, command)
    case 'cancel':
      return cancelOrder(turn, command.order)
    case 'amend':
      return amendOrder(turn, command)
    case 'replace':
      return replaceOrder(turn, command)
    case 'list':
      return placeList(turn, command)
    case 'time':
      return moveTime(turn, command)
    case 'symbol_state':
      state.symbolState = command.state
      return settleCrossing(turn)
    case 'protection':
      state.bandBips = command.bandBips
      state.printBips = command.printBips
      return
    case 'house_snapshot':
    case 'house_depth':
    case 'house_best':
    case 'print':
    case 'feed_state':
      return applyFeed(turn, command)
  }
}

function cancelOrder(turn: Turn, number: number): void {
  const order = findOrder(turn.state, number)
  if (order) end(turn, order, 'canceled', null)
  else turn.events.push({ kind: 'refused', order: number, command: 'cancel', reason: 'UNKNOWN_ORDER' })
}

function amendOrder(turn: Turn, { order: number, quantity }: AmendOrder): void {
  const { state, events } = turn
  const order = findOrder(state, number)
  if (!order) return void events.push({ kind: 'refused', order: number, command: 'amend', reason: 'UNKNOWN_ORDER' })
  const leaves = quantity - (order.total - order.leaves)
  const isAmendable = order.state !== 'pending' && order.command.quoteQuantity === 0 && leaves > 0 && leaves < order.leaves
  if (!isAmendable) return void events.push({ kind: 'refused', order: number, command: 'amend', reason: 'NOT_AMENDABLE' })
  amendLeaves(turn, order, leaves)
  const list = listOf(state, number)
  if (!list?.legs.includes(number)) return
  list.quantity = leaves + list.exited
  const sibling = siblingOf(state, number)
  if (sibling && leaves < sibling.leaves) amendLeaves(turn, sibling, leaves)
}

function replaceOrder(turn: Turn, { order: number, mode, next }: ReplaceOrder): void {
  const { state, events } = turn
  const old = findOrder(state, number)
  const isReplaceable = old && old.state !== 'pending' && old.command.owner === next.owner && !listOf(state, number)
  if (isReplaceable && state.symbolState === 'trading') end(turn, old, 'replaced', null)
  else events.push({ kind: 'refused', order: number, command: 'cancel', reason: 'UNKNOWN_ORDER' })
  if (isReplaceable || mode === 'allow_failure' || state.symbolState !== 'trading') return place(turn, next)
  end(turn, admit(state, next, 'working'), 'rejected', 'UNKNOWN_ORDER')
}

function moveTime(turn: Turn, { at }: MarketTime): void {
  const { state } = turn
  if (at < state.now) return
  state.now = at
  for (const order of state.orders) order.expiresAt = resolveExpiry(state, order.expiresAt)
  for (;;) {
    const [over] = state.orders.filter(order => isOver(state, order)).sort((a, b) => a.expiresAt - b.expiresAt || a.order - b.order)
    if (!over) return
    end(turn, over, 'expired', 'GTD_EXPIRED')
    workOffConsequences(turn)
  }
}

function applyFeed(turn: Turn, command: HouseSnapshot | HouseDepth | HouseBest | Print | FeedState): void {
  const { state } = turn
  state.frames += 1
  state.position = command.frame
  switch (command.kind) {
    case 'print':
      return print(turn, command)
    case 'feed_state':
      state.isLive = command.live
      break
    case 'house_snapshot':
    case 'house_depth':
    case 'house_best':
      applyFrame(state, command)
      break
  }
  settleCrossing(turn)
}

/** A print serves first; then, where it is a last price, it triggers one order after the other. */
function print(turn: Turn, command: Print): void {
  const { state } = turn
  const isLast = isUsable(state, command)
  applyPrint(turn, command)
  workOffConsequences(turn)
  if (!isLast) return
  state.last = command.price
  for (const order of collectTriggered(state)) {
    triggerIfArmed(turn, order)
    workOffConsequences(turn)
  }
}
