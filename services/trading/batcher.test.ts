import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { Problem } from '#contracts/problems'
import { bisected, createBatcher } from './batcher.ts'

interface Item {
  readonly n: number
  readonly account: number
  readonly key: string | undefined
  readonly amount: number
}
type Verdict = 'accepted' | 'refused' | 'repeated'

/** Accounts with money: what trading's transaction does, with and without neighbours. */
function createBank(): { one(item: Item): Verdict; batch(items: readonly Item[]): (Verdict | 'retry')[] } {
  const money = new Map<number, number>()
  const keys = new Set<string>()
  const left = (account: number): number => money.get(account) ?? 100
  function one({ account, key, amount }: Item): Verdict {
    const name = key === undefined ? undefined : `${account} ${key}`
    if (name !== undefined && keys.has(name)) return 'repeated'
    if (amount > left(account)) return 'refused'
    money.set(account, left(account) - amount)
    if (name !== undefined) keys.add(name)
    return 'accepted'
  }
  return {
    one,
    batch(items) {
      const before = new Map(items.map(({ account }) => [account, left(account)]))
      const asked = new Map<number, number>()
      return items.map(item => {
        const name = `${item.account} ${item.key}`
        if (item.key !== undefined && keys.has(name)) return 'repeated'
        if (item.amount > before.get(item.account)!) return 'refused'
        asked.set(item.account, (asked.get(item.account) ?? 0) + item.amount)
        // Fits alone, but not after the earlier ones of this batch: judged again in the next.
        return asked.get(item.account)! > before.get(item.account)! ? 'retry' : one(item)
      })
    },
  }
}
const keyOf = ({ account, key }: Item): string | undefined => (key === undefined ? undefined : `${account} ${key}`)
const itemsArbitrary = fc.array(
  fc.record({
    account: fc.integer({ min: 0, max: 2 }),
    key: fc.option(fc.constantFrom('a', 'b', 'c'), { nil: undefined }),
    amount: fc.integer({ min: 1, max: 120 }),
    pause: fc.boolean(),
  }),
  { maxLength: 40 },
)

describe('requests that share transactions', () => {
  test('get exactly the results of one call after another, within the bounds, in order, and never beside their like', async () => {
    await fc.assert(
      fc.asyncProperty(itemsArbitrary, fc.integer({ min: 1, max: 8 }), async (given, batchMax) => {
        const items = given.map((item, n) => ({ ...item, n }))
        const bank = createBank()
        const batches: Item[][] = []
        const answered: Item[] = []
        const batcher = createBatcher<Item, Verdict>({
          batchMax,
          waitingMax: 1_000,
          keyOf,
          run: async batch => {
            batches.push([...batch])
            await Promise.resolve()
            const results = bank.batch(batch)
            answered.push(...batch.filter((_, index) => results[index] !== 'retry'))
            return results
          },
        })
        const results: Promise<Verdict>[] = []
        for (const item of items) {
          results.push(batcher.submit(item))
          if (item.pause) await Promise.resolve()
        }
        const verdicts = await Promise.all(results)
        const alone = createBank()
        for (const item of answered) expect(verdicts[item.n], `item ${item.n}`).toBe(alone.one(item))
        expect(answered).toHaveLength(items.length)
        for (const batch of batches) {
          expect(batch.length).toBeLessThanOrEqual(batchMax)
          const keys = batch.map(keyOf).filter(key => key !== undefined)
          expect(new Set(keys).size).toBe(keys.length)
        }
        // Without a key there is no order between items that were judged again and items that were not; a key keeps its own.
        for (const [key, list] of Map.groupBy(answered, keyOf))
          if (key !== undefined) expect(list).toEqual(list.toSorted((a, b) => a.n - b.n))
      }),
      { numRuns: 300 },
    )
  })

  test('without keys and repeats they are answered in the order they came', async () => {
    const seen: number[] = []
    const batcher = createBatcher<number, number>({
      batchMax: 7,
      waitingMax: 1_000,
      keyOf: () => undefined,
      run: async batch => {
        seen.push(...batch)
        return batch
      },
    })
    const numbers = Array.from({ length: 100 }, (_, n) => n)
    expect(await Promise.all(numbers.map(n => batcher.submit(n)))).toEqual(numbers)
    expect(seen).toEqual(numbers)
  })

  test('one more than may wait is told to come back, and a place that is free again is given', async () => {
    const gate = Promise.withResolvers<void>()
    const batcher = createBatcher<number, number>({
      batchMax: 2,
      waitingMax: 3,
      keyOf: () => undefined,
      run: async batch => {
        await gate.promise
        return batch
      },
    })
    const first = [0, 1].map(n => batcher.submit(n))
    await Promise.resolve()
    await Promise.resolve()
    const waiting = [2, 3, 4].map(n => batcher.submit(n))
    await expect(batcher.submit(5)).rejects.toMatchObject({ code: 'OVERLOADED', retryAfterSeconds: 1 })
    gate.resolve()
    expect(await Promise.all([...first, ...waiting])).toEqual([0, 1, 2, 3, 4])
    expect(await batcher.submit(6)).toBe(6)
  })

  test('an item that cannot be written fails alone: its neighbours are written once and know it', async () => {
    const written: number[] = []
    const batcher = createBatcher<number, number>({
      batchMax: 8,
      waitingMax: 8,
      keyOf: () => undefined,
      run: items =>
        bisected(items, async batch => {
          if (batch.includes(5)) throw new Error('5 has no place')
          if (batch.length === 1 && batch[0] === 4) throw new Problem('OUTCOME_UNKNOWN')
          written.push(...batch)
          return batch
        }),
    })
    const outcomes = await Promise.allSettled([0, 1, 2, 3, 4, 5, 6, 7].map(n => batcher.submit(n)))
    expect(
      outcomes.map(outcome =>
        outcome.status === 'fulfilled' ? outcome.value : outcome.reason instanceof Problem ? outcome.reason.code : String(outcome.reason),
      ),
    ).toEqual([0, 1, 2, 3, 'OUTCOME_UNKNOWN', 'Error: 5 has no place', 6, 7])
    expect(written.toSorted((a, b) => a - b)).toEqual([0, 1, 2, 3, 6, 7])
  })

  test('a failed transaction fails its own batch alone; stopping answers everything that was taken', async () => {
    const batcher = createBatcher<number, number>({
      batchMax: 2,
      waitingMax: 10,
      keyOf: () => undefined,
      run: async batch => {
        if (batch.includes(0)) throw new Error('broken')
        return batch
      },
    })
    const results = [0, 1, 2, 3].map(n => batcher.submit(n))
    const stopped = batcher.stop()
    await expect(batcher.submit(4)).rejects.toBeInstanceOf(Problem)
    await stopped
    expect((await Promise.allSettled(results)).map(({ status }) => status)).toEqual(['rejected', 'rejected', 'fulfilled', 'fulfilled'])
  })
})
