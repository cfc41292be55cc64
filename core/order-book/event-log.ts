/**
 * What a book says, as records of 96 bytes in one growing buffer: twelve doubles, or twenty-four integers over the same
 * bytes. The writer fills what belongs to the kind; other fields keep whatever was there. Cleared by who reads it.
 */
export class EventLog {
  f: Float64Array
  i: Int32Array
  /** Records written since the last `clear`. */
  count = 0
  #capacity: number

  constructor(capacity = 256) {
    const bytes = new ArrayBuffer(capacity * BYTES)
    this.f = new Float64Array(bytes)
    this.i = new Int32Array(bytes)
    this.#capacity = capacity
  }

  clear(): void {
    this.count = 0
  }

  /** The number of the next record, with room for it. */
  next(): number {
    if (this.count === this.#capacity) this.#grow()
    return this.count++
  }

  #grow(): void {
    this.#capacity *= 2
    const bytes = new ArrayBuffer(this.#capacity * BYTES)
    const f = new Float64Array(bytes)
    f.set(this.f)
    this.f = f
    this.i = new Int32Array(bytes)
  }
}

const BYTES = 96
/** Doubles and integers from one record to the next. */
export const EVENT_F = 12
export const EVENT_I = 24

/** Doubles. `order` is the taker of a fill or prevented match (0 = the house). */
export const E_ORDER = 0
export const E_MAKER = 1
/** Lots of a fill or prevented match; leaves of the other kinds. */
export const E_LOTS = 2
export const E_SHOWN = 3
export const E_AHEAD = 4
export const E_TRADE = 5
export const E_FRAME = 6
/** New total of an amended order. */
export const E_QUANTITY = 7
/** Integers. */
export const E_KIND = 16
export const E_PRICE = 17
/** Cause of a fill, and 1 where its taker sells. */
export const E_CAUSE = 18
export const E_TAKER_SELLS = 19
export const E_SESSION = 20
export const E_LEVEL = 21
export const E_STATUS = 22
export const E_REASON = 23

export const KIND_PENDING = 1
export const KIND_ARMED = 2
export const KIND_TRIGGERED = 3
export const KIND_PRICED = 4
export const KIND_OPENED = 5
export const KIND_FILL = 6
export const KIND_PREVENTED = 7
export const KIND_AMENDED = 8
export const KIND_ENDED = 9
export const KIND_CANCEL_REFUSED = 10
export const KIND_AMEND_REFUSED = 11

/** In the order of their numbers in a record. */
export const CAUSES = ['order', 'print', 'diff', 'level'] as const
export const CAUSE_ORDER = 0
export const CAUSE_PRINT = 1
export const CAUSE_DIFF = 2
export const CAUSE_LEVEL = 3

export const STATUSES = ['filled', 'canceled', 'expired', 'rejected', 'replaced'] as const
export const FILLED = 0
export const CANCELED = 1
export const EXPIRED = 2
export const REJECTED = 3
export const REPLACED = 4

/** Reasons a book gives, in the order of their numbers in a record; 0 = none. */
export const REASONS = [
  null,
  'UNKNOWN_ORDER',
  'NOT_AMENDABLE',
  'DATA_STALE',
  'WOULD_MATCH_IMMEDIATELY',
  'SELF_TRADE_PREVENTED',
  'INSUFFICIENT_LIQUIDITY',
  'INSUFFICIENT_HOLD',
  'UNFILLED_IOC_QUANTITY_EXPIRED',
  'UNFILLED_FOK_ORDER_EXPIRED',
  'EXECUTION_RULE_PRICE_RANGE_EXCEEDED',
  'STOP_PRICE_WOULD_TRIGGER_IMMEDIATELY',
  'GTD_EXPIRED',
  'OCO_TRIGGER',
  'OTO_PHASE_ONE_EXPIRED',
  'LIST_ENDED',
  'SYMBOL_HALTED',
  'CANCEL_ONLY',
] as const
export const NO_REASON = 0
export const UNKNOWN_ORDER = 1
export const NOT_AMENDABLE = 2
export const DATA_STALE = 3
export const WOULD_MATCH = 4
export const SELF_TRADE = 5
export const NO_LIQUIDITY = 6
export const NO_HOLD = 7
export const IOC_EXPIRED = 8
export const FOK_EXPIRED = 9
export const OUT_OF_BAND = 10
export const WOULD_TRIGGER = 11
export const TIME_EXPIRED = 12
export const OCO_TRIGGER = 13
export const PHASE_ONE_EXPIRED = 14
export const LIST_ENDED = 15
export const SYMBOL_HALTED = 16
export const CANCEL_ONLY = 17
