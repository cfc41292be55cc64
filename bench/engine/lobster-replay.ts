import { type Book, type BookEvent, createBook, type NewOrder } from '#core/order-book'
import type { Side } from '#core/orders'
import type { Day, Message } from './lobster.ts'
import { plainOrder } from './plain-order.ts'

/** What came out; rows count from 1, as the lines of the files. */
export interface Verdict {
  /** Rows compared, and those at which our book was not the published one. */
  readonly rows: number
  readonly differingRows: readonly number[]
  /** Aggressive orders: executions of one time and side that follow each other. */
  readonly aggressive: number
  /** Those that no size of unknown orders stood before. */
  readonly clear: number
  /** The first rows of those of them that met other makers or sizes here than there. */
  readonly otherMakers: readonly number[]
}

export type Progress = (done: number, of: number) => void

/** Replays a day through our book twice: order by order against the published book, and match by match against the recorded makers. */
export function verifyDay(day: Day, progress: Progress): Verdict {
  const last = day.messages.length - 1
  const differingRows = compareRows(day, row => progress(row, 2 * last))
  return { rows: last, differingRows, ...compareMakers(day, row => progress(last + row, 2 * last)) }
}

function compareRows(day: Day, progress: (row: number) => void): number[] {
  const replay = new Replay(day)
  const differing: number[] = []
  for (let row = 1; row < day.messages.length; row += 1) {
    replay.apply(day.messages[row]!)
    replay.follow(row - 1, row)
    if (!replay.isPublished(row)) {
      differing.push(row + 1)
      // One mistake counts once or twice and not at every row after it.
      replay.seedAll(row)
    }
    progress(row)
  }
  return differing
}

function compareMakers(day: Day, progress: (row: number) => void): Pick<Verdict, 'aggressive' | 'clear' | 'otherMakers'> {
  const replay = new Replay(day)
  const otherMakers: number[] = []
  let [aggressive, clear] = [0, 0]
  for (let row = 1; row < day.messages.length;) {
    const group = aggressiveAt(day.messages, row)
    if (group.length === 0) replay.apply(day.messages[row]!)
    else if (!replay.isClear(group)) for (const message of group) replay.apply(message)
    else {
      clear += 1
      if (!replay.take(group)) otherMakers.push(row + 1)
    }
    if (group.length > 0) aggressive += 1
    const next = row + Math.max(1, group.length)
    replay.follow(row - 1, next - 1)
    progress(next - 1)
    row = next
  }
  return { aggressive, clear, otherMakers }
}

function aggressiveAt(messages: readonly Message[], start: number): readonly Message[] {
  const first = messages[start]!
  let end = start
  while (messages[end]?.type === 'execute' && messages[end]!.time === first.time && messages[end]!.side === first.side) end += 1
  return messages.slice(start, end)
}

/** An order in our book: a recorded one, or all that is anonymous at a level, as one. */
interface Standing {
  readonly order: number
  readonly side: Side
  readonly price: number
  readonly id: string | undefined
  /** Lots left, and in all as amended. */
  size: number
  total: number
}

/**
 * Our book kept equal to the recorded one. The first row has no order ids, so its levels are anonymous size. What leaves the
 * recorded levels is unseen and forgotten; what comes back from there is anonymous (the rule of the recording's README).
 */
class Replay {
  readonly #day: Day
  #book: Book = createBook()
  readonly #byId = new Map<string, Standing>()
  readonly #byLevel = { buy: new Map<number, Standing[]>(), sell: new Map<number, Standing[]>() }
  readonly #events: BookEvent[] = []
  #orders = 0

  constructor(day: Day) {
    this.#day = day
    this.seedAll(0)
  }

  apply(message: Message): void {
    if (message.type === 'none') return
    if (message.type === 'add') return this.#stand(message, message.id)
    const standing = this.#byId.get(message.id) ?? this.#anonymousAt(message)
    if (standing === undefined) return
    if (message.type === 'delete' && standing.id !== undefined) return this.#remove(standing)
    this.#reduce(standing, message.size)
  }

