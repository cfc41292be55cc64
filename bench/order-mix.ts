/** The workload: 20 % cancels; of the orders 60 % are priced or sized to trade, the rest rest near the touch. */
import { seeded } from './figures.ts'
import type { SeededUser } from './seed.ts'

export interface BenchCall {
  readonly kind: 'take' | 'market' | 'rest' | 'cancel'
  readonly method: 'POST' | 'DELETE'
  readonly path: string
  readonly user: SeededUser
  readonly body?: unknown
}
export interface Generator {
  next(): BenchCall
  quote(book: { readonly bids: readonly (readonly [string, string])[]; readonly asks: readonly (readonly [string, string])[] }): void
  opened(user: SeededUser, orderId: string): void
}
const cancelShare = 0.2
const takeShare = 0.5
const marketShare = 0.15

export function createGenerator({
  users,
  seed,
  price,
}: {
  readonly users: readonly SeededUser[]
  readonly seed: number
  readonly price: number
}): Generator {
  const random = seeded(seed)
  const open: { user: SeededUser; id: string }[] = []
  let [bid, ask] = [price - 0.01, price]

  function order(): BenchCall {
    const user = users[Math.floor(random() * users.length)]!
    const side = random() < 0.5 ? 'buy' : 'sell'
    const quantity = (0.0002 + Math.floor(random() * 20) / 10_000).toFixed(5)
    const kind = random()
    const base = { symbol: 'BTCUSDT', side, quantity }
    if (kind < marketShare) return { kind: 'market', method: 'POST', path: '/orders', user, body: { ...base, type: 'market' } }
    if (kind < marketShare + takeShare)
      return {
        kind: 'take',
        method: 'POST',
        path: '/orders',
        user,
        body: { ...base, type: 'limit', price: (side === 'buy' ? ask + 5 : bid - 5).toFixed(2) },
      }
    const away = 0.01 + Math.floor(random() * 300) / 100
    return {
      kind: 'rest',
      method: 'POST',
      path: '/orders',
      user,
      body: { ...base, type: 'limit', price: (side === 'buy' ? bid - away : ask + away).toFixed(2) },
    }
  }
  return {
    next() {
      if (random() < cancelShare && open.length > 50) {
        const { user, id } = open.splice(Math.floor(random() * open.length), 1)[0]!
        return { kind: 'cancel', method: 'DELETE', path: `/orders/${id}`, user }
      }
      return order()
    },
    quote({ bids, asks }) {
      if (bids[0] !== undefined) bid = Number(bids[0][0])
      if (asks[0] !== undefined) ask = Number(asks[0][0])
    },
    opened: (user, id) => void open.push({ user, id }),
  }
}
