import * as cells from './cells.ts'
import * as commands from './command-log.ts'
import { type CommandLog } from './command-log.ts'
import type { MergedBook } from './merged-book.ts'
import type { BookMemory } from './side.ts'

const { I, LEVEL, NEXT, PREVIOUS } = cells
const { C_FLAGS, C_KIND, C_ORDER, C_PRICE, C_SYMBOL, COMMAND_F, COMMAND_I, COMMAND_NEW, FLAG_SELL } = commands

/** Records looked at together: their loads wait for memory at the same time instead of one after the other. */
export const GROUP = 32
/** Cells from which the orders no longer fit into a core's own cache; below, looking ahead costs more than it saves. */
const DEEP = 1 << 16

/**
 * Reads what the next commands will touch of a deep book, so that the cache has it when they come: the places of their
 * orders or the levels they join, then those, then their neighbours. Changes nothing.
 */
export class LookAhead {
  readonly #cells = new Int32Array(GROUP)
  /** Kept so that no compiler leaves the reads out. */
  sum = 0

  /** Whether it is worth it. */
  static isFor({ cells }: BookMemory): boolean {
    return cells.reached > DEEP
  }

  at({ cells: { i }, index }: BookMemory, books: readonly MergedBook[], log: CommandLog, from: number, to: number): void {
    const found = this.#cells
    for (let record = from; record < to; record += 1) {
      const n = record * COMMAND_I
      if (log.i[n + C_KIND] === COMMAND_NEW) {
        const { bids, asks } = books[log.i[n + C_SYMBOL]!]!.ladder
        found[record - from] = ((log.i[n + C_FLAGS]! & FLAG_SELL) === 0 ? bids : asks).level(log.i[n + C_PRICE]!)
      } else found[record - from] = index.guess(log.f[record * COMMAND_F + C_ORDER]!)
    }
    let sum = 0
    const count = to - from
    for (let at = 0; at < count; at += 1) sum += i[found[at]! * I + LEVEL]!
    for (let at = 0; at < count; at += 1) {
      const cell = found[at]!
      sum += i[i[cell * I + NEXT]! * I + PREVIOUS]! + i[i[cell * I + PREVIOUS]! * I + NEXT]! + i[i[cell * I + LEVEL]! * I + NEXT]!
    }
    this.sum = sum
  }
}
