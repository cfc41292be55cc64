import { assert } from '#core/assert'

/**
 * Commands as records of 96 bytes: twelve doubles, or twenty-four integers over the same bytes. What a stream file holds
 * (bench/engine/README.md), and how waiting orders are kept.
 */
export class CommandLog {
  f: Float64Array
  i: Int32Array
  #capacity: number

  constructor(capacity = 256) {
    const bytes = new ArrayBuffer(capacity * COMMAND_BYTES)
    this.f = new Float64Array(bytes)
    this.i = new Int32Array(bytes)
    this.#capacity = capacity
  }

  /** A log of records that are there already, little-endian; nothing is copied. */
  static over(bytes: ArrayBuffer): CommandLog {
    const log = new CommandLog(0)
    log.f = new Float64Array(bytes)
    log.i = new Int32Array(bytes)
    assert(log.f.length % COMMAND_F === 0, 'a log is of whole records')
    log.#capacity = log.f.length / COMMAND_F
    return log
  }

  get capacity(): number {
    return this.#capacity
  }

  /** Makes room for `count` records in all. */
  reserve(count: number): void {
    if (count <= this.#capacity) return
    this.#capacity = Math.max(count, this.#capacity * 2)
    const bytes = new ArrayBuffer(this.#capacity * COMMAND_BYTES)
    const f = new Float64Array(bytes)
    f.set(this.f)
    this.f = f
    this.i = new Int32Array(bytes)
  }

  /** Copies a record of another log. */
  copy(to: number, from: CommandLog, record: number): void {
    this.f.set(from.f.subarray(record * COMMAND_F, (record + 1) * COMMAND_F), to * COMMAND_F)
  }
}

/** Bytes of a record. */
export const COMMAND_BYTES = 96
/** Doubles and integers from one record to the next. */
export const COMMAND_F = 12
export const COMMAND_I = 24

/** Doubles. */
export const C_ORDER = 0
/** Lots; the new total of an amend. */
export const C_QUANTITY = 1
export const C_QUOTE = 2
export const C_SPEND_MAX = 3
export const C_DISPLAY = 4
export const C_EXPIRES = 5
/** The order a replace ends. */
export const C_REPLACED = 11
/** Integers. */
export const C_KIND = 12
export const C_OWNER = 13
export const C_PRICE = 14
export const C_FLAGS = 15
export const C_STOP = 16
export const C_TRAILING = 17
export const C_ACTIVATION = 18
export const C_PEG_OFFSET = 19

/** Which book of a stream is meant, from 0. */
export const C_SYMBOL = 20

export const COMMAND_NEW = 1
export const COMMAND_CANCEL = 2
/** `C_QUANTITY` is the new total. */
export const COMMAND_AMEND = 3
/** Ends `C_REPLACED` and, where that was live, places the order of the record. */
export const COMMAND_REPLACE = 4
/** Market time is `C_EXPIRES` now. */
export const COMMAND_TIME = 5
/** A trade of the real market: price, quantity, trade id in `C_ORDER`, `FLAG_SELL` where its taker sold. */
export const COMMAND_PRINT = 6
/** What the real market shows at a price: 0 lots delete it; `FLAG_SELL` for an ask. */
export const COMMAND_LEVEL = 7

/** Bits of `C_FLAGS`. */
export const FLAG_SELL = 1
export const FLAG_MARKET = 2
export const FLAG_IOC = 4
export const FLAG_FOK = 8
export const FLAG_POST_ONLY = 16
/** Self-trade prevention: three bits from here. */
export const SELF_TRADE_SHIFT = 5
export const FLAG_STOP = 256
export const FLAG_TAKE_PROFIT = 512
export const FLAG_PEG_PRIMARY = 1024
export const FLAG_PEG_MARKET = 2048
/** Something a plain order does not have: a trigger, a peg or an end in time. */
export const FLAG_WAITS = 4096

/** Numbers of the self-trade modes in their order; `expire_taker` is 1. */
export const STP_NONE = 0
export const STP_EXPIRE_MAKER = 2
export const STP_EXPIRE_BOTH = 3
export const STP_DECREMENT = 4
