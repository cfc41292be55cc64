/** What is the user's own: orders, fills, balances and portfolio as the private channels tell them. */
import type { Fill, NewOrder, Order } from '#contracts/routes/orders'
import type { Portfolio } from '#contracts/routes/portfolio'
import type { Balance } from '#contracts/routes/wallet'
import { isTerminal } from '#core/orders'
import type { Socket } from './socket.ts'
import { createStore, type Frames, type Readable } from './store.ts'

/** An order that was sent and not yet answered. */
export interface SentOrder {
  readonly order: NewOrder
  readonly sentMs: number
}
export interface Account {
  /** Newest first. */
  readonly sent: Readable<readonly SentOrder[]>
  /** Open orders, newest first. */
  readonly orders: Readable<readonly Order[] | undefined>
  /** Newest first. */
  readonly fills: Readable<readonly Fill[] | undefined>
  readonly balances: Readable<readonly Balance[] | undefined>
  readonly portfolio: Readable<Portfolio | undefined>
  /** How long an order of this visit took from sending to its answer. */
  roundTripMs(orderId: string): number | undefined
  /** Shows an order as sent while `work` places it, and what was answered at once, without waiting for the stream. */
  sending<R extends { readonly body: Order }>(order: NewOrder, work: () => Promise<R>): Promise<R>
  /** Follows the channels of whoever is signed in now; a visitor has none. */
  open(isSignedIn: boolean): void
}

const fillsMax = 50

interface Parts {
  readonly socket: Socket
  readonly frames: Frames
  /** Told each order as it changes, the snapshot excepted. */
  readonly onOrder: (order: Order) => void
  /** Told each new fill. */
  readonly onFill: () => void
}
export function createAccount({ socket, frames, onOrder, onFill }: Parts): Account {
  let orders: readonly Order[] | undefined
  let fills: readonly Fill[] | undefined
  let balances: readonly Balance[] | undefined
  let portfolio: Portfolio | undefined
  const sent = createStore<readonly SentOrder[]>([])
  const tookMs = new Map<string, number>()
  let leave: readonly (() => void)[] = []
  const streams = {
    orders: frames.stream(() => orders),
    fills: frames.stream(() => fills),
    balances: frames.stream(() => balances),
    portfolio: frames.stream(() => portfolio),
  }
  function follow(): readonly (() => void)[] {
    return [
      socket.follow<Order | readonly Order[]>('user:orders', ({ data }) => {
        if (isList(data)) orders = data.toSorted(byAge)
        else {
          orders = withOrder(orders ?? [], data)
          onOrder(data)
        }
        streams.orders.touch()
      }),
      socket.follow<Fill | readonly Fill[]>('user:fills', ({ data }) => {
        if (!isList(data)) onFill()
        fills = isList(data) ? data.toSorted((one, other) => other.seq - one.seq) : [data, ...(fills ?? [])].slice(0, fillsMax)
        streams.fills.touch()
      }),
      socket.follow<readonly Balance[]>('user:balances', ({ type, data }) => {
        const kept = type === 'snapshot' ? [] : (balances ?? []).filter(({ asset }) => !data.some(changed => changed.asset === asset))
        balances = [...kept, ...data].toSorted((one, other) => (one.asset < other.asset ? -1 : 1))
        streams.balances.touch()
      }),
      socket.follow<Portfolio>('user:portfolio', ({ data }) => {
        portfolio = data
        streams.portfolio.touch()
      }),
    ]
  }
  return {
    ...streams,
    sent,
    roundTripMs: id => tookMs.get(id),
    async sending(order, work) {
      const entry: SentOrder = { order, sentMs: performance.now() }
      sent.set([entry, ...sent.get()])
      try {
        const answer = await work()
        const known = orders?.find(({ id }) => id === answer.body.id)
        tookMs.set(answer.body.id, Math.round(performance.now() - entry.sentMs))
        if (known === undefined || known.seq < answer.body.seq) orders = withOrder(orders ?? [], answer.body)
        streams.orders.touch()
        return answer
      } finally {
        sent.set(sent.get().filter(other => other !== entry))
      }
    },
    open(isSignedIn) {
      for (const stop of leave) stop()
      orders = fills = balances = portfolio = undefined
      for (const stream of Object.values(streams)) stream.touch()
      leave = isSignedIn ? follow() : []
    },
  }
}

function withOrder(orders: readonly Order[], order: Order): readonly Order[] {
  const others = orders.filter(({ id }) => id !== order.id)
  return isTerminal(order.status) ? others : [order, ...others].toSorted(byAge)
}
function byAge(one: Order, other: Order): number {
  return one.id < other.id ? 1 : -1 // ids are made in the order of time
}
function isList<T>(value: T | readonly T[]): value is readonly T[] {
  return Array.isArray(value)
}
