/** An invented market that looks like a recorded one: raw lines in Binance's form. Pure: a seed and the times asked for make the lines. */
import { assert } from '#core/assert'
import { formatDecimal } from '#core/decimal'
import { createRandom, type Random } from './random.ts'

export interface SyntheticOptions {
  readonly symbol: string
  readonly seed: number
  /** Price it begins at, in ticks of 10^-priceScale. */
  readonly price: number
  readonly priceScale: number
  /** Quantities are multiples of 10^-quantityScale. */
  readonly quantityScale: number
  /** A usual size at the touch, in those multiples. */
  readonly touchLots: number
}
export interface SyntheticMarket {
  /** The snapshot the market begins with. */
  open(atMs: number): string[]
  /** What happened in the 100 ms before `atMs`: trades and best quotes, then the depth they led to. */
  step(atMs: number): string[]
}

type Side = 'bids' | 'asks'
interface Level {
  readonly price: number
  lots: number
}

const levelsMin = 210
const levelsMax = 260
/** Standard deviation of a step as a part of the price, and how much more of it in a burst. */
const calmMove = 0.000_02
const burstFactor = 4
/** A burst begins about once a minute and lasts some seconds. */
const burstStart = 0.0015
const burstEnd = 0.03
/** Part of the distance to the anchor that the price comes back in a step. */
const reversion = 0.0006
const firstUpdate = 1_000_000

export function createSyntheticMarket(options: SyntheticOptions): SyntheticMarket {
  return new InventedMarket(options)
}

class InventedMarket implements SyntheticMarket {
  readonly #options: SyntheticOptions
  readonly #random: Random
  readonly #stream: string
  /** Levels best first. */
  readonly #levels: Record<Side, Level[]> = { bids: [], asks: [] }
  readonly #range: number
  #changed: Record<Side, Set<number>> = { bids: new Set(), asks: new Set() }
  #fair: number
  #anchor: number
  #isBursting = false
  #update = firstUpdate
  #trade = 0
  #lines: string[] = []
  #at = 0
  #quote = ''

  constructor(options: SyntheticOptions) {
    assert(options.price > 2_000, 'a synthetic price has room below it')
    this.#options = options
    this.#random = createRandom(options.seed, options.symbol)
    this.#stream = options.symbol.toLowerCase()
    this.#fair = options.price
    this.#anchor = options.price
    this.#range = Math.max(500, Math.floor(options.price * 0.004))
    for (const side of ['bids', 'asks'] as const) this.#fill(side, side === 'bids' ? options.price : options.price + 1)
  }

  open(atMs: number): string[] {
    this.#begin(atMs)
    const texts = (side: Side): [string, string][] =>
      this.#levels[side].map(({ price, lots }) => [this.#price(price), this.#quantity(lots)])
    this.#emit({ lastUpdateId: this.#update, bids: texts('bids'), asks: texts('asks') })
    return this.#lines
  }

