import { expect, test } from 'vitest'
import type { PlacedOrder } from '#contracts/topics/orders'
import type { Instrument } from '#core/orders'
import { readPlaced, writePlaced } from './placed-words.ts'
import { readPlain, readStored } from './stored-order.ts'
import { StoredOrders } from './stored-orders.ts'

const id = '0198f3a2-7c41-7bd0-9e55-00ff10a2b3c4'
const account = '0198f3a2-7c41-7bd0-9e55-0000000000aa'
/** What reading a stored order needs of its symbol: a tick of 0.01, a lot of 0.00001, whole lots of 1,000 base units. */
const instrument = {
  symbol: 'BTCUSDT',
  baseAsset: 'BTC',
  quoteAsset: 'USDT',
  priceScale: 2,
  baseScale: 8,
  quoteScale: 8,
  tickSize: 1n,
  stepSize: 1_000n,
} as Instrument
const instruments = new Map([['BTCUSDT', instrument]])

const placed: PlacedOrder = {
  order_id: id,
  account_id: account,
  user_id: account,
  client_order_id: null,
  symbol: 'BTCUSDT',
  side: 'buy',
  type: 'limit',
  time_in_force: 'gtc',
  post_only: false,
  price: '60000.00',
  quantity: '0.01000000',
  quote_quantity: null,
  self_trade_prevention: 'expire_taker',
  hold_asset: 'USDT',
  hold_amount: '600.00000000',
  spend_max: null,
  maker_fee_ppm: 1000,
  taker_fee_ppm: 1000,
  filter_version: 1,
  created_at: '2026-11-25T23:35:42.982Z',
  balance: { available: '1', held: '1', version: 2 },
}

/** A line as the database makes it: 600,000 of 1,000,000 base units are left. */
function line(
  changes: {
    readonly number?: number
    readonly priority?: number
    readonly leaves?: string
    readonly extra?: string
    readonly placed?: Partial<PlacedOrder>
    readonly words?: string
  } = {},
): string {
  const words = changes.words ?? writePlaced({ ...placed, ...changes.placed })
  const hold = ['36000000000', '24000000000', '400']
  return [
    changes.number ?? 7,
    changes.priority ?? 9,
    6_000_000,
    changes.leaves ?? 600_000,
    5_000,
    400_000,
    'buy',
    'BTCUSDT',
    ...hold,
    changes.extra ?? '',
    words,
  ].join('\t')
}

test('the place of a plain order is read off its line, and is the one that reading it whole gives', () => {
  expect(readPlain(`before\n${line()}`, 7)).toEqual({
    number: 7,
    priority: 9,
    price: 6_000_000,
    leaves: 600_000,
    ahead: 5_000,
    filled: 400_000,
    side: 'buy',
    symbol: 'BTCUSDT',
    account,
    idAt: `before\n${line()}`.indexOf(id),
  })
  const { live, order, ahead, extra } = readStored(line(), instruments)
  expect(live).toEqual({
    order: 7,
    side: 'buy',
    state: 'resting',
    quantity: 1_000,
    leaves: 600,
    price: 6_000_000,
    visible: 600,
    priority: 9,
    ahead: 5,
    extreme: 0,
    expiresAt: 0,
  })
  expect([order.status, order.filledQuote, order.fee, order.hold.state.remaining, ahead, extra]).toEqual([
    'partially_filled',
    24_000_000_000n,
    400n,
    36_000_000_000n,
    5_000n,
    null,
  ])
})

test('what is not plain is looked at whole: anything extra, amounts beyond a double, words of another beginning', () => {
  expect(readPlain(line({ extra: '{"state":"armed"}' }), 0)).toBeUndefined()
  expect(readPlain(line({ leaves: '9007199254740993' }), 0)).toBeUndefined()
  expect(readPlain(line({ words: JSON.stringify({ account_id: account, order_id: id }) }), 0)).toBeUndefined()
})

test('the words of an order come back as they were, whatever it has; those of before this layout too', () => {
  const { balance, ...kept } = placed
  expect(balance).toBeDefined()
  expect(readPlaced(writePlaced(placed))).toEqual(kept)
  const rare: PlacedOrder = {
    ...kept,
    client_order_id: 'a "quoted" one',
    type: 'stop_loss_limit',
    price: null,
    stop_price: '59000.00',
    trailing_delta: 50,
    display_quantity: '0.00100000',
    expires_at: '2026-11-26T00:00:00.000Z',
  }
  expect(readPlaced(writePlaced(rare))).toEqual(rare)
  expect(readPlaced(JSON.stringify(placed))).toEqual(placed)
  const old = line({ words: JSON.stringify(placed) })
  expect(readPlain(old, 0)).toBeUndefined() // so it is looked at whole
  expect(readStored(old, instruments).live).toEqual(readStored(line(), instruments).live)
})

test('orders of several pieces come by priority, and each is there once: by its number and by its id', () => {
  const orders = new StoredOrders(instruments)
  const ids = ['0198f3a2-7c41-7bd0-9e55-00ff10a2b3c4', '0198f3a2-7c41-7bd0-9e55-00ff10a2b3c5', '1198f3a2-7c41-7bd0-9e55-00ff10a2b3c4']
  const lines = ids.map((order_id, at) => line({ number: at + 1, priority: 10 - at, placed: { order_id } }))
  orders.add(`${lines[0]}\n${lines[1]}`)
  orders.add(lines[2]!)
  const rows = orders.rows()
  expect(rows.map(row => orders.keep(row)!.number)).toEqual([3, 2, 1])
  expect([...ids, '2198f3a2-7c41-7bd0-9e55-00ff10a2b3c4'].map(one => orders.numberOf(one))).toEqual([1, 2, 3, undefined])
  expect([orders.size, orders.take(2)?.order.placed.order_id, orders.take(2), orders.numberOf(ids[1]!), orders.size]).toEqual([
    3,
    ids[1],
    undefined,
    undefined,
    2,
  ])
})
