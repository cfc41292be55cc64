import { begin, enter, isRefused } from './reference-waiting.ts'
import type { List, Order, Turn } from './reference-state.ts'
import {
  admit,
  admitList,
  allowedLots,
  amendLeaves,
  end,
  exitLimit,
  findOrder,
  isOver,
  joinLevel,
  listOf,
  MILLIONTHS,
  siblingOf,
} from './reference-state.ts'
import type { BookEnded, BookEvent, PlaceList } from './types.ts'

/** A list comes: its legs are pending, then its working order is placed or, without one, the legs start. */
export function placeList(turn: Turn, command: PlaceList): void {
  const { state } = turn
  if (state.symbolState !== 'trading') {
    for (const member of command.working ? [command.working, ...command.legs] : command.legs)
      isRefused(turn, admit(state, member, 'working'))
    return
  }
  const list = admitList(state, command)
  const working = command.working && admit(state, command.working, 'working')
  const legs = command.legs.map(leg => admit(state, leg, 'pending'))
  for (const leg of legs) turn.events.push({ kind: 'pending', order: leg.order })
  for (const leg of legs) if (isOver(state, leg)) end(turn, leg, 'expired', 'GTD_EXPIRED')
  workOffConsequences(turn)
  if (!working) startLegs(turn, list)
  else if (findOrder(state, working.order)) enter(turn, working)
}

/** Looks at every event once, in order, and does what it causes; legs start when all has been looked at, one by one. */
export function workOffConsequences(turn: Turn): void {
  for (;;) {
    while (turn.looked < turn.events.length) {
      turn.looked += 1
      look(turn, turn.events[turn.looked - 1]!)
    }
    const next = turn.starting.shift()
    if (!next) return
    startLeg(turn, next)
  }
}

function look(turn: Turn, event: BookEvent): void {
  if (event.kind === 'fill') for (const order of [event.taker, event.maker]) memberTraded(turn, order, event.lots)
  if (event.kind === 'ended' && !isEndByList(event)) memberEnded(turn, event)
}

/** Ends that a list brought about itself cause nothing more. */
function isEndByList({ reason }: BookEnded): boolean {
  return reason === 'OCO_TRIGGER' || reason === 'LIST_ENDED' || reason === 'OTO_PHASE_ONE_EXPIRED'
}

function memberTraded(turn: Turn, order: number, lots: number): void {
  const list = order === 0 ? undefined : listOf(turn.state, order)
  if (list?.legs.includes(order)) legTraded(turn, list, { order, lots })
  else if (list) workingTraded(turn, list, lots)
}

function legTraded(turn: Turn, list: List, { order, lots }: { readonly order: number; readonly lots: number }): void {
  list.exited += lots
  const sibling = siblingOf(turn.state, order)
  if (!sibling) return
  if (list.command.contingency === 'oco') return end(turn, sibling, 'canceled', 'OCO_TRIGGER')
  if (sibling.state === 'pending') return
  const leaves = Math.min(sibling.leaves, Math.max(0, exitLimit(list) - soldOf(turn, list)))
  if (leaves === 0) end(turn, sibling, 'canceled', 'OCO_TRIGGER')
  else if (leaves !== sibling.leaves) amendLeaves(turn, sibling, leaves)
}

/** More was bought for the legs: with `partial` they start, or grow. */
function workingTraded(turn: Turn, list: List, lots: number): void {
  const { start, keepPpm, lotUnits } = list.command
  list.entered += keptOf(BigInt(lots), BigInt(keepPpm), BigInt(lotUnits))
  if (start === 'full' || allowedLots(list) === 0) return
  if (!list.started) return startLegs(turn, list)
  for (const number of list.legs) {
    const leg = findOrder(turn.state, number)
    if (leg?.state === 'pending') turn.starting.push({ list, leg: number, isLast: false })
    else if (leg) growLeg(turn, list, leg)
  }
}

/** Millionths of a lot that are left of a fill after its fee, which is a whole number of base units, rounded up. */
function keptOf(lots: bigint, keepPpm: bigint, lotUnits: bigint): bigint {
  const units = lots * lotUnits
  const fee = (units * (MILLIONTHS - keepPpm) + MILLIONTHS - 1n) / MILLIONTHS
  return ((units - fee) * MILLIONTHS) / lotUnits
}

function growLeg(turn: Turn, list: List, leg: Order): void {
  const leaves = exitLimit(list) - soldOf(turn, list)
  if (leaves <= leg.leaves) return
  amendLeaves(turn, leg, leaves)
  if (leg.state === 'resting') joinLevel(turn.state, leg)
}

function startLegs(turn: Turn, list: List, isLast = false): void {
  list.started = true
  for (const leg of list.legs) turn.starting.push({ list, leg, isLast })
}

function startLeg(turn: Turn, { list, leg: number, isLast }: Turn['starting'][number]): void {
  const leg = findOrder(turn.state, number)
  if (leg?.state !== 'pending') return
  const lots = exitLimit(list) - soldOf(turn, list)
  if (lots < 1) {
    if (isLast) end(turn, leg, 'canceled', 'LIST_ENDED')
    return
  }
  if (lots !== leg.total) amendLeaves(turn, leg, lots)
  begin(turn, leg)
}

/** Lots the legs of a list sold, those of events not looked at yet included: no leg gets the same lots again. */
function soldOf(turn: Turn, list: List): number {
  let sold = list.exited
  for (const event of turn.events.slice(turn.looked))
    if (event.kind === 'fill') for (const order of [event.taker, event.maker]) if (list.legs.includes(order)) sold += event.lots
  return sold
}

function memberEnded(turn: Turn, event: BookEnded): void {
  const list = listOf(turn.state, event.order)
  if (list?.legs.includes(event.order)) legEnded(turn, list, event)
  else if (list) workingEnded(turn, list, event)
}

function legEnded(turn: Turn, list: List, { order, status }: BookEnded): void {
  const sibling = siblingOf(turn.state, order)
  const working = findOrder(turn.state, list.working)
  if (sibling) end(turn, sibling, 'canceled', status === 'filled' ? 'OCO_TRIGGER' : 'LIST_ENDED')
  if (working && (status !== 'filled' || list.command.start === 'partial')) end(turn, working, 'canceled', 'LIST_ENDED')
}

function workingEnded(turn: Turn, list: List, { status }: BookEnded): void {
  const isBought = list.command.start === 'partial' && exitLimit(list) - soldOf(turn, list) >= 1
  if (status === 'filled' || isBought) return startLegs(turn, list, true)
  for (const number of list.legs) {
    const leg = findOrder(turn.state, number)
    if (leg?.state !== 'pending') continue
    if (status === 'canceled') end(turn, leg, 'canceled', 'LIST_ENDED')
    else end(turn, leg, 'expired', 'OTO_PHASE_ONE_EXPIRED')
  }
}
