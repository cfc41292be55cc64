import { describe, expect, test } from 'vitest'
import { agrees, markOf, valueHoldings } from '#core/portfolio'

const cash = { asset: 'USDT', total: 40n, quantity: 0n, cost: 0n, realized: 0n, feesPaid: 0n }
const coins = { asset: 'BTC', total: 9n, quantity: 9n, cost: 70n, realized: 10n, feesPaid: 2n }

describe('a mark', () => {
  test('is the middle of a narrow spread, with one decimal more', () => {
    expect(markOf({ bid: 10_000n, ask: 10_001n, last: 9_000n })).toBe(100_005n)
  })
  test('is the last print where the spread is above one percent or a side is empty', () => {
    expect(markOf({ bid: 10_000n, ask: 10_100n, last: 9_000n })).toBe(100_500n)
    expect(markOf({ bid: 10_000n, ask: 10_102n, last: 9_000n })).toBe(90_000n)
    expect(markOf({ bid: undefined, ask: 10_102n, last: 9_000n })).toBe(90_000n)
  })
  test('is the middle after all where there is no print, and nothing where there is nothing', () => {
    expect(markOf({ bid: 100n, ask: 200n, last: undefined })).toBe(1_500n)
    expect(markOf({ bid: undefined, ask: undefined, last: undefined })).toBeUndefined()
  })
})

describe('a valuation', () => {
  test('equity less start is realized plus unrealized, whatever the mark', () => {
    for (const price of [1n, 7n, 100n]) {
      const value = valueHoldings('USDT', [cash, coins], (_, amount) => amount * price)
      expect(value.equity - 100n).toBe(value.realized + value.unrealized)
    }
  })
  test('an asset without a price is named and counts nowhere else', () => {
    expect(valueHoldings('USDT', [cash, coins], () => undefined)).toMatchObject({ equity: 40n, unrealized: 0n, unpriced: ['BTC'] })
  })
  test('wallet and trades agree only when both have told everything', () => {
    expect(agrees('USDT', 100n, [cash, coins])).toBe(true)
    expect(agrees('USDT', 100n, [cash, { ...coins, total: 8n }])).toBe(false)
    expect(agrees('USDT', 100n, [{ ...cash, total: 39n }, coins])).toBe(false)
    expect(agrees('USDT', 100n, [coins])).toBe(false)
  })
})
