import { describe, expect, test } from 'vitest'
import { cacheSuite, movableClock } from '../../suites/cache-suite.ts'
import { createMemoryCache } from './index.ts'

const entriesMax = 50_000

describe('the cache of one process', () => {
  cacheSuite(createMemoryCache)

  test('when it is full the oldest entry goes; one that was set again is not the oldest', async () => {
    const cache = createMemoryCache(movableClock())
    for (let n = 0; n < entriesMax; n++) await cache.set(`key ${n}`, String(n), 1_000)
    await cache.set('key 0', 'again', 1_000)
    await cache.set('one more', 'x', 1_000)
    expect([await cache.get('key 0'), await cache.get('key 1'), await cache.get('key 2')]).toEqual(['again', undefined, '2'])
  })
})
