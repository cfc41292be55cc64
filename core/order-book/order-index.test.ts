import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Cells, F, NUMBER } from './cells.ts'
import { OrderIndex } from './order-index.ts'

/** Numbers that meet at few homes of a small table, and numbers that are neighbours. */
const number = fc.oneof(
  fc.integer({ min: 1, max: 40 }),
  fc.tuple(fc.integer({ min: 0, max: 60 }), fc.integer({ min: 1, max: 6 })).map(([round, home]) => round * 1024 + home),
  fc.tuple(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 6 })).map(([round, home]) => round * 2 ** 40 + home),
)

test('an index finds every order by its number, whatever came and went before', () => {
  fc.assert(
    fc.property(fc.array(number, { maxLength: 400 }), numbers => {
      const cells = new Cells(512)
      const index = new OrderIndex(cells)
      const known = new Map<number, number>()
      for (const order of numbers) {
        const cell = known.get(order)
        if (cell === undefined) {
          const taken = cells.take()
          cells.f[taken * F + NUMBER] = order
          index.add(order, taken)
          known.set(order, taken)
        } else {
          index.delete(order, cell)
          cells.give(cell)
          known.delete(order)
        }
        for (const other of numbers) expect(index.get(other)).toBe(known.get(other) ?? 0)
      }
    }),
    { numRuns: 200 },
  )
})

test('an order that is there is not added again, at home or away from it', () => {
  const cells = new Cells(64)
  const index = new OrderIndex(cells)
  for (const order of [1, 1 + 1024, 1 + 2048, 1 + 4096, 1 + 8192, 1 + 16384]) {
    const cell = cells.take()
    cells.f[cell * F + NUMBER] = order
    index.add(order, cell)
    const again = cells.take()
    cells.f[again * F + NUMBER] = order
    expect(() => index.add(order, again)).toThrow('an order id is used once')
  }
})
