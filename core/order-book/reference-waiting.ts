import type { Order, State, Turn } from './reference-state.ts'
import { admit, end, findOrder, isOver, listOf, siblingOf } from './reference-state.ts'
import { work } from './reference-taker.ts'
import type { NewOrder, Trigger } from './types.ts'

/** A new order comes. */
export function place(turn: Turn, command: NewOrder): void {
  const order = admit(turn.state, command, 'working')
  if (!isRefused(turn, order)) enter(turn, order)
}

/** An order just admitted goes to where it works, waits or has ended. */
export function enter(turn: Turn, order: Order): void {
  if (isOver(turn.state, order)) return end(turn, order, 'expired', 'GTD_EXPIRED')
  begin(turn, order)
}

/** Ends an order that came while the symbol does not trade. */
export function isRefused(turn: Turn, order: Order): boolean {
  const { symbolState } = turn.state
  if (symbolState === 'trading') return false
  end(turn, order, 'rejected', symbolState === 'halt' ? 'SYMBOL_HALTED' : 'CANCEL_ONLY')
  return true
}

/** The order works, or waits for its trigger. */
export function begin(turn: Turn, order: Order): void {
  const { state } = turn
  const { trigger, side } = order.command
  if (!trigger) return work(turn, order)
  if (trigger.stop > 0 && state.last > 0 && isReached(trigger.stop, { trigger, side, last: state.last })) {
    if (wasStarted(state, order)) return startTriggered(turn, order)
    return end(turn, order, 'rejected', 'STOP_PRICE_WOULD_TRIGGER_IMMEDIATELY')
  }
  order.state = 'armed'
  if (trigger.trailing > 0 && trigger.activation === 0) order.extreme = state.last
  turn.events.push({ kind: 'armed', order: order.order })
}

/** Whether the order is a leg that its working order started. */
function wasStarted(state: State, { order }: Order): boolean {
  const list = listOf(state, order)
  return list !== undefined && list.hadWorking && list.legs.includes(order)
}

/** The trigger came: the sibling ends before the order works. */
function startTriggered(turn: Turn, order: Order): void {
  turn.events.push({ kind: 'triggered', order: order.order })
  const sibling = siblingOf(turn.state, order.order)
  if (sibling) end(turn, sibling, 'canceled', 'OCO_TRIGGER')
  const list = listOf(turn.state, order.order)
  const working = list?.legs.includes(order.order) ? findOrder(turn.state, list.working) : undefined
  if (working) end(turn, working, 'canceled', 'LIST_ENDED')
  order.extreme = 0
  work(turn, order)
}

/** A usable print moved the last price: the armed orders whose condition holds now, by number. */
export function collectTriggered(state: State): number[] {
  const triggered: number[] = []
  for (const order of state.orders.filter(candidate => candidate.state === 'armed').sort((a, b) => a.order - b.order))
    if (observe(order, state.last)) triggered.push(order.order)
  return triggered
}

/** Triggers one of the collected if it still waits; the caller works off the consequences. */
export function triggerIfArmed(turn: Turn, triggered: number): void {
  const order = findOrder(turn.state, triggered)
  if (order?.state === 'armed') startTriggered(turn, order)
}

/** Shows an armed order a price; whether that triggers it. */
function observe(order: Order, last: number): boolean {
  const { side } = order.command
  const trigger = order.command.trigger!
  if (trigger.trailing === 0) return isReached(trigger.stop, { trigger, side, last })
  if (order.extreme === 0) {
    if (trigger.activation === 0 || isReached(trigger.activation, { trigger, side, last })) order.extreme = last
    return false
  }
  order.extreme = side === 'sell' ? Math.max(order.extreme, last) : Math.min(order.extreme, last)
  if (side === 'sell') return last * 10_000 <= order.extreme * (10_000 - trigger.trailing)
  return last * 10_000 >= order.extreme * (10_000 + trigger.trailing)
}

/** Stop buys and take-profit sells wait for a price as high, the others for one as low. */
function isReached(price: number, at: { readonly trigger: Trigger; readonly side: NewOrder['side']; readonly last: number }): boolean {
  const isUpward = (at.trigger.on === 'stop') === (at.side === 'buy')
  return isUpward ? at.last >= price : at.last <= price
}
