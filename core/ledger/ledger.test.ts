import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  closeHold,
  consumeHold,
  foldBalances,
  grantPostings,
  holdPostings,
  openHold,
  releasePostings,
  systemAccount,
  tradePostings,
} from '#core/ledger'
import type { HoldState, PostingLine } from '#core/ledger'

const SHARD = 3
const [house, fees] = [systemAccount('house', SHARD), systemAccount('fee', SHARD)]

describe('a trade', () => {
  test('pays from the hold, returns the price improvement, takes fees from what is received', () => {
    const lines = tradePostings({
      shard: SHARD,
      baseAsset: 'BTC',
      quoteAsset: 'USDT',
      quantity: 1_001n,
      quote: 900n,
      buyer: { account: 'alice', feePpm: 1_000, holdShare: 1_000n },
      seller: { account: 'bob', feePpm: 2_000, holdShare: 1_001n },
    })
    expect(lines).toEqual([
      { account: 'alice', asset: 'USDT', available: 100n, held: -1_000n, fee: 0n, type: 'trade' },
      { account: 'alice', asset: 'BTC', available: 999n, held: 0n, fee: 2n, type: 'trade' },
      { account: fees, asset: 'BTC', available: 2n, held: 0n, fee: 0n, type: 'trade' },
      { account: 'bob', asset: 'BTC', available: 0n, held: -1_001n, fee: 0n, type: 'trade' },
      { account: 'bob', asset: 'USDT', available: 898n, held: 0n, fee: 2n, type: 'trade' },
      { account: fees, asset: 'USDT', available: 2n, held: 0n, fee: 0n, type: 'trade' },
    ])
  })
  test('with the house moves the house account, which pays no fee', () => {
    const lines = tradePostings({
      shard: SHARD,
      baseAsset: 'BTC',
      quoteAsset: 'USDT',
      quantity: 10n,
      quote: 90n,
      buyer: { account: 'alice', feePpm: 0, holdShare: 90n },
      seller: 'house',
    })
    expect(lines.filter(line => line.account === house).map(line => [line.asset, line.available])).toEqual([
      ['BTC', -10n],
      ['USDT', 90n],
    ])
  })
  test('of an account with itself makes one line per asset', () => {
    const party = { account: 'alice', feePpm: 0, holdShare: 90n }
    const lines = tradePostings({
      shard: SHARD,
      baseAsset: 'BTC',
      quoteAsset: 'USDT',
      quantity: 10n,
      quote: 90n,
      buyer: party,
      seller: { ...party, holdShare: 10n },
    })
    expect(lines.map(line => [line.asset, line.available, line.held])).toEqual([
      ['USDT', 90n, -90n],
      ['BTC', 10n, -10n],
    ])
  })
  test('a hold that does not cover its fill breaks an invariant', () => {
    expect(() =>
      tradePostings({
        shard: SHARD,
        baseAsset: 'BTC',
        quoteAsset: 'USDT',
        quantity: 1n,
        quote: 5n,
        buyer: { account: 'a', feePpm: 0, holdShare: 4n },
        seller: 'house',
      }),
    ).toThrow('covers')
  })
})

test('system accounts are fixed, and one per kind and shard', () => {
  const ids = (['house', 'fee', 'rounding', 'grants'] as const).flatMap(kind => [0, 1, 2].map(shard => systemAccount(kind, shard)))
  expect(new Set(ids).size).toBe(12)
  expect(systemAccount('house', 0)).toBe('00000000-0000-8001-8300-000000000000')
})

test('a hold ends exactly once', () => {
  const { hold, released } = closeHold(consumeHold(openHold('USDT', 10n), 4n))
  expect(released).toBe(6n)
  expect(() => closeHold(hold)).toThrow('exactly once')
  expect(() => consumeHold(hold, 0n)).toThrow('final')
  expect(() => consumeHold(openHold('USDT', 10n), 11n)).toThrow('no more')
})

interface OpenOrder {
  readonly account: string
  readonly side: 'buy' | 'sell'
  readonly isMarket: boolean
  readonly priceLimit: bigint
  leaves: bigint
  hold: HoldState
}

