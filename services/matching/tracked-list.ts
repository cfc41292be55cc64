import { assert } from '#core/assert'
import { openHold } from '#core/ledger'
import { enterLots, type NewOrder, type PlaceList } from '#core/order-book'
import { fromLots, lotOf, toLots } from '#core/orders'
import { type HoldBox, type Tracked, units } from './tracked.ts'

/** Orders that depend on each other, and the one reserve their legs live on. */
export interface TrackedList {
  readonly id: string
  /** The number its book knows it by: that of its first order. */
  readonly number: number
  readonly working: Tracked | undefined
  readonly legs: readonly Tracked[]
  /** Of the legs: placed with an OCO, growing with what a working order buys. */
  readonly hold: HoldBox
  /** Lots bought so far for the legs, whole ones and millionths, and how many of them are reserved. */
  entered: { readonly whole: number; readonly ppm: number }
  reservedLots: number
}

const million = 1_000_000

/** The list of orders that came together, in their order: the working one first. Joins them to it. */
export function joinList(members: readonly Tracked[]): TrackedList {
  const [first] = members
  assert(first?.placed.list !== undefined, 'a list has orders that say so')
  const working = members.find(({ placed }) => placed.list!.role === 'working')
  const legs = members.filter(member => member !== working)
  const [leg] = legs
  assert(leg !== undefined, 'a list has legs')
  const hold: HoldBox =
    working === undefined
      ? leg.hold
      : {
          orderId: leg.placed.order_id,
          accountId: leg.placed.account_id,
          state: openHold(leg.instrument.baseAsset, 0n),
          isStored: false,
          members: new Set(),
        }
  const list: TrackedList = {
    id: first.placed.list.list_id,
    number: first.number,
    working,
    legs,
    hold,
    entered: { whole: 0, ppm: 0 },
    reservedLots: 0,
  }
  for (const member of legs) {
    member.hold = hold
    hold.members.add(member)
  }
  for (const member of members) member.list = list
  return list
}

/** All orders of a list, those that have ended too: the working one first. */
export function membersOf({ working, legs }: TrackedList): readonly Tracked[] {
  return working === undefined ? legs : [working, ...legs]
}

/** The list as the book takes it. */
export function toListCommand(list: TrackedList, toOrder: (order: Tracked) => NewOrder): PlaceList {
  const { placed } = list.legs[0]!
  return {
    kind: 'list',
    list: list.number,
    contingency: placed.list!.contingency,
    start: placed.list!.start,
    working: list.working === undefined ? null : toOrder(list.working),
    legs: list.legs.map(toOrder),
    ...keepOf(list),
  }
}

/** What of the lots its working order buys the legs can sell after the fee. */
function keepOf(list: TrackedList): { readonly keepPpm: number; readonly lotUnits: number } {
  if (list.working === undefined) return { keepPpm: million, lotUnits: 1 }
  const { placed, instrument } = list.working
  return {
    keepPpm: million - Math.max(placed.maker_fee_ppm, placed.taker_fee_ppm),
    lotUnits: Number(lotOf(instrument)),
  }
}

/** The working order bought lots: base units that are to be reserved for the legs now, 0 where it is none. */
export function reserveBought(list: TrackedList, lots: number): bigint {
  const { instrument } = list.legs[0]!
  list.entered = enterLots(list.entered, lots, keepOf(list))
  // What the legs asked for, not what they have now: they grow with what is bought.
  const wanted = Math.max(...list.legs.map(({ placed }) => toLots(instrument, units(placed.quantity!, instrument.baseScale))))
  const target = Math.min(Math.max(0, list.entered.whole), wanted)
  if (target <= list.reservedLots || list.hold.members.size === 0) return 0n
  const more = target - list.reservedLots
  list.reservedLots = target
  return fromLots(instrument, more)
}