  /** Forgets what the row no longer shows, and lets in as anonymous what it shows anew from beyond the row before. */
  follow(before: number, row: number): void {
    for (const side of ['buy', 'sell'] as const) {
      const shown = this.#levels(side, row)
      if (shown.length === this.#day.levels) this.#forgetBeyond(side, shown.at(-1)!.price)
      const seen = this.#levels(side, before)
      if (seen.length < this.#day.levels) continue
      const edge = seen.at(-1)!.price
      for (const { price, size } of shown)
        if (isBeyond(side, price, edge) && !this.#byLevel[side].has(price)) this.#stand({ side, price, size }, undefined)
    }
  }

  isPublished(row: number): boolean {
    return (['buy', 'sell'] as const).every(side => {
      const ours = this.#book.levels(side, this.#day.levels + 1)
      const shown = this.#levels(side, row)
      return ours.length === shown.length && ours.every(([price, lots], at) => shown[at]!.price === price && shown[at]!.size === lots)
    })
  }

  /** Begins anew with the levels of a row, all anonymous. */
  seedAll(row: number): void {
    this.#book = createBook()
    this.#byId.clear()
    for (const side of ['buy', 'sell'] as const) {
      this.#byLevel[side].clear()
      for (const level of this.#levels(side, row)) this.#stand({ side, ...level }, undefined)
    }
  }

  /** Whether no anonymous size stands before the last of the executions. */
  isClear(group: readonly Message[]): boolean {
    const { side } = group[0]!
    const worst = group.reduce((price, message) => (isBeyond(side, message.price, price) ? message.price : price), group[0]!.price)
    for (const [price, standing] of this.#byLevel[side])
      if (!isBeyond(side, price, worst) && standing.some(({ id }) => id === undefined)) return false
    return true
  }

  /** Has an order of the whole size match in our book; whether it meets the recorded makers. Afterwards the book is the recorded one. */
  take(group: readonly Message[]): boolean {
    const quantity = group.reduce((sum, message) => sum + message.size, 0)
    const side = group[0]!.side === 'buy' ? 'sell' : 'buy'
    this.#send({ ...plainOrder, order: this.#nextOrder(), side, price: 0, quantity, type: 'market', timeInForce: 'ioc' })
    const met = this.#events.flatMap(event => (event.kind === 'fill' ? [`${event.maker} ${event.price} ${event.lots}`] : []))
    const recorded = group.map(({ id, price, size }) => `${this.#byId.get(id)?.order} ${price} ${size}`)
    const isSame = met.join() === recorded.join()
    for (const message of group) {
      const standing = this.#byId.get(message.id)
      if (standing !== undefined) this.#count(standing, message.size)
    }
    if (!isSame) this.#rebuild()
    return isSame
  }

  #levels(side: Side, row: number): { readonly price: number; readonly size: number }[] {
    const { books, levels } = this.#day
    const shown: { price: number; size: number }[] = []
    for (let level = 0; level < levels; level += 1) {
      const at = (row * levels + level) * 4 + (side === 'sell' ? 0 : 2)
      if (books[at] !== 0) shown.push({ price: books[at]!, size: books[at + 1]! })
    }
    return shown
  }

  #stand({ side, price, size }: Pick<Message, 'side' | 'price' | 'size'>, id: string | undefined): void {
    const standing: Standing = { order: this.#nextOrder(), side, price, id, size, total: size }
    this.#send({ ...plainOrder, order: standing.order, side, price, quantity: size })
    if (id !== undefined) this.#byId.set(id, standing)
    const level = this.#byLevel[side].get(price)
    if (level === undefined) this.#byLevel[side].set(price, [standing])
    else level.push(standing)
  }

  #anonymousAt({ side, price }: Message): Standing | undefined {
    return this.#byLevel[side].get(price)?.find(({ id }) => id === undefined)
  }

  #reduce(standing: Standing, size: number): void {
    if (size >= standing.size) return this.#remove(standing)
    this.#count(standing, size)
    this.#apply({ kind: 'amend', order: standing.order, quantity: standing.total })
  }

  /** Takes lots off an order of ours whose book has done or will do the same. */
  #count(standing: Standing, size: number): void {
    standing.size -= size
    standing.total -= size
    if (standing.size <= 0) this.#drop(standing)
  }

  #remove(standing: Standing): void {
    this.#apply({ kind: 'cancel', order: standing.order })
    this.#drop(standing)
  }

  #drop(standing: Standing): void {
    if (standing.id !== undefined) this.#byId.delete(standing.id)
    const levels = this.#byLevel[standing.side]
    const rest = levels.get(standing.price)?.filter(other => other !== standing) ?? []
    if (rest.length === 0) levels.delete(standing.price)
    else levels.set(standing.price, rest)
  }

  #forgetBeyond(side: Side, edge: number): void {
    for (const [price, standing] of this.#byLevel[side]) if (isBeyond(side, price, edge)) for (const one of standing) this.#remove(one)
  }

  /** Our book did what the recorded one did not: it is made anew from the recorded orders, in their order. */
  #rebuild(): void {
    this.#book = createBook()
    const standing = [...this.#byLevel.buy.values(), ...this.#byLevel.sell.values()].flat()
    for (const one of standing.sort((a, b) => a.order - b.order)) {
      const { order, side, price, size } = one
      one.total = size
      this.#send({ ...plainOrder, order, side, price, quantity: size })
    }
  }

  #nextOrder(): number {
    this.#orders += 1
    return this.#orders
  }

  #send(order: NewOrder): void {
    this.#apply(order)
  }

  #apply(command: Parameters<Book['apply']>[0]): void {
    this.#events.length = 0
    this.#book.apply(command, this.#events)
  }
}

/** Whether a price is worse than another on a side. */
function isBeyond(side: Side, price: number, edge: number): boolean {
  return side === 'buy' ? price < edge : price > edge
}
