import { assert } from '#core/assert'
import { type EventLog } from './event-log.ts'
import * as e from './event-log.ts'
import type { LiveOrders } from './live-orders.ts'
import type { LiveList, PlaceList } from './types.ts'

const {
  CANCELED,
  E_KIND,
  E_LOTS,
  E_MAKER,
  E_ORDER,
  E_STATUS,
  EVENT_F,
  EVENT_I,
  EXPIRED,
  FILLED,
  KIND_ENDED,
  KIND_FILL,
  LIST_ENDED,
  OCO_TRIGGER,
  PHASE_ONE_EXPIRED,
} = e

/** Starts a pending leg with so many lots. `mayTrigger`: a stop that is reached already triggers at once instead of being refused. */
export type StartLeg = (order: number, quantity: number, mayTrigger: boolean) => void

interface List {
  readonly command: LiveList['command']
  working: number
  legs: number[]
  quantity: number
  started: boolean
  /** Whether the legs live on what a working order brings in. */
  readonly isEntered: boolean
  entered: number
  enteredPpm: number
  exited: number
}

interface Starting {
  readonly list: List
  readonly leg: number
  readonly isLast: boolean
}

/** The lists of a book: what happens to one member when something happens to another (README, lists). */
export class Lists {
  readonly #orders: LiveOrders
  readonly #startOrder: StartLeg
  readonly #events: EventLog
  readonly #byMember = new Map<number, List>()
  /** How many members have a number with these last bits: most orders are in no list, and this says so at once. */
  #marks = NOBODY
  readonly #byNumber = new Map<number, List>()
  readonly #starting: Starting[] = []
  #looked = 0
  #members = 0

  constructor(orders: LiveOrders, events: EventLog, start: StartLeg) {
    this.#orders = orders
    this.#events = events
    this.#startOrder = start
  }

  get isEmpty(): boolean {
    return this.#members === 0
  }

  has(order: number): boolean {
    return this.#byMember.has(order)
  }

