import fc from 'fast-check'
import { expect, test } from 'vitest'
import { riskAverse } from '#core/fill-model'

const lots = fc.integer({ min: 0, max: 1000 })
const depth = (shownBefore: number, shownNow: number) => ({ source: 'depth' as const, shownBefore, printed: 0, shownNow })

test('an order joins behind everything that is shown', () => {
  expect(riskAverse.join(100)).toBe(100)
})
test('a decrease is taken from behind until the level is smaller than the place (golden values of d13)', () => {
  expect(riskAverse.change(50, depth(100, 80))).toBe(50)
  expect(riskAverse.change(80, depth(100, 60))).toBe(60)
  expect(riskAverse.change(50, depth(100, 150))).toBe(50)
})
test('no update moves an order back, nor past an earlier one', () => {
  fc.assert(
    fc.property(lots, lots, lots, lots, (first, behind, before, now) => {
      const second = first + behind
      const [moved, later] = [riskAverse.change(first, depth(before, now)), riskAverse.change(second, depth(before, now))]
      expect(moved).toBeLessThanOrEqual(first)
      expect(moved).toBeLessThanOrEqual(later)
      expect(riskAverse.trade(first, now)).toBeLessThanOrEqual(riskAverse.trade(second, now))
    }),
  )
})
