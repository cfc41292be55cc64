/**
 * S1 and S2 of performance-engine.md §6: one symbol, a steady mix of passive adds, takers, replaces and cancels around a
 * mid that wanders. The book decides what still rests, so the stream is made with one and then replayed on any.
 */
/** A command of the public streams: a replace is a cancel and a new order of the same id. */
const OP_NEW = 1
export const OP_CANCEL = 2
export const OP_REPLACE = 3

/** Columns of a stream; `sell` and `ioc` are 0 or 1. */
export interface Stream {
  readonly name: string
  readonly prefill: number
  readonly count: number
  readonly op: Uint8Array
  readonly id: Int32Array
  readonly sell: Uint8Array
  readonly ioc: Uint8Array
  readonly price: Int32Array
  readonly quantity: Int32Array
}

/** What the maker of a stream needs to know of a book. */
export interface StreamBook {
  place(command: { id: number; isSell: boolean; isIoc: boolean; price: number; quantity: number }): void
  cancel(id: number): void
  /** 0 where the order does not rest. */
  leavesOf(id: number): number
  best(side: 'buy' | 'sell'): number
  /** Orders at rest. */
  resting(): number
}

interface Shape {
  readonly name: 'S1' | 'S2'
  readonly seed: number
  readonly resting: number
  readonly distance: number
}
export const S1: Shape = { name: 'S1', seed: 42, resting: 5_000, distance: 12 }
export const S2: Shape = { name: 'S2', seed: 43, resting: 500_000, distance: 1_500 }

export function createStream(shape: Shape, count: number, book: StreamBook): Stream {
  const maker = new StreamMaker(shape, count, book)
  for (let made = 0; made < shape.resting; made += 1) maker.passive()
  while (maker.size < shape.resting + count) maker.step()
  return maker.stream()
}

class StreamMaker {
  size = 0
  readonly #shape: Shape
  readonly #book: StreamBook
  readonly #random: () => number
  readonly #distances: Int32Array
  readonly #columns: Omit<Stream, 'name' | 'prefill' | 'count'>
  readonly #priceOf: Int32Array
  readonly #quantityOf: number[] = []
  readonly #sides: number[] = [0]
  readonly #live: number[] = []
  readonly #dead: number[] = []
  #mid = 50_000
  #lastId = 0

