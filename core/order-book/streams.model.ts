import type { Peg, SelfTradePrevention } from '#core/orders'
import fc from 'fast-check'
import type { Side } from '#core/orders'
import type { BookCommand, FrameRef, Level, NewOrder, PlaceList, ReplaceOrder, Trigger } from './types.ts'
import { END_OF_DAY } from './types.ts'

/** A stream of commands of every kind; a failing one shrinks by leaving commands out. */
export function commandStreams(length: { readonly minLength: number; readonly maxLength: number }): fc.Arbitrary<BookCommand[]> {
  return fc.array(fc.integer({ min: 0, max: 2 ** 32 - 1 }), { ...length, size: 'max' }).map(seeds => {
    const stream = startStream()
    return seeds.map(seed => nextCommand(chanceFrom(seed), stream))
  })
}

/** The same kinds of commands from one seed, for running millions of them. */
export function seededCommands(seed: number, count: number): BookCommand[] {
  const stream = startStream()
  const chance = chanceFrom(seed)
  return Array.from({ length: count }, () => nextCommand(chance, stream))
}

/** Where every choice comes from. */
interface Chance {
  /** A whole number, both ends included. */
  int(min: number, max: number): number
  pick<T>(...values: readonly [T, ...T[]]): T
  /** True once in `times`. */
  once(times: number): boolean
}

/** What a stream remembers: numbers given, whose orders they were, market time, and what must soon be set right again. */
interface Stream {
  order: number
  list: number
  frame: number
  now: number
  isTrading: boolean
  isLive: boolean
  readonly owners: Map<number, number>
}

const DAY_MS = 86_400_000

/** Ten seconds before a midnight, so that days end in a stream. */
const START_MS = 20_000 * DAY_MS - 10_000

function startStream(): Stream {
  return { order: 0, list: 0, frame: 0, now: START_MS, isTrading: true, isLive: true, owners: new Map() }
}

/** Mulberry32: small, fast, the same everywhere. */
function chanceFrom(seed: number): Chance {
  let state = seed >>> 0
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return (mixed ^ (mixed >>> 14)) >>> 0
  }
  const int = (min: number, max: number): number => min + (next() % (max - min + 1))
  return { int, pick: (...values) => values[int(0, values.length - 1)]!, once: times => int(1, times) === 1 }
}

function nextCommand(chance: Chance, stream: Stream): BookCommand {
  if (!stream.isTrading && chance.once(4)) {
    stream.isTrading = true
    return { kind: 'symbol_state', state: 'trading' }
  }
  const roll = chance.int(1, 100)
  if (roll <= 36) return nextOrder(chance, stream)
  if (roll <= 41) return { kind: 'cancel', order: recentOrder(chance, stream) }
  if (roll <= 46) return { kind: 'amend', order: recentOrder(chance, stream), quantity: chance.int(1, 9) }
  if (roll <= 50) return replacement(chance, stream)
  if (roll <= 58) return list(chance, stream)
  if (roll <= 62) return { kind: 'time', at: nextTime(chance, stream) }
  if (roll === 63) return { kind: 'symbol_state', state: nextSymbolState(chance, stream) }
  if (roll === 64) return { kind: 'protection', bandBips: chance.pick(0, 1500, 3000, 6000), printBips: chance.pick(0, 0, 1500, 4000) }
  return feed(chance, stream)
}

/** Mostly one of the last few; now and then one that never was or is not yet. */
function recentOrder(chance: Chance, stream: Stream): number {
  if (chance.once(20)) return stream.order + chance.int(1, 3)
  return Math.max(1, stream.order - chance.int(0, chance.pick(0, 3, 8, 30)))
}

function nextTime(chance: Chance, stream: Stream): number {
  if (chance.once(12)) return stream.now - 1_000
  stream.now += chance.int(0, 3) * 1_000
  if (chance.once(15)) stream.now = (Math.floor(stream.now / DAY_MS) + 1) * DAY_MS - chance.pick(0, 0, 8_000)
  return stream.now
}

function nextSymbolState(chance: Chance, stream: Stream): 'trading' | 'halt' | 'cancel_only' {
  const state = chance.pick('halt', 'cancel_only', 'trading')
  stream.isTrading = state === 'trading'
  return state
}

// Orders. Prices and sizes are few, so that everything collides.

const price = (chance: Chance): number => chance.int(1, 12)
const lots = (chance: Chance): number => chance.int(1, 9)

/** The next number, for an owner who is remembered by it. */
function numbered(stream: Stream, order: Omit<NewOrder, 'order'>): NewOrder {
  stream.order += 1
  stream.owners.set(stream.order, order.owner)
  return { ...order, order: stream.order }
}

function nextOrder(chance: Chance, stream: Stream): NewOrder {
  return numbered(stream, anyOrder(chance, stream, { owner: chance.int(1, 3), side: chance.pick('buy', 'sell'), quantity: lots(chance) }))
}

