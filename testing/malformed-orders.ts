/** What no order is ever accepted with, as changes to a good body; by operation. */
import { restingList, restingOrder } from './good-requests.ts'

/** Fields that replace those of the good body. */
export type Part = Readonly<Record<string, unknown>>

const huge = '9'.repeat(30)
const tiny = '0.000000000000000001'
const [leg] = restingList.legs
const legs = (...parts: readonly Part[]): Part => ({ legs: parts.map(part => ({ ...leg, ...part })) })
const working = (part: Part): Part => ({ working: { ...restingList.working, ...part } })
const trigger = { type: 'stop_loss', price: undefined, stop_price: '200000.00' } as const
const oco = [
  { ...leg, type: 'limit', price: '500000.00', stop_price: undefined },
  { ...leg, stop_price: '10000.00' },
] as const

const orderAmounts: readonly Part[] = [
  { quantity: '0' },
  { quantity: huge },
  { quantity: tiny },
  { price: '0' },
  { price: huge },
  { price: '1.001' },
  { display_quantity: '0' },
  { display_quantity: huge },
  { display_quantity: restingOrder.quantity },
  { ...trigger, stop_price: '0' },
  { ...trigger, stop_price: huge },
  { ...trigger, stop_price: '200000.001' },
  { ...trigger, stop_price: undefined, trailing_delta: 100, activation_price: huge },
]
export const impossibleAmounts: Readonly<Record<string, readonly Part[]>> = {
  placeOrder: orderAmounts,
  amendOrder: ['0', huge, tiny, restingOrder.quantity, '0.00001', '5'].map(quantity => ({ quantity })),
  replaceOrder: [
    { price: '0' },
    { price: huge },
    { price: '1.001' },
    { quantity: '0' },
    { quantity: huge },
    { quantity: tiny },
    { stop_price: huge },
    { display_quantity: huge },
  ],
  placeList: [
    legs({ quantity: '0' }),
    legs({ quantity: huge }),
    legs({ stop_price: huge }),
    legs({ stop_price: '1.001' }),
    legs({ quantity: '0.02000' }),
    working({ quantity: huge }),
    working({ price: '0' }),
    working({ quantity: tiny }),
  ],
}
const orderCombinations: readonly Part[] = [
  { stop_price: '200000.00' },
  { trailing_delta: 100 },
  { activation_price: '60000.00' },
  { peg: 'primary' },
  { quote_quantity: '100.00' },
  { expires_at: '2126-01-01T00:00:00.000Z' },
  { time_in_force: 'gtd' },
  { time_in_force: 'gtd', expires_at: '1999-01-01T00:00:00.000Z' },
  { post_only: true, time_in_force: 'ioc' },
  { display_quantity: '0.00500', time_in_force: 'day' },
  { price: undefined, peg: 'primary', time_in_force: 'fok' },
  { price: undefined, peg: 'market', post_only: true },
  { type: 'market' },
  { type: 'market', price: undefined, display_quantity: '0.00500' },
  { type: 'stop_loss', price: undefined },
  { ...trigger, trailing_delta: 100 },
  { ...trigger, activation_price: '60000.00' },
  { ...trigger, peg: 'primary' },
]
export const impossibleCombinations: Readonly<Record<string, readonly Part[]>> = {
  placeOrder: orderCombinations,
  replaceOrder: [{ stop_price: '200000.00' }, { trailing_delta: 100 }, { display_quantity: restingOrder.quantity }],
  placeList: [
    legs({}, {}),
    legs({}, {}, {}),
    legs({ side: 'buy' }),
    legs({ type: 'market', stop_price: undefined }),
    legs({ symbol: 'ETHUSDT' }),
    legs({ list_id: crypto.randomUUID() }),
    working({ side: 'sell' }),
    working({ type: 'stop_loss_limit', stop_price: '200000.00' }),
    working({ price: undefined, peg: 'primary' }),
    { working: undefined },
    { working: undefined, legs: [oco[0], { ...oco[1], side: 'buy' }] },
    { working: undefined, legs: [oco[0], oco[0]] },
    { working: undefined, legs: [{ ...oco[0], price: '20000.00' }, oco[1]] },
  ],
}
