import type { NewOrder, NewOrderList } from '#contracts/routes/orders'

/** A call of a trader's program: what to ask for, and whether it makes orders. */
export interface Ask {
  readonly method: 'POST' | 'PATCH' | 'DELETE'
  readonly path: string
  readonly body?: NewOrder | NewOrderList | object
}

export interface Touch {
  readonly bid: number
  readonly ask: number
}

/** One ask of a mix of every order type around the touch: most are plain, some wait, hide, trail or belong together, some change earlier ones. */
export function nextAsk(
  random: () => number,
  touch: Touch,
  { clientOrderId, open }: { readonly clientOrderId: string; readonly open: string[] },
): Ask {
  const roll = random()
  const id = open.length > 0 ? open[Math.floor(random() * open.length)]! : undefined
  if (id !== undefined && roll < 0.05) return { method: 'PATCH', path: `/orders/${id}`, body: { quantity: '0.00100' } }
  if (id !== undefined && roll < 0.12)
    return { method: 'POST', path: `/orders/${id}/replace`, body: { client_order_id: clientOrderId, quantity: quantityOf(random) } }
  if (roll < 0.2) return { method: 'POST', path: '/order-lists', body: listOf(random, touch, clientOrderId) }
  return { method: 'POST', path: '/orders', body: orderOf(random, touch, clientOrderId) }
}

function orderOf(random: () => number, { bid, ask }: Touch, clientOrderId: string): NewOrder {
  const side = random() < 0.55 ? 'buy' : 'sell'
  const offset = Math.floor(random() * 400) / 100 - 1
  const price = (side === 'buy' ? bid - offset : ask + offset).toFixed(2)
  const against = (side === 'buy' ? ask + 1 + random() * 3 : bid - 1 - random() * 3).toFixed(2)
  const common = { symbol: 'BTCUSDT', side, client_order_id: clientOrderId, quantity: quantityOf(random) } as const
  const self = (['none', 'expire_taker', 'expire_maker', 'expire_both', 'decrement'] as const)[Math.floor(random() * 5)]!
  const kind = random()
  if (kind < 0.18) return { ...common, type: 'market', self_trade_prevention: self }
  if (kind < 0.26) return { ...common, type: 'stop_loss', stop_price: against }
  if (kind < 0.32) return { ...common, type: 'stop_loss_limit', stop_price: against, price }
  if (kind < 0.38) return { ...common, type: 'stop_loss', trailing_delta: 10 }
  if (kind < 0.46) return { ...common, type: 'limit', price, display_quantity: '0.00500', quantity: '0.02000' }
  if (kind < 0.5) return { ...common, type: 'limit', peg: 'primary' }
  if (kind < 0.54) return { ...common, type: 'limit', price, time_in_force: 'day' }
  return { ...common, type: 'limit', price, self_trade_prevention: self }
}

function listOf(random: () => number, { bid, ask }: Touch, clientOrderId: string): NewOrderList {
  const quantity = quantityOf(random)
  const legs = [
    { side: 'sell', type: 'limit', price: (ask + 2 + random() * 4).toFixed(2), quantity },
    { side: 'sell', type: 'stop_loss', stop_price: (bid - 2 - random() * 4).toFixed(2), quantity },
  ] as const
  if (random() < 0.4) return { symbol: 'BTCUSDT', legs: [{ ...legs[0], client_order_id: clientOrderId }, legs[1]] }
  const working = {
    side: 'buy',
    type: 'limit',
    price: (bid + random() * 2 - 1).toFixed(2),
    quantity,
    client_order_id: clientOrderId,
  } as const
  return { symbol: 'BTCUSDT', working, legs: [...legs], start: random() < 0.5 ? 'full' : 'partial' }
}

function quantityOf(random: () => number): string {
  return (0.001 + Math.floor(random() * 30) / 1_000).toFixed(5)
}
