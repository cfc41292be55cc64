import { sfc32 } from './s-streams.ts'
import { type PlainOrder, type Stream, StreamWriter } from './stream.ts'

/**
 * A stream like the scenario `normal` of flash1-dev/matching-engine-benchmark, made after its description (METHODOLOGY.md there)
 * and not with its generator: the mix and the shape are the same, the commands are not. README.md lists what was taken over.
 */
const ORDERS = 1_000_000
/** Chosen so that as many orders stand and trade as in the public scenario. */
const SEED = 29
const MID = 33_504
/** How far the mid wanders over the whole stream, as a share of it. */
const SWING = 0.02
const IOC_SHARE = 0.15
const MODIFY_SHARE = 0.2
const REPRICE_SHARE = 0.8
const CANCEL_SHARE = 0.95
const DUPLICATE_SHARE = 0.02
/** Microseconds. */
const ARRIVAL_GAP = 3_000
const LIFE_MEDIAN = 431
/** Distance from the mid: a power law with a hump. */
const EXPONENT = 2.23
const HUMP_AT = 8
const HUMP_HEIGHT = 5
const HUMP_WIDTH = 3
const DISTANCE_MAX = 400

interface Timed {
  readonly at: number
  write(writer: StreamWriter): void
}

export function createNormalStream(orders = ORDERS): Stream {
  const chance = chanceOf(sfc32(SEED))
  const prices = pricesOf(orders, chance)
  const arrivals = permutation(orders, chance)
  const numbers = permutation(orders, chance)
  const timed: Timed[] = []
  for (let arrival = 0; arrival < orders; arrival += 1) {
    const placed = arrivals[arrival]!
    const isIoc = chance() < IOC_SHARE
    const order = {
      id: numbers[arrival]! + 1,
      isSell: placed * 2 >= orders,
      isIoc,
      price: prices[placed]!,
      quantity: 1 + Math.floor(chance() * 100),
    }
    const at = arrival * ARRIVAL_GAP
    timed.push({ at, write: writer => writer.new(order) })
    if (!isIoc) timed.push(...lifeOf(order, at, chance))
  }
  const writer = new StreamWriter()
  for (const { write } of timed.sort((a, b) => a.at - b.at)) write(writer)
  return writer.stream('normal', 0)
}

/** What becomes of an order that may rest: a change, its cancel, and now and then either of them once more, too late. */
function lifeOf(order: PlainOrder, from: number, chance: () => number): Timed[] {
  const timed: Timed[] = []
  const end = from + (-Math.log(1 - chance()) * LIFE_MEDIAN) / Math.LN2
  const isCanceled = chance() < CANCEL_SHARE
  let last = order
  if (chance() < MODIFY_SHARE) {
    const step = chance() < REPRICE_SHARE ? (chance() < 0.5 ? 1 : -1) : 0
    const next = { ...order, price: order.price + step, quantity: order.quantity + 1 }
    timed.push({ at: from + (end - from) * chance(), write: writer => writer.replace(next) })
    if (isCanceled && chance() < DUPLICATE_SHARE) timed.push({ at: end + 2 * ARRIVAL_GAP, write: writer => writer.replace(next) })
    last = next
  }
  if (!isCanceled) return timed
  timed.push({ at: end, write: writer => writer.cancel(last) })
  if (chance() < DUPLICATE_SHARE) timed.push({ at: end + ARRIVAL_GAP, write: writer => writer.cancel(last) })
  return timed
}

/** Prices along a wandering mid, each passive on its own side of it: the buys on the first half of the way, the sells on the second. */
function pricesOf(orders: number, chance: () => number): Int32Array {
  const distances = distanceTable()
  const prices = new Int32Array(orders)
  let mid = MID
  for (let at = 0; at < orders; at += 1) {
    mid *= Math.exp((SWING / Math.sqrt(orders)) * normal(chance))
    const distance = distances[Math.floor(chance() * distances.length)]!
    prices[at] = at * 2 < orders ? Math.ceil(mid) - distance : Math.floor(mid) + distance
  }
  return prices
}

/** 65,536 quantiles of the distance in ticks. */
function distanceTable(): Int32Array {
  const weights = Array.from({ length: DISTANCE_MAX }, (_, at) => {
    const distance = at + 1
    return distance ** -EXPONENT * (1 + HUMP_HEIGHT * distance * Math.exp(-(((distance - HUMP_AT) / HUMP_WIDTH) ** 2) / 2))
  })
  const total = weights.reduce((sum, weight) => sum + weight, 0)
  const table = new Int32Array(1 << 16)
  let [distance, sum] = [1, weights[0]! / total]
  for (let at = 0; at < table.length; at += 1) {
    while (sum < (at + 0.5) / table.length && distance < DISTANCE_MAX) {
      sum += weights[distance]! / total
      distance += 1
    }
    table[at] = distance
  }
  return table
}

function permutation(size: number, chance: () => number): Uint32Array {
  const order = Uint32Array.from({ length: size }, (_, at) => at)
  for (let at = size - 1; at > 0; at -= 1) {
    const other = Math.floor(chance() * (at + 1))
    const taken = order[at]!
    order[at] = order[other]!
    order[other] = taken
  }
  return order
}

function normal(chance: () => number): number {
  return Math.sqrt(-2 * Math.log(1 - chance())) * Math.cos(2 * Math.PI * chance())
}

/** Numbers from 0 to below 1. */
function chanceOf(random: () => number): () => number {
  return () => random() / 4_294_967_296
}
