import type { Book, BookCommand, BookEvent, Level, NewOrder, PlaceList, Print, Trigger } from './types.ts'

/** A limit buy of 10 at 100 by an owner of its own, with changes. */
export function order(id: number, changes: Partial<NewOrder> = {}): NewOrder {
  return {
    kind: 'new',
    order: id,
    owner: id,
    side: 'buy',
    type: 'limit',
    timeInForce: 'gtc',
    postOnly: false,
    price: 100,
    quantity: 10,
    quoteQuantity: 0,
    spendMax: 0,
    selfTrade: 'expire_taker',
    display: 0,
    expiresAt: 0,
    trigger: null,
    peg: null,
    ...changes,
  }
}

/** The same as a sell. */
export function sell(id: number, changes: Partial<NewOrder> = {}): NewOrder {
  return order(id, { side: 'sell', ...changes })
}

/** A market buy of 10, with changes. */
export function market(id: number, changes: Partial<NewOrder> = {}): NewOrder {
  return order(id, { type: 'market', price: 0, timeInForce: 'ioc', ...changes })
}

/** Waits for a price against the order's side, or with it. */
export function stop(price: number, on: Trigger['on'] = 'stop'): Trigger {
  return { on, stop: price, trailing: 0, activation: 0 }
}

/** Waits until the market comes back by so many basis points. */
export function trailing(bips: number, activation = 0, on: Trigger['on'] = 'stop'): Trigger {
  return { on, stop: 0, trailing: bips, activation }
}

/** Levels from prices and lots in turn. */
export function levels(...numbers: readonly number[]): Level[] {
  return Array.from({ length: numbers.length / 2 }, (_, index) => [numbers[2 * index]!, numbers[2 * index + 1]!])
}

export function depth(frame: number, bids: readonly Level[], asks: readonly Level[]): BookCommand {
  return { kind: 'house_depth', bids, asks, frame: { session: 1, frame } }
}

/** One lot at 100, sold to the bids, with changes. */
export function print(frame: number, changes: Partial<Print> = {}): Print {
  return { kind: 'print', price: 100, lots: 1, takerSide: 'sell', tradeId: frame, frame: { session: 1, frame }, ...changes }
}

export function feed(frame: number, live: boolean): BookCommand {
  return { kind: 'feed_state', live, frame: { session: 1, frame } }
}

export function time(at: number): BookCommand {
  return { kind: 'time', at }
}

export function cancel(id: number): BookCommand {
  return { kind: 'cancel', order: id }
}

export function amend(id: number, quantity: number): BookCommand {
  return { kind: 'amend', order: id, quantity }
}

/** A list whose legs start when the working order is filled, without fees, with changes. */
export function list(legs: readonly NewOrder[], changes: Partial<PlaceList> = {}): PlaceList {
  return { kind: 'list', list: 1, contingency: 'oco', start: 'full', working: null, legs, keepPpm: 1_000_000, lotUnits: 1, ...changes }
}

/** Applies commands and retells what the book said, a sentence an event. */
export function tell(book: Book, ...commands: BookCommand[]): string[] {
  const events: BookEvent[] = []
  for (const command of commands) book.apply(command, events)
  return events.map(retell)
}

function retell(event: BookEvent): string {
  switch (event.kind) {
    case 'fill':
      return `${event.lots}@${event.price} ${event.taker}>${event.maker} ${event.evidence.cause}`
    case 'prevented':
      return `${event.lots}@${event.price} ${event.taker}>${event.maker} prevented`
    case 'ended':
      return `${event.order} ${event.status}${event.reason ? ` ${event.reason}` : ''} ${event.leaves}`
    case 'opened':
      return `${event.order} opened ${event.leaves}`
    case 'amended':
      return `${event.order} amended ${event.quantity} leaves ${event.leaves}`
    case 'priced':
      return `${event.order} priced ${event.price}`
    case 'pending':
    case 'armed':
    case 'triggered':
      return `${event.order} ${event.kind}`
    case 'refused':
      return `${event.order} ${event.command} refused ${event.reason}`
  }
}

/** The numbers of all live orders in the book's order. */
export function liveNumbers(book: Book): number[] {
  return [...book.liveOrders()].map(({ order }) => order)
}

/** House lots before each resting order. */
export function aheadOf(book: Book): number[] {
  return [...book.liveOrders()].filter(({ state }) => state === 'resting').map(({ ahead }) => ahead)
}
