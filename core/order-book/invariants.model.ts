import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { commandStreams } from './streams.model.ts'
import type { Book, BookCommand, BookEvent, BookFill, LiveOrder, NewOrder, PlaceList } from './types.ts'

/** What holds in every book after any commands, whoever wrote it. */
export function bookInvariants(name: string, createBook: () => Book, { runs }: { readonly runs: number }): void {
  const always = (property: (commands: BookCommand[]) => void, share = 1): void =>
    fc.assert(fc.property(commandStreams({ minLength: 100, maxLength: 220 }), property), { numRuns: Math.ceil(runs * share) })

  describe(`${name}, whatever comes`, () => {
    test('the merged book is never crossed, and along a level places never decrease and priorities ascend', () =>
      always(commands => eachStep(createBook(), commands, expectOrderly)))
    test('every lot of an order is traded, prevented or left, after every command', () =>
      always(commands => checkLots(createBook(), commands)))
    test('an order ends once and nothing follows its end; every order is live or has ended', () =>
      always(commands => checkEnds(createBook(), commands)))
    test('each fill is within the limit of both orders, and money within its bounds', () =>
      always(commands => checkLimits(createBook(), commands)))
    test('no print and no displayed lot is used twice', () => always(commands => checkEvidence(createBook(), commands)))
    test('the legs of a list never sell more than was bought for them', () => always(commands => checkLists(createBook(), commands)))
    test('orders of one owner trade with each other only where the taker lets them', () =>
      always(commands => checkOwners(createBook(), commands)))
    test('a fill-or-kill that fails changes nothing but its own end', () => always(commands => checkKills(createBook(), commands), 0.3))
    test('canceled orders leave nothing behind', () => always(commands => checkCancels(createBook(), commands), 0.3))
    test('a restored book says the same, and goes on as the original after the same snapshot', () =>
      checkRestores(createBook, Math.ceil(runs * 0.4)))
    test('the changes taken one after another make the book', () => always(commands => checkChanges(createBook(), commands), 0.3))
  })
}

function run(book: Book, commands: readonly BookCommand[]): BookEvent[] {
  const events: BookEvent[] = []
  for (const command of commands) book.apply(command, events)
  return events
}

function eachStep(book: Book, commands: readonly BookCommand[], check: (book: Book) => void): void {
  for (const command of commands) {
    run(book, [command])
    check(book)
  }
}

const fillsOf = (events: readonly BookEvent[]): BookFill[] => events.filter(event => event.kind === 'fill')

/** The orders a command brings: its own, the next one, or the members of a list. */
function ordersOf(command: BookCommand): readonly NewOrder[] {
  if (command.kind === 'new') return [command]
  if (command.kind === 'replace') return [command.next]
  if (command.kind === 'list') return command.working ? [command.working, ...command.legs] : command.legs
  return []
}

function byNumber(commands: readonly BookCommand[]): Map<number, NewOrder> {
  return new Map(commands.flatMap(ordersOf).map(order => [order.order, order]))
}

function expectOrderly(book: Book): void {
  const [bid, ask] = [book.best('buy'), book.best('sell')]
  expect(bid === 0 || ask === 0 || bid < ask).toBe(true)
  let before: LiveOrder | undefined
  for (const order of book.liveOrders()) {
    if (order.state === 'resting') {
      expect(order.visible > 0 && order.visible <= order.leaves && order.extreme === 0).toBe(true)
      if (before?.price === order.price && before.side === order.side)
        expect(before.ahead <= order.ahead && before.priority < order.priority).toBe(true)
    } else expect([order.visible, order.priority, order.ahead]).toEqual([0, 0, 0])
    before = order
  }
}

function checkLots(book: Book, commands: readonly BookCommand[]): void {
  const orders = byNumber(commands)
  const totals = new Map([...orders].map(([number, order]) => [number, order.quantity]))
  const gone = new Map<number, number>()
  const lose = (order: number, lots: number): void => void gone.set(order, (gone.get(order) ?? 0) + lots)
  const expectSum = (order: number, leaves: number): void => {
    if (orders.get(order)!.quoteQuantity === 0) expect((gone.get(order) ?? 0) + leaves).toBe(totals.get(order))
  }
  for (const command of commands) {
    for (const event of run(book, [command])) {
      if (event.kind === 'fill' || event.kind === 'prevented') for (const order of [event.taker, event.maker]) lose(order, event.lots)
      if (event.kind === 'amended') totals.set(event.order, event.quantity)
      if (event.kind === 'amended' || event.kind === 'ended' || event.kind === 'opened') expectSum(event.order, event.leaves)
    }
    for (const { order, quantity, leaves } of book.liveOrders()) {
      expect(quantity).toBe(totals.get(order))
      expectSum(order, leaves)
    }
  }
}

