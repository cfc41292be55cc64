/** Asks again for what is the user's own after it changed, at a pace: a program may change it a hundred times a second. */
import type { QueryClient } from '@tanstack/react-query'

/** What the keys of answers about the user's own begin with, after `mine`. */
export type About = 'orders' | 'order-events' | 'transactions' | 'positions' | 'performance' | 'fills'

/** Between two questions about one thing; a question that takes longer is waited for as long again. */
const pauseMsMin = 400

/**
 * Told what changed, it asks for that at once, and once more after the last change. A question that is on its way is
 * not sent again before it was answered: whoever restarts it at each change would never see the answer.
 */
export function createRefresher(cache: QueryClient): (changed: readonly About[]) => void {
  const waiting = new Map<About, 'asked' | 'again'>()
  async function ask(about: About): Promise<void> {
    const queryKey = ['mine', about]
    const since = performance.now()
    // What is on its way already may have been read before the change.
    waiting.set(about, cache.isFetching({ queryKey }) > 0 ? 'again' : 'asked')
    await cache.invalidateQueries({ queryKey }, { cancelRefetch: false })
    await new Promise(done => setTimeout(done, Math.max(pauseMsMin, performance.now() - since)))
    if (waiting.get(about) === 'again') return await ask(about)
    waiting.delete(about)
  }
  return changed => {
    for (const about of changed) {
      if (waiting.has(about)) waiting.set(about, 'again')
      else void ask(about)
    }
  }
}
