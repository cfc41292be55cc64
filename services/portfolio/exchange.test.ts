import { describe, expect, test } from 'vitest'
import { EMPTY_POSITION } from '#core/cost-basis'
import { createPricer } from '#core/portfolio'
import { btcusdt } from '#testing/scripted-market'
import { applyExchange, type Exchange, type Holding } from './exchange.ts'

const none: Holding = { position: EMPTY_POSITION, feesPaid: 0n }
function exchange(gives: [string, bigint], receives: [string, bigint, bigint], tradeId: string): Exchange {
  return {
    tradeId,
    at: 0,
    gives: { asset: gives[0], amount: gives[1] },
    receives: { asset: receives[0], amount: receives[1], fee: receives[2] },
    feeQuote: 0n,
    quoteAsset: 'USDT',
  }
}

describe('an exchange of two assets', () => {
  test('a coin paid with another coin takes over its cost, and the profit shows when it is sold', () => {
    const holdings = new Map([
      ['BTC', none],
      ['ETH', none],
    ])
    applyExchange(holdings, exchange(['USDT', 1_000n], ['BTC', 100n, 0n], 'a'), 'USDT')
    applyExchange(holdings, exchange(['BTC', 50n], ['ETH', 900n, 10n], 'b'), 'USDT')
    expect(holdings.get('BTC')!.position).toMatchObject({ quantity: 50n, cost: 500n, realized: 0n })
    expect(holdings.get('ETH')!.position).toMatchObject({ quantity: 890n, cost: 500n, realized: 0n })
    applyExchange(holdings, exchange(['ETH', 890n], ['USDT', 700n, 7n], 'c'), 'USDT')
    expect(holdings.get('ETH')!.position).toMatchObject({ quantity: 0n, cost: 0n, realized: 193n, lots: [] })
  })

  test('a coin without a market in the currency is worth what its path is worth, or nothing is said', () => {
    const ethbtc = { ...btcusdt, symbol: 'ETHBTC', baseAsset: 'ETH', quoteAsset: 'BTC', priceScale: 5 }
    const marks = new Map([
      ['BTCUSDT', 60_000_000n],
      ['ETHBTC', 50_000n],
    ])
    const pricer = createPricer(
      () => [btcusdt, ethbtc],
      ({ symbol }) => marks.get(symbol),
    )
    expect(pricer.valueOf('ETH', 200_000_000n, 'USDT')).toBe(6_000_00000000n)
    marks.delete('ETHBTC')
    expect(pricer.valueOf('ETH', 200_000_000n, 'USDT')).toBeUndefined()
  })
})