/** What is given about an order that is still to be made up. */
interface Frame {
  readonly owner: number
  readonly side: Side
  readonly quantity: number
}

type Draft = Omit<NewOrder, 'order'>

function anyOrder(chance: Chance, stream: Stream, frame: Frame): Draft {
  const roll = chance.int(1, 36)
  if (roll <= 16) return limit(chance, stream, frame)
  if (roll <= 18) return { ...limit(chance, stream, frame), timeInForce: 'gtc', postOnly: true }
  if (roll <= 23) return market(chance, stream, frame)
  if (roll <= 26) return iceberg(chance, limit(chance, stream, frame))
  if (roll <= 28) return pegged(chance, limit(chance, stream, frame))
  return waiting(chance, stream, { frame, trigger: anyTrigger(chance) })
}

function limit(chance: Chance, stream: Stream, frame: Frame): Draft {
  return {
    kind: 'new',
    ...frame,
    type: 'limit',
    timeInForce: chance.pick('gtc', 'gtc', 'gtc', 'gtc', 'ioc', 'fok'),
    postOnly: false,
    price: price(chance),
    quoteQuantity: 0,
    spendMax: 0,
    selfTrade: selfTrade(chance),
    display: 0,
    expiresAt: expiry(chance, stream),
    trigger: null,
    peg: null,
  }
}

function selfTrade(chance: Chance): SelfTradePrevention {
  return chance.pick('none', 'none', 'expire_taker', 'expire_maker', 'expire_both', 'decrement', 'decrement')
}

function expiry(chance: Chance, stream: Stream): number {
  if (!chance.once(6)) return 0
  return chance.once(3) ? END_OF_DAY : stream.now + chance.int(0, 9) * 1_000
}

function market(chance: Chance, stream: Stream, frame: Frame): Draft {
  const isByQuote = chance.once(2)
  const isCapped = frame.side === 'sell' && chance.once(2)
  return {
    ...marketByQuantity(chance, stream, frame),
    ...(isByQuote ? { spendMax: 0, quoteQuantity: chance.int(1, 90), quantity: isCapped ? frame.quantity : 0 } : {}),
  }
}

function marketByQuantity(chance: Chance, stream: Stream, frame: Frame): Draft {
  const spendMax = frame.side === 'buy' ? chance.pick(0, 0, 7, 25, 60) : 0
  return { ...limit(chance, stream, frame), type: 'market', timeInForce: chance.pick('ioc', 'ioc', 'fok'), price: 0, spendMax }
}

function iceberg(chance: Chance, order: Draft): Draft {
  return { ...order, timeInForce: 'gtc', display: order.quantity > 1 ? chance.int(1, Math.min(3, order.quantity - 1)) : 0 }
}

/** On its own side a pegged order is good till canceled, perhaps post-only; at the other one it takes what is there. */
function pegged(chance: Chance, order: Draft): Draft {
  const peg: Peg = { to: chance.pick('primary', 'market'), offset: chance.pick(0, 0, 1, 2) }
  const isPrimary = peg.to === 'primary'
  const spendMax = order.side === 'buy' ? chance.pick(0, 10, 25, 60) : 0
  const fitting: Draft = { ...order, price: 0, peg, spendMax, timeInForce: isPrimary ? 'gtc' : order.timeInForce }
  return isPrimary ? { ...fitting, postOnly: order.trigger === null && chance.once(3) } : fitting
}

function anyTrigger(chance: Chance): Trigger {
  const on = chance.pick('stop', 'take_profit')
  return chance.once(3) ? trailing(chance, on) : { on, stop: price(chance), trailing: 0, activation: 0 }
}

function trailing(chance: Chance, on: Trigger['on']): Trigger {
  return { on, stop: 0, trailing: chance.pick(800, 1500, 2500, 4000), activation: chance.once(2) ? price(chance) : 0 }
}

/** An order that waits; once triggered it is a market order, a limit order, an iceberg or a pegged one. */
function waiting(chance: Chance, stream: Stream, { frame, trigger }: { readonly frame: Frame; readonly trigger: Trigger }): Draft {
  const roll = chance.int(1, 10)
  if (roll <= 4) return { ...marketByQuantity(chance, stream, frame), trigger }
  const order = { ...limit(chance, stream, frame), trigger }
  if (roll <= 8) return order
  return roll === 9 ? iceberg(chance, order) : pegged(chance, order)
}

function replacement(chance: Chance, stream: Stream): ReplaceOrder {
  const order = recentOrder(chance, stream)
  const owner = chance.once(6) ? chance.int(1, 3) : (stream.owners.get(order) ?? 1)
  const next = anyOrder(chance, stream, { owner, side: chance.pick('buy', 'sell'), quantity: lots(chance) })
  return { kind: 'replace', order, mode: chance.pick('stop_on_failure', 'allow_failure'), next: numbered(stream, next) }
}