function checkEnds(book: Book, commands: readonly BookCommand[]): void {
  const ended = new Set<number>()
  const events = run(book, commands)
  for (const event of events) {
    if (event.kind === 'refused') continue
    const about = event.kind === 'fill' || event.kind === 'prevented' ? [event.taker, event.maker] : [event.order]
    expect(about.some(order => ended.has(order))).toBe(false)
    if (event.kind === 'ended') ended.add(event.order)
  }
  const live = new Set([...book.liveOrders()].map(order => order.order))
  for (const order of byNumber(commands).keys()) {
    expect(live.has(order)).toBe(!ended.has(order))
    expect(book.find(order)?.order).toBe(live.has(order) ? order : undefined)
  }
}

function checkLimits(book: Book, commands: readonly BookCommand[]): void {
  const events = run(book, commands)
  const orders = byNumber(commands)
  const priced = new Map(events.flatMap(event => (event.kind === 'priced' ? [[event.order, event.price] as const] : [])))
  const priceOf = ({ order, price }: NewOrder): number => priced.get(order) ?? price
  const spent = new Map<number, number>()
  for (const fill of fillsOf(events)) {
    const [taker, maker] = [orders.get(fill.taker), orders.get(fill.maker)]
    expect(taker === undefined && maker === undefined).toBe(false)
    if (maker) expect(fill.price).toBe(priceOf(maker))
    if (taker?.type === 'limit') expect(taker.side === 'buy' ? fill.price <= priceOf(taker) : fill.price >= priceOf(taker)).toBe(true)
    for (const order of [fill.taker, fill.maker]) spent.set(order, (spent.get(order) ?? 0) + fill.price * fill.lots)
  }
  for (const [order, tickLots] of spent) {
    const { spendMax, quoteQuantity } = orders.get(order) ?? { spendMax: 0, quoteQuantity: 0 }
    expect(spendMax === 0 || tickLots <= spendMax).toBe(true)
    expect(quoteQuantity === 0 || tickLots <= quoteQuantity).toBe(true)
  }
}

function checkEvidence(book: Book, commands: readonly BookCommand[]): void {
  const used = new Map<string, { lots: number; shown: number }>()
  for (const fill of fillsOf(run(book, commands))) {
    const { cause, frame, shown, tradeId, level } = fill.evidence
    if (cause === 'order') continue
    // A house level is told by its side, its price and the frame that showed it; in a diff the house is the taker.
    const houseSide = cause === 'diff' ? fill.takerSide : fill.takerSide === 'buy' ? 'sell' : 'buy'
    const key = cause === 'print' ? `print ${tradeId}` : `level ${houseSide} ${level} ${frame.frame}`
    const before = used.get(key) ?? { lots: 0, shown }
    expect(before.shown).toBe(shown)
    used.set(key, { lots: before.lots + fill.lots, shown })
    expect(before.lots + fill.lots).toBeLessThanOrEqual(shown)
  }
}

/** Per list: millionths bought, the most whole lots there ever were, lots sold. */
interface Balance {
  readonly list: PlaceList
  units: bigint
  most: number
  sold: number
}

function checkLists(book: Book, commands: readonly BookCommand[]): void {
  const balances = new Map<number, Balance>()
  for (const list of commands.filter(command => command.kind === 'list')) {
    const balance: Balance = { list, units: 0n, most: list.working ? 0 : list.legs[0]!.quantity, sold: 0 }
    for (const { order } of ordersOf(list)) balances.set(order, balance)
  }
  for (const fill of fillsOf(run(book, commands))) {
    for (const order of [fill.taker, fill.maker]) {
      const balance = balances.get(order)
      if (!balance) continue
      if (balance.list.working?.order === order) {
        const units = BigInt(fill.lots) * BigInt(balance.list.lotUnits)
        balance.units += units - (units * BigInt(1_000_000 - balance.list.keepPpm) + 999_999n) / 1_000_000n
        balance.most = Math.max(balance.most, Number(balance.units / BigInt(balance.list.lotUnits)))
      } else {
        balance.sold += fill.lots
        expect(balance.sold).toBeLessThanOrEqual(Math.min(balance.most, balance.list.legs[0]!.quantity))
      }
    }
  }
  for (const { legs, working, command } of book.liveLists()) {
    expect(legs.length + working).toBeGreaterThan(0)
    for (const member of working === 0 ? legs : [working, ...legs]) expect(book.find(member)).toBeDefined()
    expect(commands.some(given => given.kind === 'list' && given.list === command.list)).toBe(true)
  }
}

function checkOwners(book: Book, commands: readonly BookCommand[]): void {
  const orders = byNumber(commands)
  for (const event of run(book, commands)) {
    if (event.kind !== 'fill' && event.kind !== 'prevented') continue
    const [taker, maker] = [orders.get(event.taker), orders.get(event.maker)]
    if (!taker || !maker) continue
    expect(event.kind === 'fill' ? taker.owner !== maker.owner || taker.selfTrade === 'none' : taker.owner === maker.owner).toBe(true)
    if (event.kind === 'prevented') expect(taker.selfTrade).toBe('decrement')
  }
}

