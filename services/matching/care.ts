import type { AmendCommand, CancelCommand, PlacedOrder } from '#contracts/topics/orders'
import { assert } from '#core/assert'
import type { BookCommand, NewOrder } from '#core/order-book'
import { type Instrument, toLots } from '#core/orders'
import type { StoredOrders } from './stored-orders.ts'
import { toCommand, track, type Tracked, units } from './tracked.ts'
import { joinList, membersOf, toListCommand, type TrackedList } from './tracked-list.ts'

/** What the command stream says to the engine. */
export type CommandPayload = PlacedOrder | CancelCommand | AmendCommand

/** The orders an engine has in its care, and what their commands mean to a book. */
export class Care {
  /** Lists with a live member, by id. */
  readonly lists = new Map<string, TrackedList>()
  readonly #byNumber = new Map<number, Tracked>()
  readonly #byId = new Map<string, Tracked>()
  /** Orders of a list whose last one has not come. */
  readonly #gathering = new Map<string, Tracked[]>()
  readonly #ownerOf: (account: string) => number
  /** Orders nobody has asked for since the start. */
  readonly #stored: StoredOrders | undefined

  constructor(ownerOf: (account: string) => number, stored?: StoredOrders) {
    this.#ownerOf = ownerOf
    this.#stored = stored
  }

  /** Orders in care. */
  get size(): number {
    return this.#byNumber.size + (this.#stored?.size ?? 0)
  }

  has(number: number): boolean {
    return this.#byNumber.has(number) || this.#stored?.has(number) === true
  }

  find(number: number): Tracked {
    const order = this.#byNumber.get(number) ?? this.#load(number)
    assert(order !== undefined, 'the book knows only orders in our care')
    return order
  }

  /** An order by its id, undefined where it is not in our care. */
  byId(id: string): Tracked | undefined {
    const order = this.#byId.get(id)
    if (order !== undefined) return order
    const number = this.#stored?.numberOf(id)
    return number === undefined ? undefined : this.#load(number)
  }

  #load(number: number): Tracked | undefined {
    const stored = this.#stored?.take(number)
    if (stored !== undefined) this.keep(stored.order)
    return stored?.order
  }

  /** Takes an accepted order into care. Returns the orders that are complete now: itself, its whole list, or nobody yet. */
  accept(placed: PlacedOrder, number: number, instrument: Instrument): readonly Tracked[] {
    const order = track(placed, number, instrument)
    this.keep(order)
    if (placed.list === undefined) return [order]
    const members = [...(this.#gathering.get(placed.list.list_id) ?? []), order]
    this.#gathering.set(placed.list.list_id, members)
    if (members.length < placed.list.count) return []
    this.#gathering.delete(placed.list.list_id)
    const list = joinList(members)
    this.lists.set(list.id, list)
    return members
  }

  keep(order: Tracked): void {
    this.#byNumber.set(order.number, order)
    this.#byId.set(order.placed.order_id, order)
  }

  forget(id: string): void {
    const order = this.byId(id)
    if (order === undefined) return
    this.#byId.delete(id)
    this.#byNumber.delete(order.number)
    const { list } = order
    if (list === undefined) return
    const isLive = membersOf(list).some(member => this.#byNumber.has(member.number))
    if (!isLive) this.lists.delete(list.id)
  }

  /** What orders that came together are to a book. */
  toBook(members: readonly Tracked[]): BookCommand {
    const [first] = members
    assert(first !== undefined, 'somebody came')
    if (first.list !== undefined) return toListCommand(first.list, order => this.#toOrder(order))
    const { replaces } = first.placed
    const next = this.#toOrder(first)
    if (replaces === undefined) return next
    return { kind: 'replace', order: this.byId(replaces.order_id)?.number ?? 0, mode: replaces.mode, next }
  }

  /** What a cancel or an amend is to a book; undefined where the order is not in our care or somebody else's. */
  toChange(payload: CancelCommand | AmendCommand): BookCommand | undefined {
    const order = this.byId(payload.order_id)
    if (order === undefined || order.placed.account_id !== payload.account_id) return undefined
    if (!('quantity' in payload)) return { kind: 'cancel', order: order.number }
    const { instrument } = order
    return { kind: 'amend', order: order.number, quantity: toLots(instrument, units(payload.quantity, instrument.baseScale)) }
  }

  #toOrder(order: Tracked): NewOrder {
    return toCommand(order, this.#ownerOf(order.placed.account_id))
  }
}