  step(atMs: number): string[] {
    this.#begin(atMs)
    const before = this.#update
    this.#moveFair()
    this.#tradeAtTouch()
    this.#moveTouch()
    this.#churn()
    if (this.#update > before) {
      this.#emit({
        stream: `${this.#stream}@depth@100ms`,
        data: {
          e: 'depthUpdate',
          E: atMs,
          s: this.#options.symbol,
          U: before + 1,
          u: this.#update,
          b: this.#changes('bids'),
          a: this.#changes('asks'),
        },
      })
    }
    return this.#lines
  }

  #begin(atMs: number): void {
    this.#at = atMs
    this.#lines = []
    this.#changed = { bids: new Set(), asks: new Set() }
  }

  #moveFair(): void {
    if (this.#random.chance(this.#isBursting ? burstEnd : burstStart)) this.#isBursting = !this.#isBursting
    const move = this.#options.price * calmMove * (this.#isBursting ? burstFactor : 1)
    this.#anchor += this.#random.normal() * this.#options.price * 0.000_005 + (this.#options.price - this.#anchor) * 0.000_01
    this.#fair += this.#random.normal() * move + (this.#anchor - this.#fair) * reversion
    this.#fair = Math.max(this.#fair, this.#range + levelsMax)
  }

  /** Somebody takes a part of the best level, rarely all of it. */
  #tradeAtTouch(): void {
    if (!this.#random.chance(this.#isBursting ? 0.4 : 0.12)) return
    const side: Side = this.#random.chance(0.5) ? 'bids' : 'asks'
    const best = this.#levels[side][0]!
    const part = this.#random.uniform()
    this.#take(side, best, Math.max(1, Math.floor(best.lots * part * part * 1.05)))
  }

  /** Brings the best prices to where the fair price is: what stands in the way is taken or withdrawn, then new quotes come. */
  #moveTouch(): void {
    const spread = 1 + (this.#random.chance(0.25) ? 1 : 0) + (this.#random.chance(0.1) ? 1 : 0)
    const bid = Math.round(this.#fair - spread / 2)
    for (const [side, isInTheWay] of [
      ['asks', (price: number) => price < bid + spread],
      ['bids', (price: number) => price > bid],
    ] as const) {
      for (let best = this.#levels[side][0]; best !== undefined && isInTheWay(best.price); best = this.#levels[side][0]) {
        if (this.#random.chance(0.15)) this.#take(side, best, best.lots)
        else this.#set(side, best.price, 0)
      }
    }
    if (this.#levels.asks[0]?.price !== bid + spread) this.#set('asks', bid + spread, this.#size(0))
    if (this.#levels.bids[0]?.price !== bid) this.#set('bids', bid, this.#size(0))
  }

  /** Orders come, change and go, mostly near the touch. */
  #churn(): void {
    const count = 3 + this.#random.below(this.#isBursting ? 14 : 6)
    for (let step = 0; step < count; step++) {
      const side: Side = this.#random.chance(0.5) ? 'bids' : 'asks'
      const levels = this.#levels[side]
      const kind = this.#random.uniform()
      const near = this.#random.skewed()
      const level = levels[Math.floor(levels.length * near)]!
      if (kind < 0.55) this.#set(side, level.price, this.#size(Math.abs(level.price - levels[0]!.price)))
      else if (kind < 0.8) this.#add(side, near)
      else if (level !== levels[0] && levels.length > levelsMin) this.#set(side, level.price, 0)
    }
    for (const side of ['bids', 'asks'] as const) {
      for (let tries = 0; this.#levels[side].length < levelsMin && tries < levelsMax; tries++) this.#add(side, this.#random.uniform())
      while (this.#levels[side].length > levelsMax) this.#set(side, this.#levels[side].at(-1)!.price, 0)
    }
  }

  #fill(side: Side, best: number): void {
    this.#levels[side].push({ price: best, lots: this.#size(0) })
    while (this.#levels[side].length < levelsMin + 15) {
      const price = this.#away(side, this.#random.skewed())
      insert(this.#levels[side], side, price, this.#size(Math.abs(price - best)))
    }
  }

  #add(side: Side, near: number): void {
    const price = this.#away(side, near)
    const best = this.#levels[side][0]!.price
    if (!this.#levels[side].some(level => level.price === price)) this.#set(side, price, this.#size(Math.abs(price - best)))
  }

  /** A price behind the touch; `near` from 0 (next to it) to 1 (the end of the range). */
  #away(side: Side, near: number): number {
    const distance = 1 + Math.floor(this.#range * near)
    return this.#levels[side][0]!.price + (side === 'bids' ? -distance : distance)
  }

  /** Sizes grow away from the touch. */
  #size(distance: number): number {
    return Math.max(1, Math.floor(this.#options.touchLots * (0.2 + 1.6 * this.#random.uniform()) * (1 + (6 * distance) / this.#range)))
  }

  #take(side: Side, { price, lots }: Level, taken: number): void {
    const size = Math.min(taken, lots)
    this.#trade += 1
    this.#emit({
      stream: `${this.#stream}@trade`,
      data: {
        e: 'trade',
        E: this.#at,
        s: this.#options.symbol,
        t: this.#trade,
        p: this.#price(price),
        q: this.#quantity(size),
        T: this.#at,
        m: side === 'bids',
        M: true,
      },
    })
    this.#set(side, price, lots - size)
  }

  /** One change of the book: it has an update id of its own, and a best quote where it shows there. */
  #set(side: Side, price: number, lots: number): void {
    this.#update += 1
    this.#changed[side].add(price)
    insert(this.#levels[side], side, price, lots)
    const [bid, ask] = [this.#levels.bids[0], this.#levels.asks[0]]
    assert(bid === undefined || ask === undefined || bid.price < ask.price, 'an invented book is never crossed')
    if (bid === undefined || ask === undefined) return
    const quote = `${bid.price} ${bid.lots} ${ask.price} ${ask.lots}`
    if (quote === this.#quote) return
    this.#quote = quote
    const data = {
      u: this.#update,
      s: this.#options.symbol,
      b: this.#price(bid.price),
      B: this.#quantity(bid.lots),
      a: this.#price(ask.price),
      A: this.#quantity(ask.lots),
    }
    this.#emit({ stream: `${this.#stream}@bookTicker`, data })
  }

  #changes(side: Side): [string, string][] {
    const left = new Map(this.#levels[side].map(({ price, lots }) => [price, lots]))
    return [...this.#changed[side]].map(price => [this.#price(price), this.#quantity(left.get(price) ?? 0)])
  }
  #price(ticks: number): string {
    return formatDecimal(BigInt(ticks), this.#options.priceScale)
  }
  #quantity(lots: number): string {
    return formatDecimal(BigInt(lots), this.#options.quantityScale)
  }
  #emit(frame: object): void {
    this.#lines.push(`${this.#at}000000 ${JSON.stringify(frame)}`)
  }
}

/** Sets a level in a side that is ordered best first; no lots delete it. */
function insert(levels: Level[], side: Side, price: number, lots: number): void {
  const at = levels.findIndex(level => (side === 'bids' ? level.price <= price : level.price >= price))
  const place = at < 0 ? levels.length : at
  const isThere = levels[place]?.price === price
  if (lots === 0) {
    if (isThere) levels.splice(place, 1)
  } else if (isThere) levels[place]!.lots = lots
  else levels.splice(place, 0, { price, lots })
}
