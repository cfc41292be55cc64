import fc from 'fast-check'
import { expect, test } from 'vitest'
import { deriveId } from '#core/identity'

const cause = fc.record({
  kind: fc.constantFrom('trade' as const, 'fill' as const, 'journal' as const),
  shard: fc.integer({ min: 0, max: 0xffff }),
  number: fc.oneof(fc.integer({ min: 0, max: 20 }), fc.maxSafeNat()),
  index: fc.oneof(fc.integer({ min: 0, max: 3 }), fc.integer({ min: 0, max: 0xffffffff })),
})
const idOf = (of: { kind: 'trade' | 'fill' | 'journal'; shard: number; number: number; index: number }): string =>
  deriveId(of.kind, of.shard, of.number, of.index)

test('an id is a UUID of version 8', () => {
  fc.assert(fc.property(cause, of => /^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/.test(idOf(of))))
})
test('two ids are equal exactly when their causes are', () => {
  fc.assert(
    fc.property(cause, cause, (left, right) => (idOf(left) === idOf(right)) === (JSON.stringify(left) === JSON.stringify(right))),
    { numRuns: 2000 },
  )
})
test('ids of one shard sort by number', () => {
  expect(deriveId('trade', 1, 9, 0) < deriveId('trade', 1, 10, 0)).toBe(true)
})
test('a number beyond the safe range breaks an invariant', () => {
  expect(() => deriveId('trade', 0, 2 ** 53, 0)).toThrow('safe integer')
})
