/** The user's open orders, heard of by the stream and by the answers to what was sent. */
import type { NewOrder, Order } from '#contracts/routes/orders'
import { isTerminal } from '#core/orders'
import { newClientOrderId } from './client-order-id.ts'
import type { Frames, Readable } from './store.ts'

/** An order that was sent and that nothing has been heard of yet. */
export interface SentOrder {
  readonly order: NewOrder
  readonly sentMs: number
}
export interface OwnOrders {
  /** Newest first. */
  readonly sent: Readable<readonly SentOrder[]>
  /** Open orders, newest first. */
  readonly orders: Readable<readonly Order[] | undefined>
  /** How long an order of this visit took from sending to its answer. */
  roundTripMs(orderId: string): number | undefined
  /**
   * Shows an order as sent while `work` places it, until the stream or the answer tells of it, whichever comes first. `work` gets it with
   * an id of the client.
   */
  sending<R extends { readonly body: Order }>(order: NewOrder, work: (order: NewOrder) => Promise<R>): Promise<R>
  /** All open orders of the moment; undefined while they are not known. */
  replace(all: readonly Order[] | undefined): void
  /** One order as it changed. */
  hear(order: Order): void
}

/** Orders seen to end that are remembered: what is heard late of one of them does not bring it back. */
const endedMax = 1000

export function createOwnOrders(frames: Frames): OwnOrders {
  let orders: readonly Order[] | undefined
  let sent: readonly SentOrder[] = []
  const ended = new Set<string>()
  const tookMs = new Map<string, number>()
  const streams = { orders: frames.stream(() => orders), sent: frames.stream(() => sent) }
  /** The stream and the answers overtake each other: the newest state of an order holds, and an end is the end. */
  function hear(order: Order): void {
    leave(sent.find(({ order: { client_order_id: id } }) => id === order.client_order_id))
    const known = orders?.find(({ id }) => id === order.id)
    if (ended.has(order.id) || (known !== undefined && known.seq >= order.seq)) return
    orders = orders?.filter(other => other !== known) ?? []
    if (isTerminal(order.status)) remember(order.id)
    else orders = [order, ...orders].toSorted(byAge)
    streams.orders.touch()
  }
  function remember(id: string): void {
    ended.add(id)
    const [oldest] = ended
    if (ended.size > endedMax && oldest !== undefined) ended.delete(oldest)
  }
  function leave(entry: SentOrder | undefined): void {
    if (entry === undefined) return
    sent = sent.filter(other => other !== entry)
    streams.sent.touch()
  }
  return {
    ...streams,
    roundTripMs: id => tookMs.get(id),
    hear,
    replace(all) {
      orders = all?.toSorted(byAge)
      streams.orders.touch()
    },
    async sending(order, work) {
      const entry: SentOrder = { order: { client_order_id: newClientOrderId(), ...order }, sentMs: performance.now() }
      sent = [entry, ...sent]
      streams.sent.touch()
      try {
        const answer = await work(entry.order)
        tookMs.set(answer.body.id, Math.round(performance.now() - entry.sentMs))
        hear(answer.body)
        return answer
      } finally {
        leave(entry)
      }
    },
  }
}

function byAge(one: Order, other: Order): number {
  return one.id < other.id ? 1 : -1 // ids are made in the order of time
}