  constructor(shape: Shape, count: number, book: StreamBook) {
    const size = shape.resting + count
    this.#shape = shape
    this.#book = book
    this.#random = sfc32(shape.seed)
    this.#distances = geometric(shape.distance)
    this.#priceOf = new Int32Array(size + 1)
    this.#columns = {
      op: new Uint8Array(size),
      id: new Int32Array(size),
      sell: new Uint8Array(size),
      ioc: new Uint8Array(size),
      price: new Int32Array(size),
      quantity: new Int32Array(size),
    }
  }

  stream(): Stream {
    const { name, resting } = this.#shape
    return { name, prefill: resting, count: this.size - resting, ...this.#columns }
  }

  passive(): void {
    const isSell = (this.#random() & 1) === 1
    const distance = 1 + this.#distances[this.#random() >>> 20]!
    const quantity = 1 + (this.#random() % 100)
    this.#add({ isSell, isIoc: false, price: isSell ? this.#mid + distance : this.#mid - distance, quantity })
  }

  step(): void {
    const random = this.#random
    if (random() % 64 === 0) this.#mid += (random() & 1) === 1 ? 1 : -1
    if (random() % 200_000 === 0) this.#mid += (random() & 1) === 1 ? 20 : -20
    const kind = random() % 1_000
    if (kind < 50) this.#take()
    else if (kind < 100) this.#replace()
    else if (kind < 110 && this.#dead.length > 0)
      this.#push(OP_CANCEL, { id: this.#dead[random() % this.#dead.length]!, isSell: false, isIoc: false, price: 0, quantity: 0 })
    else if (this.#book.resting() > this.#shape.resting !== (random() % 8 === 0)) this.#cancel()
    else this.passive()
  }

  #take(): void {
    const random = this.#random
    const isSell = (random() & 1) === 1
    const reach = random() % 6
    const best = this.#book.best(isSell ? 'buy' : 'sell')
    const price = best === 0 ? this.#mid : isSell ? best - reach : best + reach
    const isIoc = (random() & 1) === 1
    this.#add({ isSell, isIoc, price, quantity: 1 + (random() % 300) })
  }

  #replace(): void {
    const random = this.#random
    const id = this.#pick()
    if (id === 0) return
    const isSell = this.#isSell(id)
    const distance = 1 + (random() % 3)
    const price = this.#priceOf[id]! + ((random() & 1) === 1 ? distance : -distance)
    const quantity = this.#quantityOf[id]! + ((random() & 1) === 1 ? 1 + (random() % 20) : 0)
    this.#push(OP_REPLACE, { id, isSell, isIoc: false, price, quantity })
    this.#priceOf[id] = price
    this.#quantityOf[id] = quantity
    this.#book.cancel(id)
    this.#book.place({ id, isSell, isIoc: false, price, quantity })
    if (this.#book.leavesOf(id) > 0) this.#live.push(id)
  }

  #cancel(): void {
    const id = this.#pick()
    if (id === 0) return
    this.#push(OP_CANCEL, { id, isSell: this.#isSell(id), isIoc: false, price: this.#priceOf[id]!, quantity: 0 })
    this.#book.cancel(id)
    this.#bury(id)
  }

  #add(order: { isSell: boolean; isIoc: boolean; price: number; quantity: number }): void {
    const id = (this.#lastId += 1)
    this.#push(OP_NEW, { id, ...order })
    this.#priceOf[id] = order.price
    this.#quantityOf[id] = order.quantity
    this.#sides[id] = order.isSell ? 1 : 0
    this.#book.place({ id, ...order })
    if (this.#book.leavesOf(id) > 0) this.#live.push(id)
  }

  #isSell(id: number): boolean {
    return this.#sides[id] === 1
  }

  /** A random order that still rests; those that were filled meanwhile are buried on the way. 0 where there is none. */
  #pick(): number {
    while (this.#live.length > 0) {
      const at = this.#random() % this.#live.length
      const id = this.#live[at]!
      const last = this.#live.pop()!
      if (at < this.#live.length) this.#live[at] = last
      if (this.#book.leavesOf(id) > 0) return id
      this.#dead.push(id)
    }
    return 0
  }

  #bury(id: number): void {
    if (this.#dead.length < 4_096) this.#dead.push(id)
    else this.#dead[this.#random() & 4_095] = id
  }

  #push(
    op: number,
    { id, isSell, isIoc, price, quantity }: { id: number; isSell: boolean; isIoc: boolean; price: number; quantity: number },
  ): void {
    const { op: ops, id: ids, sell, ioc, price: prices, quantity: quantities } = this.#columns
    ops[this.size] = op
    ids[this.size] = id
    sell[this.size] = isSell ? 1 : 0
    ioc[this.size] = isIoc ? 1 : 0
    prices[this.size] = price
    quantities[this.size] = quantity
    this.size += 1
  }
}

function sfc32(seed: number): () => number {
  let [a, b, c, d] = [0x9e3779b9 | 0, 0x243f6a88 | 0, seed | 0, 1]
  const next = (): number => {
    const t = (a + b + d) | 0
    d = (d + 1) | 0
    a = b ^ (b >>> 9)
    b = (c + (c << 3)) | 0
    c = (((c << 21) | (c >>> 11)) + t) | 0
    return t >>> 0
  }
  for (let drop = 0; drop < 16; drop += 1) next()
  return next
}

/** 4,096 quantiles of a geometric distribution with mean `mean`. */
function geometric(mean: number): Int32Array {
  const q = mean / (mean + 1)
  const table = new Int32Array(4_096)
  let [value, sum, power] = [0, 1, 1]
  for (let at = 0; at < 4_096; at += 1) {
    const wanted = (at + 0.5) / 4_096
    while ((1 - q) * sum < wanted) {
      value += 1
      power *= q
      sum += power
    }
    table[at] = value
  }
  return table
}
