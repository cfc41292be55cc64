import { expect, test } from 'vitest'
import { createBook } from '#core/order-book'
import type { Book, BookEvent, NewOrder } from '#core/order-book'
import type { Side } from '#core/orders'
import { hasRecordings, recordedRows } from '../recorded.model.ts'

/** A day of NASDAQ order by order: who was executed, in which order, is what price-time priority must name too. */
const DAY = 'lobster/GOOG_2012-06-21_34200000_57600000'
const ADD = 1
const REDUCE = 2
const DELETE = 3
const EXECUTE = 4

interface Message {
  readonly time: string
  readonly type: number
  readonly id: string
  readonly size: number
  readonly price: number
  readonly side: Side
}

interface Known {
  readonly order: number
  readonly side: Side
  readonly price: number
  size: number
}

/** The orders of the recording by their recorded id, and our book kept equal to them. */
class Replay {
  readonly known = new Map<string, Known>()
  #book: Book = createBook()
  #isEqual = true
  #orders = 0

  /** Our book, rebuilt from the recorded orders where the recording did what our commands cannot say. */
  get book(): Book {
    if (this.#isEqual) return this.#book
    this.#book = createBook()
    for (const { order, side, price, size } of this.known.values()) {
      const state = { order, owner: 1, side, state: 'resting', quantity: size, leaves: size, price, visible: size } as const
      this.#book.restore(
        { ...limit(order, side), price, quantity: size },
        { ...state, priority: order, ahead: 0, extreme: 0, expiresAt: 0 },
      )
    }
    this.#isEqual = true
    return this.#book
  }

  nextOrder(): number {
    return (this.#orders += 1)
  }

  diverge(): void {
    this.#isEqual = false
  }

  add(message: Message): void {
    const { id, side, price, size } = message
    const order = this.nextOrder()
    this.send({ ...limit(order, side), price, quantity: size })
    this.known.set(id, { order, side, price, size })
  }

  remove(id: string): void {
    const known = this.known.get(id)
    if (!known) return
    this.known.delete(id)
    if (this.#isEqual) this.#book.apply({ kind: 'cancel', order: known.order }, [])
  }

  /** Takes size from a known order; the caller says whether our book has done the same. */
  reduce(message: Message, isDone: boolean): void {
    const known = this.known.get(message.id)
    if (!known) return
    known.size -= message.size
    if (known.size <= 0) this.known.delete(message.id)
    if (!isDone) this.diverge()
  }

  send(order: NewOrder): BookEvent[] {
    const events: BookEvent[] = []
    this.book.apply(order, events)
    return events
  }
}

test.skipIf(!hasRecordings)(
  'GOOG 2012-06-21: of 5,438 aggressive orders that met only known orders, all but the three of the exchange meet the recorded makers (needs the recorded data)',
  () => {
    const messages = recordedRows(`${DAY}_message_10.csv.gz`).map(messageOf)
    const rows = recordedRows(`${DAY}_orderbook_10.csv.gz`).map(row => row.map(Number))
    const replay = new Replay()
    let [clean, equal, groups] = [0, 0, 0]
    for (let index = 1; index < messages.length;) {
      const group = aggressiveAt(messages, index)
      if (group.length === 0) apply(replay, messages[index]!)
      else {
        groups += 1
        const isClean = meetsOnlyKnown(replay, group, rows[index - 1]!)
        const isEqual = isClean && matches(replay, group)
        if (isClean) clean += 1
        if (isEqual) equal += 1
        if (isClean && !isEqual) replay.diverge()
        for (const message of group) replay.reduce(message, isEqual)
      }
      index += Math.max(1, group.length)
      forgetUnseen(replay, rows[index - 1]!)
    }
    expect([groups, clean, equal]).toEqual([6_081, 5_438, 5_435])
  },
  120_000,
)

function messageOf(row: readonly string[]): Message {
  const [time = '', type, id = '', size, price, side] = row
  return { time, type: Number(type), id, size: Number(size), price: Number(price) / 100, side: side === '1' ? 'buy' : 'sell' }
}

function limit(order: number, side: Side): NewOrder {
  return {
    kind: 'new',
    order,
    owner: 1,
    side,
    type: 'limit',
    timeInForce: 'gtc',
    postOnly: true,
    price: 0,
    quantity: 0,
    quoteQuantity: 0,
    spendMax: 0,
    selfTrade: 'none',
    display: 0,
    expiresAt: 0,
    trigger: null,
    peg: null,
  }
}

function aggressiveAt(messages: readonly Message[], start: number): Message[] {
  const first = messages[start]!
  const group: Message[] = []
  for (let index = start; ; index += 1) {
    const message = messages[index]
    if (message?.type !== EXECUTE || message.time !== first.time || message.side !== first.side) return group
    group.push(message)
  }
}

function apply(replay: Replay, message: Message): void {
  if (message.type === ADD) replay.add(message)
  else if (message.type === DELETE) replay.remove(message.id)
  else if (message.type === REDUCE) replay.reduce(message, false)
}

/** Whether every share shown up to the worst price of the group belongs to an order whose id we know. */
function meetsOnlyKnown(replay: Replay, group: readonly Message[], row: readonly number[]): boolean {
  const { side } = group[0]!
  const worst = group
    .map(message => message.price)
    .reduce((left, right) => (side === 'buy' ? Math.min(left, right) : Math.max(left, right)))
  const shown = new Map<number, number>()
  for (const [price, size] of levelsOf(row, side)) if (side === 'buy' ? price >= worst : price <= worst) shown.set(price, size)
  for (const known of replay.known.values()) {
    if (known.side === side && shown.has(known.price)) shown.set(known.price, shown.get(known.price)! - known.size)
  }
  return [...shown.values()].every(rest => rest === 0)
}

function matches(replay: Replay, group: readonly Message[]): boolean {
  const size = group.reduce((sum, message) => sum + message.size, 0)
  const taker = limit(replay.nextOrder(), group[0]!.side === 'buy' ? 'sell' : 'buy')
  const events = replay.send({ ...taker, type: 'market', timeInForce: 'ioc', postOnly: false, quantity: size })
  const fills = events.flatMap(event => (event.kind === 'fill' ? [`${event.maker} ${event.lots} ${event.price}`] : []))
  const expected = group.map(message => `${replay.known.get(message.id)?.order} ${message.size} ${message.price}`)
  return JSON.stringify(fills) === JSON.stringify(expected)
}

/** Orders at a price beyond the ten shown levels may change unseen: they are forgotten. */
function forgetUnseen(replay: Replay, row: readonly number[]): void {
  const [bids, asks] = [levelsOf(row, 'buy'), levelsOf(row, 'sell')]
  const [lowest, highest] = [bids.length < 10 ? 0 : bids[9]![0], asks.length < 10 ? Infinity : asks[9]![0]]
  for (const [id, known] of replay.known) {
    if (known.side === 'buy' ? known.price < lowest : known.price > highest) replay.remove(id)
  }
}

function levelsOf(row: readonly number[], side: Side): [price: number, size: number][] {
  const levels: [number, number][] = []
  for (let level = 0; level < 10; level += 1) {
    const [price, size] = side === 'sell' ? [row[level * 4]!, row[level * 4 + 1]!] : [row[level * 4 + 2]!, row[level * 4 + 3]!]
    if (Math.abs(price) < 9_999_999_999) levels.push([price / 100, size])
  }
  return levels
}
