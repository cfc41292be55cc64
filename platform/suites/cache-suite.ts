/** What every cache promises. Time is the suite's: `open` gets the clock to live by. */
import { expect, test } from 'vitest'
import { systemClock } from '#platform/adapters/system'
import type { Cache, Clock } from '#platform/ports'

export interface MovableClock extends Clock {
  move(byMs: number): void
}
/** A clock whose durations move by hand. */
export function movableClock(): MovableClock {
  let at = 0
  return { ...systemClock, monotonic: () => at, move: byMs => void (at += byMs) }
}

export function cacheSuite(open: (clock: Clock) => Cache): void {
  test('a value is there until its life ends, and not a moment longer', async () => {
    const clock = movableClock()
    const cache = open(clock)
    await cache.set('a', 'one', 1_000)
    clock.move(999)
    expect(await cache.get('a')).toBe('one')
    clock.move(1)
    expect(await cache.get('a')).toBeUndefined()
  })

  test('a later value replaces the earlier one and has a life of its own', async () => {
    const clock = movableClock()
    const cache = open(clock)
    await cache.set('a', 'one', 1_000)
    clock.move(900)
    await cache.set('a', 'two', 1_000)
    clock.move(900)
    expect(await cache.get('a')).toBe('two')
  })

  test('a deleted value is gone, an unknown one was never there, keys are exact', async () => {
    const cache = open(movableClock())
    await cache.set('a', '', 1_000)
    await cache.set('A', 'other', 1_000)
    expect(await cache.get('a')).toBe('')
    await cache.delete('a')
    await cache.delete('never')
    expect([await cache.get('a'), await cache.get('A'), await cache.get('__proto__')]).toEqual([undefined, 'other', undefined])
  })
}
