import { expect, test } from 'vitest'
import type { NewOrder, Order } from '#contracts/routes/orders'
import updated from '../../contracts/golden/order.updated.v1.json' with { type: 'json' }
import { createOwnOrders, type OwnOrders } from './own-orders.ts'
import { createFrames } from './store.ts'

const asked: NewOrder = { symbol: 'BTCUSDT', side: 'buy', type: 'limit', price: '59990', quantity: '0.1', client_order_id: 'mine' }
/** How the platform tells of it. */
function told(status: Order['status'], seq: number): Order {
  return { ...(updated as Omit<Order, 'fills' | 'seq'>), client_order_id: 'mine', status, seq, fills: [] }
}

/** The orders of a page that is drawn when the test says so, and what of them is on it. */
function page(): { readonly own: OwnOrders; readonly drawn: () => readonly string[] } {
  let nowMs = 0
  let draw: ((nowMs: number) => void) | undefined
  const own = createOwnOrders(createFrames(next => (draw = next)))
  const drawn = (): readonly string[] => {
    draw?.((nowMs += 1000))
    return [...own.sent.get().map(() => 'sent'), ...(own.orders.get() ?? []).map(({ status }) => status)]
  }
  return { own, drawn }
}

/** Sends the order; the answer comes when the test says so. */
function sendBy(own: OwnOrders): { readonly answer: (order: Order) => Promise<void> } {
  const answered = Promise.withResolvers<{ readonly body: Order }>()
  const sending = own.sending(asked, () => answered.promise)
  return {
    async answer(order) {
      answered.resolve({ body: order })
      await sending
    },
  }
}

test('an order is on the page once, as sent or as it is, whoever tells of it first', async () => {
  for (const first of ['the stream', 'the answer']) {
    const { own, drawn } = page()
    own.replace([])
    const { answer } = sendBy(own)
    expect(drawn()).toEqual(['sent'])
    if (first === 'the stream') own.hear(told('open', 4))
    else await answer(told('open', 4))
    expect(drawn(), first).toEqual(['open'])
    if (first === 'the stream') await answer(told('open', 4))
    else own.hear(told('open', 4))
    expect(drawn(), first).toEqual(['open'])
  }
})

test('an order that has ended does not come back by an answer or a message that was slower', async () => {
  const { own, drawn } = page()
  own.replace([])
  const { answer } = sendBy(own)
  own.hear(told('open', 4))
  own.hear(told('canceled', 5))
  expect(drawn()).toEqual([])
  await answer(told('open', 4))
  own.hear(told('open', 4))
  expect(drawn()).toEqual([])
})

test('of two states the newer one holds, in whatever order they come', () => {
  const { own, drawn } = page()
  own.replace([])
  own.hear(told('partially_filled', 6))
  own.hear(told('open', 4))
  expect(drawn()).toEqual(['partially_filled'])
})

test('a refusal takes the order off the page, and an order without an id of its owner gets one', async () => {
  const { own, drawn } = page()
  const { client_order_id: _, ...nameless } = asked
  const sent: NewOrder[] = []
  const refused = own.sending(nameless, order => {
    sent.push(order)
    return Promise.reject(new Error('refused'))
  })
  expect(drawn()).toEqual(['sent'])
  await expect(refused).rejects.toThrow('refused')
  expect(drawn()).toEqual([])
  expect(sent[0]?.client_order_id).toMatch(/^web-[0-9a-f]{24}$/)
})
