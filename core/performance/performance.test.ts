import { describe, expect, test } from 'vitest'
import { drawdownMax, equityOf, ratiosOf, totalReturn } from '#core/performance'

const GOLDEN = [0.01, -0.02, 0.03, -0.01, 0.02]
/** Equity that grows by the golden returns, exactly: 100,000 at scale 8. */
const equity = [100_000_00000000n, 101_000_00000000n, 98_980_00000000n, 101_949_40000000n, 100_929_90600000n, 102_948_50412000n]
const points = equity.map((value, day) => ({ at: day, equity: value, flow: 0n }))

describe('returns', () => {
  test('the golden series of d15: end 1.02948504, deepest fall -0.02', () => {
    expect(totalReturn(points)).toBe('0.02948504')
    expect(drawdownMax(points)).toBe('-0.02000000')
  })
  test('a first loss counts as a drawdown', () => {
    expect(drawdownMax([100n, 90n, 94n].map((value, at) => ({ at, equity: value, flow: 0n })))).toBe('-0.10000000')
  })
  test('a deposit is no gain and a withdrawal no loss', () => {
    const flows = [
      { at: 0, equity: 100n, flow: 0n },
      { at: 1, equity: 210n, flow: 100n },
      { at: 2, equity: 110n, flow: -100n },
    ]
    expect(totalReturn(flows)).toBe('0.10000000')
    expect(drawdownMax(flows)).toBe('0.00000000')
  })
  test('undefined is null, never zero', () => {
    expect(totalReturn([])).toBeNull()
    expect(totalReturn(points.slice(0, 1))).toBeNull()
    expect(
      drawdownMax([
        { at: 0, equity: 0n, flow: 0n },
        { at: 1, equity: 5n, flow: 5n },
      ]),
    ).toBeNull()
  })
  test('equity is cash and positions at their mark', () => {
    expect(
      equityOf(1_000n, [
        { quantity: 3n, mark: 25n, markScale: 1 },
        { quantity: 2n, mark: 10n, markScale: 0 },
      ]),
    ).toBe(1_027n)
  })
})

describe('ratios', () => {
  test('the golden values of d15', () => {
    const trading = ratiosOf(GOLDEN, 252, 2)
    expect([trading.sharpe, trading.sortino, trading.volatility].map(ratio => ratio?.toFixed(6))).toEqual([
      '4.593220',
      '9.524705',
      '0.329181',
    ])
    const daily = ratiosOf(GOLDEN, 365, 2)
    expect([daily.sharpe, daily.sortino, daily.volatility].map(ratio => ratio?.toFixed(6))).toEqual(['5.527942', '11.462984', '0.396169'])
  })
  test('too few returns, no deviation, no downside: null', () => {
    expect(ratiosOf(GOLDEN)).toEqual({ sharpe: null, sortino: null, volatility: null, sampleSize: 5, periodsPerYear: 365 })
    const flat = ratiosOf(Array.from({ length: 30 }, () => 0.1))
    expect([flat.sharpe, flat.sortino]).toEqual([null, null])
  })
})