const step = fc.record({
  account: fc.constantFrom('alice', 'bob', 'carol'),
  side: fc.constantFrom('buy' as const, 'sell' as const),
  isMarket: fc.boolean(),
  price: fc.bigInt({ min: 1n, max: 50n }),
  quantity: fc.bigInt({ min: 1n, max: 30n }),
  what: fc.constantFrom('place', 'place', 'fill', 'fill', 'fill', 'cancel'),
  pick: fc.nat({ max: 1_000 }),
})

describe('any history of orders', () => {
  test('conserves each asset, never goes negative, and holds exactly what open orders still need (I2, I4, I5)', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 80 }), steps => {
        const lines: PostingLine[] = ['alice', 'bob', 'carol'].flatMap(account => [
          ...grantPostings({ account, asset: 'USDT', amount: 900n, shard: SHARD }),
          ...grantPostings({ account, asset: 'BTC', amount: 50n, shard: SHARD }),
        ])
        const orders: OpenOrder[] = []
        const end = (order: OpenOrder): void => {
          const { released, hold } = closeHold(order.hold)
          lines.push(...releasePostings({ account: order.account, asset: hold.asset, amount: released }))
          orders.splice(orders.indexOf(order), 1)
        }
        const fillOne = (order: OpenOrder, quantity: bigint, price: bigint): void => {
          const quote = quantity * price
          if (order.side === 'buy' && order.isMarket && quote > order.hold.remaining) return end(order)
          const share = order.side === 'sell' ? quantity : order.isMarket ? quote : order.priceLimit * quantity
          const party = { account: order.account, feePpm: 1_500, holdShare: share }
          order.hold = consumeHold(order.hold, share)
          lines.push(
            ...tradePostings({
              shard: SHARD,
              baseAsset: 'BTC',
              quoteAsset: 'USDT',
              quantity,
              quote,
              buyer: order.side === 'buy' ? party : 'house',
              seller: order.side === 'sell' ? party : 'house',
            }),
          )
          order.leaves -= quantity
          if (order.leaves === 0n) end(order)
        }
        for (const next of steps) {
          const balances = foldBalances(lines)
          if (next.what === 'place') {
            const asset = next.side === 'buy' ? 'USDT' : 'BTC'
            const amount = next.side === 'buy' ? next.price * next.quantity : next.quantity
            if ((balances.get(next.account)?.get(asset)?.available ?? 0n) < amount) continue
            lines.push(...holdPostings({ account: next.account, asset, amount }))
            orders.push({
              account: next.account,
              side: next.side,
              isMarket: next.isMarket,
              priceLimit: next.price,
              leaves: next.quantity,
              hold: openHold(asset, amount),
            })
          } else {
            const order = orders[next.pick % Math.max(1, orders.length)]
            if (!order) continue
            if (next.what === 'cancel') end(order)
            else {
              const quantity = next.quantity < order.leaves ? next.quantity : order.leaves
              const price = order.isMarket
                ? next.price
                : order.side === 'buy'
                  ? next.price < order.priceLimit
                    ? next.price
                    : order.priceLimit
                  : next.price
              fillOne(order, quantity, price)
            }
          }
          check(lines, orders)
        }
      }),
      { numRuns: 200 },
    )
  })
})

function check(lines: readonly PostingLine[], orders: readonly OpenOrder[]): void {
  const balances = foldBalances(lines)
  for (const asset of ['USDT', 'BTC']) {
    let sum = 0n
    for (const [account, assets] of balances) {
      const balance = assets.get(asset) ?? { available: 0n, held: 0n }
      sum += balance.available + balance.held
      if (!['alice', 'bob', 'carol'].includes(account)) continue
      expect(balance.available >= 0n && balance.held >= 0n).toBe(true)
      const needed = orders
        .filter(order => order.account === account && order.hold.asset === asset)
        .reduce((need, order) => need + order.hold.remaining, 0n)
      expect(balance.held).toBe(needed)
    }
    expect(sum).toBe(0n)
  }
  for (const order of orders)
    if (order.side === 'buy' && !order.isMarket) expect(order.hold.remaining).toBe(order.priceLimit * order.leaves)
}
