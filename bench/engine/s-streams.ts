import { RecordBooks } from './record-books.ts'
import { type PlainOrder, type Stream, StreamWriter } from './stream.ts'

/**
 * S1 and S2 of performance-engine.md §6: one symbol, a steady mix of passive adds, takers, replaces and cancels around a
 * mid that wanders. The book decides what still rests, so the stream is made with one and then replayed on any.
 */
export interface Shape {
  readonly name: string
  readonly seed: number
  readonly resting: number
  readonly distance: number
}
export const S1: Shape = { name: 'S1', seed: 42, resting: 5_000, distance: 12 }
export const S2: Shape = { name: 'S2', seed: 43, resting: 500_000, distance: 1_500 }

/** So many commands after the prefill. */
export function createStream(shape: Shape, count: number): Stream {
  const maker = new StreamMaker(shape)
  for (let made = 0; made < shape.resting; made += 1) maker.passive()
  while (maker.count < shape.resting + count) maker.step()
  return maker.stream()
}

class StreamMaker {
  readonly #shape: Shape
  readonly #books = new RecordBooks()
  readonly #writer = new StreamWriter()
  readonly #random: () => number
  readonly #distances: Int32Array
  /** By order number. */
  readonly #orders: (PlainOrder | undefined)[] = [undefined]
  readonly #live: number[] = []
  readonly #dead: number[] = []
  #mid = 50_000

  constructor(shape: Shape) {
    this.#shape = shape
    this.#random = sfc32(shape.seed)
    this.#distances = geometric(shape.distance)
  }

  get count(): number {
    return this.#writer.count
  }

  stream(): Stream {
    return this.#writer.stream(this.#shape.name, this.#shape.resting)
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
      this.#writer.cancel({ id: this.#dead[random() % this.#dead.length]!, isSell: false, price: 0 })
    else if (this.#books.resting > this.#shape.resting !== (random() % 8 === 0)) this.#cancel()
    else this.passive()
  }

  #take(): void {
    const random = this.#random
    const isSell = (random() & 1) === 1
    const reach = random() % 6
    const best = this.#books.best(isSell ? 'buy' : 'sell')
    const price = best === 0 ? this.#mid : isSell ? best - reach : best + reach
    const isIoc = (random() & 1) === 1
    this.#add({ isSell, isIoc, price, quantity: 1 + (random() % 300) })
  }

  #replace(): void {
    const random = this.#random
    const old = this.#pick()
    if (old === undefined) return
    const distance = 1 + (random() % 3)
    const price = old.price + ((random() & 1) === 1 ? distance : -distance)
    const quantity = old.quantity + ((random() & 1) === 1 ? 1 + (random() % 20) : 0)
    const order = { ...old, isIoc: false, price, quantity }
    this.#writer.replace(order)
    this.#books.cancel(old.id)
    this.#place(order)
  }

  #cancel(): void {
    const order = this.#pick()
    if (order === undefined) return
    this.#writer.cancel(order)
    this.#books.cancel(order.id)
    if (this.#dead.length < 4_096) this.#dead.push(order.id)
    else this.#dead[this.#random() & 4_095] = order.id
  }

  #add(order: Omit<PlainOrder, 'id'>): void {
    const placed = { id: this.#orders.length, ...order }
    this.#writer.new(placed)
    this.#place(placed)
  }

  #place(order: PlainOrder): void {
    this.#orders[order.id] = order
    this.#books.place(order)
    if (this.#books.leavesOf(order.id) > 0) this.#live.push(order.id)
  }

  /** A random order that still rests, with what it was placed with; those that were filled meanwhile are buried on the way. */
  #pick(): PlainOrder | undefined {
    while (this.#live.length > 0) {
      const at = this.#random() % this.#live.length
      const id = this.#live[at]!
      const last = this.#live.pop()!
      if (at < this.#live.length) this.#live[at] = last
      if (this.#books.leavesOf(id) > 0) return this.#orders[id]
      this.#dead.push(id)
    }
    return undefined
  }
}

export function sfc32(seed: number): () => number {
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