function checkKills(book: Book, commands: readonly BookCommand[]): void {
  for (const command of commands) {
    const before = book.describeAll()
    const events = run(book, [command])
    const [last] = events.slice(-1)
    if (command.kind !== 'new' || last?.kind !== 'ended' || last.order !== command.order) continue
    if (last.reason !== 'UNFILLED_FOK_ORDER_EXPIRED') continue
    expect(events.filter(event => event.kind !== 'priced')).toEqual([last])
    expect(book.describeAll()).toBe(before)
  }
}

function checkCancels(book: Book, commands: readonly BookCommand[]): void {
  run(book, commands)
  for (const { order } of [...book.liveOrders()]) {
    const live = book.find(order)
    const events = run(book, [{ kind: 'cancel', order }])
    if (!live) expect(events).toEqual([{ kind: 'refused', order, command: 'cancel', reason: 'UNKNOWN_ORDER' }])
    else expect(events[0]).toEqual({ kind: 'ended', order, status: 'canceled', reason: null, leaves: live.leaves })
  }
  expect(book.describeOrders()).toBe('')
  run(book, [{ kind: 'house_snapshot', bids: [], asks: [], frame: { session: 2, frame: 1 } }])
  expect([book.best('buy'), book.best('sell')]).toEqual([0, 0])
  expect(book.describeAll()).toMatch(/^feed (live|not_live) 2\.1 (trading|halt|cancel_only) \d+ \d+\n$/)
}

function checkRestores(createBook: () => Book, runs: number): void {
  const [long, short] = [commandStreams({ minLength: 100, maxLength: 220 }), commandStreams({ minLength: 20, maxLength: 60 })]
  const check = (commands: BookCommand[], more: BookCommand[]): void => {
    const book = createBook()
    const calm: BookCommand[] = [
      { kind: 'feed_state', live: true, frame: { session: 1, frame: 998 } },
      { kind: 'symbol_state', state: 'trading' },
      { kind: 'protection', bandBips: 0, printBips: 0 },
    ]
    run(book, [...commands, ...calm])
    const now = Math.max(0, ...commands.map(command => (command.kind === 'time' ? command.at : 0)))
    const house = { bids: book.levels('buy', 99), asks: book.levels('sell', 99) }
    const restored = restoredFrom(book, { createBook, orders: byNumber(commands), now })
    expect(restored.describeOrders()).toBe(book.describeOrders())
    expect([restored.levels('buy', 0), restored.last()]).toEqual([[], book.last()])
    const snapshot: BookCommand = { kind: 'house_snapshot', ...house, frame: { session: 1, frame: 999 } }
    const later = [snapshot, ...more.map(command => shifted(command, 10_000))]
    expect(run(restored, later)).toEqual(run(book, later))
    expect(restored.describeAll()).toBe(book.describeAll())
  }
  fc.assert(fc.property(long, short, check), { numRuns: runs })
}

function restoredFrom(
  book: Book,
  from: { readonly createBook: () => Book; readonly orders: ReadonlyMap<number, NewOrder>; readonly now: number },
): Book {
  const restored = from.createBook()
  for (const order of book.liveOrders()) restored.restore(from.orders.get(order.order)!, order)
  for (const list of book.liveLists()) restored.restoreList(list)
  restored.restoreMarket({ last: book.last(), now: from.now })
  return restored
}

/** The same command about orders with higher numbers; every fourth one still speaks of the old orders. */
function shifted(command: BookCommand, by: number): BookCommand {
  const move = (order: NewOrder): NewOrder => ({ ...order, order: order.order + by })
  switch (command.kind) {
    case 'new':
      return move(command)
    case 'cancel':
    case 'amend':
      return command.order % 4 === 0 ? command : { ...command, order: command.order + by }
    case 'replace':
      return { ...command, order: command.order % 4 === 0 ? command.order : command.order + by, next: move(command.next) }
    case 'list':
      return { ...command, list: command.list + by, working: command.working && move(command.working), legs: command.legs.map(move) }
    default:
      return command
  }
}

function checkChanges(book: Book, commands: readonly BookCommand[]): void {
  const mirror = { buy: new Map<number, number>(), sell: new Map<number, number>() }
  for (const command of commands) {
    run(book, [command])
    const { bids, asks } = book.takeChanges()
    for (const [price, lots] of bids) mirror.buy.set(price, lots)
    for (const [price, lots] of asks) mirror.sell.set(price, lots)
  }
  for (const side of ['buy', 'sell'] as const) {
    const shown = [...mirror[side]].filter(([, lots]) => lots > 0).sort(([a], [b]) => (side === 'buy' ? b - a : a - b))
    expect(book.levels(side, 99)).toEqual(shown)
  }
}
