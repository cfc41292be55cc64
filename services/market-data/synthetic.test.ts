import { describe, expect, test } from 'vitest'
import { checkLines } from './checks.model.ts'
import { createSyntheticMarket, type SyntheticOptions } from './synthetic.ts'

const bitcoin: Omit<SyntheticOptions, 'seed'> = { symbol: 'BTCUSDT', price: 9_600_000, priceScale: 2, quantityScale: 5, touchLots: 40_000 }
const ripple: Omit<SyntheticOptions, 'seed'> = { symbol: 'XRPUSDT', price: 22_000, priceScale: 4, quantityScale: 1, touchLots: 40_000 }
const startMs = 1_750_000_000_000
const steps = 6_000

function play(options: SyntheticOptions): string[] {
  const market = createSyntheticMarket(options)
  const lines = market.open(startMs)
  for (let step = 1; step <= steps; step++) lines.push(...market.step(startMs + step * 100))
  return lines
}

describe('the synthetic market', () => {
  test.each([1, 2, 3])('seed %i: ten minutes pass every check of the recorded data', seed => {
    for (const options of [bitcoin, ripple]) {
      const found = checkLines(play({ ...options, seed }))
      expect(found).toMatchObject({ rejected: 0, gaps: 0, crossed: 0, wrongTops: 0, tradeHoles: 0 })
      expect(found.depth).toBeGreaterThan(5_900)
      expect(found.equalIds).toBeGreaterThan(100)
      expect(found.prints).toBeGreaterThan(500)
      const ticks = found.spreads.map(spread => Math.round(spread * 10 ** options.priceScale)).sort((a, b) => a - b)
      expect(ticks[0]).toBe(1)
      expect(ticks[Math.floor(ticks.length * 0.9)]).toBeLessThanOrEqual(3)
    }
  })
  test('the same seed gives the same market, another seed another one', () => {
    const [first, again, other] = [1, 1, 2].map(seed => play({ ...bitcoin, seed }).join('\n'))
    expect(first).toBe(again)
    expect(first).not.toBe(other)
  })
  test('depth grows away from the touch, and hours do not run it away', () => {
    const market = createSyntheticMarket({ ...bitcoin, seed: 7 })
    const snapshot = JSON.parse(market.open(startMs)[0]!.slice(20)) as { bids: [string, string][]; asks: [string, string][] }
    expect(snapshot.bids.length).toBeGreaterThan(200)
    expect(snapshot.asks.length).toBeGreaterThan(200)
    const sum = (levels: [string, string][]): number => levels.reduce((total, [, quantity]) => total + Number(quantity), 0)
    expect(sum(snapshot.bids.slice(-50))).toBeGreaterThan(sum(snapshot.bids.slice(0, 50)) * 2)
    let last = ''
    for (let step = 1; step <= 40_000; step++) last = market.step(startMs + step * 100).find(line => line.includes('bookTicker')) ?? last
    const price = Number((JSON.parse(last.slice(20)) as { data: { b: string } }).data.b)
    expect(Math.abs(price / 96_000 - 1)).toBeLessThan(0.1)
  })
})
