import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { applyFill, EMPTY_POSITION, unrealizedOf } from '#core/cost-basis'
import type { CostBasisMethod, Position, PositionFill } from '#core/cost-basis'
import { feeOn } from '#core/orders'

const fill = (side: 'buy' | 'sell', quantity: bigint, quote: bigint, fees: Partial<PositionFill> = {}): PositionFill => ({
  side,
  quantity,
  quote,
  feeBase: 0n,
  feeQuote: 0n,
  at: 0,
  tradeId: 't',
  ...fees,
})
const fold = (fills: readonly PositionFill[], method: CostBasisMethod): Position =>
  fills.reduce((position, next) => applyFill(position, next, method), EMPTY_POSITION)

describe('golden values of d14', () => {
  test('A: fees in quote', () => {
    // Quote in hundredths, base in whole units.
    const first = fold([fill('buy', 20n, 4_360_00n, { feeQuote: 16_00n }), fill('sell', 20n, 6_400_00n, { feeQuote: 16_18n })], 'fifo')
    expect(first.realized).toBe(2_007_82n)
    const both = [fill('buy', 30n, 8_700_00n, { feeQuote: 16_00n }), fill('sell', 30n, 9_630_00n, { feeQuote: 16_27n })].reduce(
      (position, next) => applyFill(position, next, 'fifo'),
      first,
    )
    expect(both.realized - first.realized).toBe(897_73n)
    expect(both.realized).toBe(2_905_55n)
    expect(both.lots).toEqual([])
  })
  // 0.1 % of what is received; base at scale 3, quote at scale 12, where the lot costs are exact to the shown digits.
  const quote = (units: bigint): bigint => units * 10n ** 12n
  const goldenB = [
    fill('buy', 1_000n, quote(100n), { feeBase: 1n }),
    fill('buy', 1_000n, quote(110n), { feeBase: 1n }),
    fill('sell', 1_500n, quote(180n), { feeQuote: quote(180n) / 1000n }),
  ]
  const shown = (units: bigint): string => (Number(units / 10n ** 4n) / 1e8).toFixed(6)
  test('B: fees in base on buys, first in first out', () => {
    const position = fold(goldenB, 'fifo')
    expect(position.quantity).toBe(498n)
    expect(shown(position.realized)).toBe('24.654835')
    expect(shown(position.cost)).toBe('54.834835')
    expect(position.realized + unrealizedOf(position, quote(498n * 120n) / 1000n)).toBe(quote(2958n) / 100n)
  })
  test('B: average cost', () => {
    expect(shown(fold(goldenB, 'average').realized)).toBe('22.162342')
  })
})

const steps = fc.array(
  fc.record({
    buys: fc.boolean(),
    quantity: fc.bigInt({ min: 1n, max: 5_000n }),
    price: fc.bigInt({ min: 1n, max: 10n ** 12n }),
    ppm: fc.constantFrom(0, 1_000, 250_000),
  }),
  { minLength: 1, maxLength: 60 },
)

/** Fills that never sell more than is held; fees from what is received. */
function fillsOf(plan: { buys: boolean; quantity: bigint; price: bigint; ppm: number }[]): PositionFill[] {
  let held = 0n
  const fills: PositionFill[] = []
  for (const [at, step] of plan.entries()) {
    const quantity = step.buys || step.quantity < held ? step.quantity : held
    if (quantity === 0n) continue
    const quote = quantity * step.price
    const fees = step.buys ? { feeBase: feeOn(quantity, step.ppm) } : { feeQuote: feeOn(quote, step.ppm) }
    fills.push(fill(step.buys ? 'buy' : 'sell', quantity, quote, { ...fees, at, tradeId: String(at) }))
    held += step.buys ? quantity - (fees.feeBase ?? 0n) : -quantity
  }
  return fills
}

describe('laws', () => {
  test.each(['fifo', 'average'] as const)(
    '%s: lots sum to the net of all fills (I18), and profit is value minus money spent (I19)',
    method => {
      fc.assert(
        fc.property(steps, fc.bigInt({ min: 0n, max: 10n ** 20n }), (plan, value) => {
          const fills = fillsOf(plan)
          const position = fold(fills, method)
          const netBase = fills.reduce((sum, next) => sum + (next.side === 'buy' ? next.quantity - next.feeBase : -next.quantity), 0n)
          const spent = fills.reduce((sum, next) => sum + (next.side === 'buy' ? next.quote : next.feeQuote - next.quote), 0n)
          expect(position.quantity).toBe(netBase)
          expect(position.lots.reduce((sum, lot) => sum + lot.quantity, 0n)).toBe(netBase)
          expect(position.lots.reduce((sum, lot) => sum + lot.cost, 0n)).toBe(position.cost)
          expect(position.lots.every(lot => lot.quantity > 0n && lot.cost >= 0n)).toBe(true)
          expect(position.realized + unrealizedOf(position, value)).toBe(value - spent)
        }),
        { numRuns: 500 },
      )
    },
  )
  test('first in first out equals a model that sells unit by unit', () => {
    fc.assert(
      fc.property(steps, plan => {
        const fills = fillsOf(plan).map(next => ({ ...next, quantity: (next.quantity % 40n) + 1n, feeBase: 0n }))
        const units: bigint[] = []
        let [realized, position] = [0n, EMPTY_POSITION]
        for (const next of fills) {
          // A lot whose cost divides evenly: the unit model then has no remainder to place.
          const even = { ...next, quote: next.quantity * 7n * BigInt(next.at + 1), feeQuote: 0n }
          if (even.side === 'sell' && BigInt(units.length) < even.quantity) continue
          position = applyFill(position, even, 'fifo')
          if (even.side === 'buy') for (let unit = 0n; unit < even.quantity; unit += 1n) units.push(even.quote / even.quantity)
          else realized += even.quote - units.splice(0, Number(even.quantity)).reduce((sum, cost) => sum + cost, 0n)
        }
        expect(position.realized).toBe(realized)
        expect(position.quantity).toBe(BigInt(units.length))
        expect(position.cost).toBe(units.reduce((sum, cost) => sum + cost, 0n))
      }),
      { numRuns: 200 },
    )
  })
  test('selling more than is held breaks an invariant', () => {
    expect(() => applyFill(EMPTY_POSITION, fill('sell', 1n, 1n), 'fifo')).toThrow('no more than is held')
  })
})
