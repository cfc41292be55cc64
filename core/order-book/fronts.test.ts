import { expect, test } from 'vitest'
import { createBook } from '#core/order-book'
import { seededCommands } from './streams.model.ts'

test('fronts are the resting orders behind house quantity and the waiting ones that track an extreme, whatever comes', () => {
  for (let seed = 1; seed <= 60; seed += 1) {
    const book = createBook()
    for (const command of seededCommands(seed + 90_000, 200)) {
      book.apply(command, [])
      const expected = [...book.liveOrders()].filter(({ ahead, extreme }) => ahead > 0 || extreme > 0).map(({ order }) => order)
      expect(
        [...book.fronts()].map(({ order }) => order).sort((a, b) => a - b),
        `seed ${seed}`,
      ).toEqual(expected.sort((a, b) => a - b))
    }
  }
})