  add(command: PlaceList): void {
    const { list, contingency, start, keepPpm, lotUnits, working, legs } = command
    this.#keep({
      command: { list, contingency, start, keepPpm, lotUnits },
      working: working?.order ?? 0,
      legs: legs.map(leg => leg.order),
      quantity: legs[0]?.quantity ?? 0,
      started: false,
      isEntered: working !== null,
      entered: 0,
      enteredPpm: 0,
      exited: 0,
    })
  }

  restore(live: LiveList): void {
    const { command, working, legs, quantity, started, entered, enteredPpm, exited } = live
    const isEntered = command.keepPpm < MILLION || working !== 0 || entered > 0
    this.#keep({ command, working, legs: [...legs], quantity, started, isEntered, entered, enteredPpm, exited })
  }

  *live(): Generator<LiveList> {
    const lists = [...this.#byNumber.values()].sort((a, b) => a.command.list - b.command.list)
    for (const list of lists) yield liveList(list)
  }

  find(number: number): LiveList | undefined {
    const list = this.#byNumber.get(number)
    return list === undefined ? undefined : liveList(list)
  }

  /** Looks at each event from `from` on, and at those that this makes, in order. */
  follow(from: number): void {
    if (this.isEmpty || !this.#concerns(from)) return
    this.#looked = from - 1
    this.#workOff()
  }

  /** Whether an event from `from` on may be about a member. */
  #concerns(from: number): boolean {
    const { f, i, count } = this.#events
    for (let record = from; record < count; record += 1) {
      const d = record * EVENT_F
      const kind = i[record * EVENT_I + E_KIND]
      if (kind !== KIND_ENDED && kind !== KIND_FILL) continue
      if (this.#marks[f[d + E_ORDER]! & (MARKS - 1)] !== 0) return true
      if (kind === KIND_FILL && this.#marks[f[d + E_MAKER]! & (MARKS - 1)] !== 0) return true
    }
    return false
  }

  /** A leg was triggered: its sibling ends before it works, and nothing more is bought that it could meet. */
  triggered(order: number): void {
    const list = this.#byMember.get(order)
    if (list === undefined || order === list.working) return
    for (const sibling of [...list.legs]) if (sibling !== order) this.#endMember(list, sibling, CANCELED, OCO_TRIGGER)
    if (list.working !== 0) this.#endMember(list, list.working, CANCELED, LIST_ENDED)
  }

  /** Starts the legs of a list without a working order, which came with the event `from`. */
  begin(number: number, from: number): void {
    this.#looked = from - 1
    const list = this.#byNumber.get(number)
    assert(list !== undefined && !list.isEntered, 'a list without a working order begins with its legs')
    this.#start(list, false)
    this.#workOff()
  }

  /** The owner lowered a leg: its sibling is not to be larger. */
  amended(order: number): void {
    const list = this.#byMember.get(order)
    if (list === undefined || order === list.working) return
    const leaves = this.#orders.leavesOf(order)
    list.quantity = leaves + list.exited
    for (const sibling of list.legs)
      if (sibling !== order && this.#orders.leavesOf(sibling) > leaves) this.#orders.setLeaves(sibling, leaves)
  }

  #keep(list: List): void {
    this.#byNumber.set(list.command.list, list)
    if (list.working !== 0) this.#join(list, list.working)
    for (const leg of list.legs) this.#join(list, leg)
  }

  #join(list: List, order: number): void {
    if (this.#marks === NOBODY) this.#marks = new Uint16Array(MARKS)
    if (!this.#byMember.has(order)) this.#members += 1
    this.#byMember.set(order, list)
    this.#marks[order & (MARKS - 1)]! += 1
  }

  #of(order: number): List | undefined {
    return this.#marks[order & (MARKS - 1)] === 0 ? undefined : this.#byMember.get(order)
  }

  /** Legs start one by one, each only when all that happened before has been looked at. */
  #workOff(): void {
    for (;;) {
      while (this.#looked + 1 < this.#events.count) {
        this.#looked += 1
        this.#look(this.#looked)
      }
      if (this.#starting.length === 0) return
      this.#startLeg(this.#starting.shift()!)
    }
  }

  #look(record: number): void {
    const { f, i } = this.#events
    const d = record * EVENT_F
    const n = record * EVENT_I
    const kind = i[n + E_KIND]
    if (kind === KIND_ENDED) return this.#ended(f[d + E_ORDER]!, i[n + E_STATUS]!)
    if (kind !== KIND_FILL) return
    const [order, maker, lots] = [f[d + E_ORDER]!, f[d + E_MAKER]!, f[d + E_LOTS]!]
    if (order !== 0) this.#traded(order, lots)
    if (maker !== 0) this.#traded(maker, lots)
  }

  #traded(order: number, lots: number): void {
    const list = this.#of(order)
    if (list === undefined) return
    if (order === list.working) return this.#entered(list, lots)
    list.exited += lots
    for (const sibling of list.legs) {
      if (sibling === order) continue
      if (list.command.contingency === 'oco') this.#endMember(list, sibling, CANCELED, OCO_TRIGGER)
      else if (!this.#orders.isPending(sibling)) this.#shrink(list, sibling)
    }
  }

  #shrink(list: List, leg: number): void {
    const before = this.#orders.leavesOf(leg)
    const leaves = Math.min(before, Math.max(0, this.#target(list)))
    if (leaves === 0) this.#endMember(list, leg, CANCELED, OCO_TRIGGER)
    else if (leaves < before) this.#orders.setLeaves(leg, leaves)
  }

  /** Lots a leg may still trade. What the legs sold counts at once, even if nobody has looked at it yet. */
  #target(list: List): number {
    return Math.min(list.quantity, list.isEntered ? allowed(list) : list.quantity) - list.exited - this.#soldUnseen(list.legs)
  }

  #soldUnseen(legs: readonly number[]): number {
    const { f, i, count } = this.#events
    let sold = 0
    for (let record = this.#looked + 1; record < count; record += 1) {
      if (i[record * EVENT_I + E_KIND] !== KIND_FILL) continue
      for (const side of [E_ORDER, E_MAKER]) if (legs.includes(f[record * EVENT_F + side]!)) sold += f[record * EVENT_F + E_LOTS]!
    }
    return sold
  }

  #entered(list: List, lots: number): void {
    const { whole, ppm } = enterLots({ whole: list.entered, ppm: list.enteredPpm }, lots, list.command)
    list.entered = whole
    list.enteredPpm = ppm
    if (list.command.start !== 'partial') return
    if (list.started) this.#grow(list)
    else if (allowed(list) > 0) this.#start(list, false)
  }

  /** Has the legs that wait started. `isLast`: nothing more is bought for them, so who has no lot ends. */
  #start(list: List, isLast: boolean): void {
    list.started = true
    for (const leg of list.legs) this.#starting.push({ list, leg, isLast })
  }

  #startLeg({ list, leg, isLast }: Starting): void {
    if (!this.#orders.isPending(leg)) return
    const quantity = this.#target(list)
    if (quantity > 0) this.#startOrder(leg, quantity, list.isEntered)
    else if (isLast) this.#endMember(list, leg, CANCELED, LIST_ENDED)
  }

  #grow(list: List): void {
    for (const leg of list.legs) {
      const [leaves, target] = [this.#orders.leavesOf(leg), this.#target(list)]
      if (leaves > 0 && target > leaves) this.#orders.setLeaves(leg, target)
      else if (leaves === 0) this.#starting.push({ list, leg, isLast: false })
    }
  }

  #ended(order: number, status: number): void {
    const list = this.#of(order)
    if (list === undefined) return
    this.#leave(list, order)
    if (order === list.working) {
      list.working = 0
      // What was bought is to be closed, however the rest of the order ended.
      if (status === FILLED || (list.command.start === 'partial' && this.#target(list) > 0)) return this.#start(list, true)
      const [ended, reason] = status === CANCELED ? [CANCELED, LIST_ENDED] : [EXPIRED, PHASE_ONE_EXPIRED]
      for (const leg of [...list.legs]) if (this.#orders.isPending(leg)) this.#endMember(list, leg, ended, reason)
      return
    }
    list.legs = list.legs.filter(leg => leg !== order)
    for (const sibling of [...list.legs]) this.#endMember(list, sibling, CANCELED, status === FILLED ? OCO_TRIGGER : LIST_ENDED)
    if (list.working !== 0) this.#endMember(list, list.working, CANCELED, LIST_ENDED)
  }

  /** Ends a member for the list's sake: what follows from that end is decided here, not by the end's own event. */
  #endMember(list: List, order: number, status: number, reason: number): void {
    // One that ended by itself is not ended again: its event is still to be looked at.
    if (!this.#orders.isLive(order)) return
    if (order === list.working) list.working = 0
    list.legs = list.legs.filter(leg => leg !== order)
    this.#leave(list, order)
    this.#orders.end(order, status, reason)
  }

  #leave(list: List, order: number): void {
    if (this.#byMember.delete(order)) {
      this.#members -= 1
      this.#marks[order & (MARKS - 1)]! -= 1
    }
    const isLeft = (list.working === 0 || list.working === order) && list.legs.every(leg => leg === order)
    if (isLeft) this.#byNumber.delete(list.command.list)
  }
}

