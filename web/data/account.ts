/** What is the user's own: orders, fills, balances and portfolio as the private channels tell them. */
import type { Fill, Order } from '#contracts/routes/orders'
import type { Portfolio } from '#contracts/routes/portfolio'
import type { Balance } from '#contracts/routes/wallet'
import { createOwnOrders, type OwnOrders } from './own-orders.ts'
import type { Socket } from './socket.ts'
import type { Frames, Readable } from './store.ts'

export interface Account extends Pick<OwnOrders, 'sent' | 'orders' | 'roundTripMs' | 'sending'> {
  /** Newest first. */
  readonly fills: Readable<readonly Fill[] | undefined>
  readonly balances: Readable<readonly Balance[] | undefined>
  readonly portfolio: Readable<Portfolio | undefined>
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
  const { sent, orders, roundTripMs, sending, replace, hear } = createOwnOrders(frames)
  let fills: readonly Fill[] | undefined
  let balances: readonly Balance[] | undefined
  let portfolio: Portfolio | undefined
  let leave: readonly (() => void)[] = []
  const streams = {
    fills: frames.stream(() => fills),
    balances: frames.stream(() => balances),
    portfolio: frames.stream(() => portfolio),
  }
  function follow(): readonly (() => void)[] {
    return [
      socket.follow<Order | readonly Order[]>('user:orders', ({ data }) => {
        if (isList(data)) return replace(data)
        hear(data)
        onOrder(data)
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
    orders,
    roundTripMs,
    sending,
    open(isSignedIn) {
      for (const stop of leave) stop()
      fills = balances = portfolio = undefined
      replace(undefined)
      for (const stream of Object.values(streams)) stream.touch()
      leave = isSignedIn ? follow() : []
    },
  }
}

function isList<T>(value: T | readonly T[]): value is readonly T[] {
  return Array.isArray(value)
}