// Lists.

function list(chance: Chance, stream: Stream): PlaceList {
  stream.list += 1
  const [owner, quantity, shape] = [chance.int(1, 3), lots(chance), chance.pick('oco', 'oto', 'otoco', 'otoco')]
  const side = shape === 'oco' ? chance.pick('buy', 'sell') : 'sell'
  const working = shape === 'oco' ? null : numbered(stream, workingOrder(chance, stream, { owner, quantity }))
  const legs = [{ ...leg(chance, stream, { frame: { owner, side, quantity }, role: shape === 'oto' ? 'any' : 'profit' }) }]
  if (shape !== 'oto') legs.push(leg(chance, stream, { frame: { owner, side, quantity }, role: 'loss' }))
  return {
    kind: 'list',
    list: stream.list,
    contingency: chance.pick('oco', 'ouo'),
    start: chance.pick('full', 'partial'),
    working,
    legs: legs.map(draft => numbered(stream, draft)),
    keepPpm: working ? chance.pick(1_000_000, 999_000, 900_000, 500_000) : 1_000_000,
    lotUnits: working ? chance.pick(1, 3, 1_000, 100_000_000) : 1,
  }
}

function workingOrder(chance: Chance, stream: Stream, { owner, quantity }: { readonly owner: number; readonly quantity: number }): Draft {
  const frame: Frame = { owner, side: 'buy', quantity: chance.once(5) ? lots(chance) : quantity }
  return chance.once(2) ? anyOrder(chance, stream, frame) : { ...limit(chance, stream, frame), timeInForce: 'gtc' }
}

/** A leg above the market (for a sell) that takes the profit, or one below it that bounds the loss; now and then on the wrong side. */
function leg(chance: Chance, stream: Stream, { frame, role }: { readonly frame: Frame; readonly role: 'profit' | 'loss' | 'any' }): Draft {
  const isProfit = role === 'profit' || (role === 'any' && chance.once(2))
  const isHigh = isProfit === (frame.side === 'sell')
  const at = chance.once(5) ? price(chance) : isHigh ? chance.int(6, 12) : chance.int(1, 7)
  if (!isProfit) {
    const trigger: Trigger = chance.once(4) ? trailing(chance, 'stop') : { on: 'stop', stop: at, trailing: 0, activation: 0 }
    return waiting(chance, stream, { frame, trigger })
  }
  if (chance.once(3)) return waiting(chance, stream, { frame, trigger: { on: 'take_profit', stop: at, trailing: 0, activation: 0 } })
  const order: Draft = { ...limit(chance, stream, frame), timeInForce: 'gtc', price: at, postOnly: chance.once(3) }
  return chance.once(4) ? iceberg(chance, order) : order
}

// The feed, with absurd values now and then.

const ABSURD = [-1, 0, 1.5, NaN, Infinity, 2 ** 31, 2 ** 53, 2 ** 60] as const

const framePrice = (chance: Chance): number => (chance.once(31) ? chance.pick(...ABSURD) : price(chance))
const frameLots = (chance: Chance): number => (chance.once(31) ? chance.pick(...ABSURD) : chance.int(0, 12))

function feed(chance: Chance, stream: Stream): BookCommand {
  stream.frame += 1
  const frame = { session: 1, frame: stream.frame }
  if (!stream.isLive && chance.once(5)) return feedState(stream, { live: true, frame })
  const roll = chance.int(1, 23)
  if (roll <= 11) return { kind: roll <= 9 ? 'house_depth' : 'house_snapshot', ...depth(chance), frame }
  if (roll <= 15) {
    const [bid, ask] = [framePrice(chance), framePrice(chance)]
    return { kind: 'house_best', bid, bidLots: frameLots(chance), ask, askLots: frameLots(chance), frame }
  }
  if (roll === 16) return feedState(stream, { live: chance.once(2), frame })
  const takerSide = chance.pick<Side>('buy', 'sell')
  return { kind: 'print', price: framePrice(chance), lots: frameLots(chance), takerSide, tradeId: stream.frame, frame }
}

function feedState(stream: Stream, state: { readonly live: boolean; readonly frame: FrameRef }): BookCommand {
  stream.isLive = state.live
  return { kind: 'feed_state', ...state }
}

/** Mostly bids below asks, sometimes anything. */
function depth(chance: Chance): { readonly bids: readonly Level[]; readonly asks: readonly Level[] } {
  const levels = (most: number, level: () => Level): Level[] => Array.from({ length: chance.int(0, most) }, level)
  if (chance.once(3)) {
    const wild = (): Level => [framePrice(chance), frameLots(chance)]
    return { bids: levels(4, wild), asks: levels(4, wild) }
  }
  return {
    bids: levels(6, () => [chance.int(1, 7), chance.int(0, 12)]),
    asks: levels(6, () => [chance.int(6, 12), chance.int(0, 12)]),
  }
}