const MILLION = 1_000_000
const MARKS = 1 << 14
/** The marks of a book that never had a list. */
const NOBODY = new Uint16Array(0)

/** Lots bought that can be sold, exactly: whole ones and millionths of one, after a fill of `lots` more. */
export function enterLots(
  entered: { readonly whole: number; readonly ppm: number },
  lots: number,
  { keepPpm, lotUnits }: Pick<PlaceList, 'keepPpm' | 'lotUnits'>,
): { readonly whole: number; readonly ppm: number } {
  // lots × keepPpm may be too large for an integer: whole millions of lots first, then what is left of them.
  const millions = Math.floor(lots / MILLION)
  const within = lots - millions * MILLION
  const ppm = within * keepPpm - roundingOf(within, { keepPpm, lotUnits }) + entered.ppm
  const whole = Math.floor(ppm / MILLION)
  return { whole: entered.whole + millions * keepPpm + whole, ppm: ppm - whole * MILLION }
}

/** What rounding the fee up to a base unit costs, in millionths of a lot, rounded up. Products stay below 10^12. */
function roundingOf(lots: number, { keepPpm, lotUnits }: Pick<PlaceList, 'keepPpm' | 'lotUnits'>): number {
  const units = (lots * (lotUnits % MILLION)) % MILLION
  const rest = (units * (MILLION - keepPpm)) % MILLION
  return rest === 0 ? 0 : Math.ceil((MILLION - rest) / lotUnits)
}

function liveList({ command, working, legs, quantity, started, entered, enteredPpm, exited }: List): LiveList {
  return { command, working, legs: [...legs], quantity, started, entered, enteredPpm, exited }
}

function allowed(list: List): number {
  return Math.max(0, list.entered)
}
