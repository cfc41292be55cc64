import { expect, test } from 'vitest'
import type { Clock, Log } from '#platform/service'
import { until } from '#testing/until'
import type { AccountReads } from './account-events.ts'
import { limits } from './limits.ts'
import { OrderFeed } from './order-feed.ts'

const text = JSON.stringify({ about: 'x'.repeat(700) })

/** An account with `head` events, of which the first `gone` are too old to be there. */
function readsOf(head: () => number, gone = 0): AccountReads {
  return {
    state: async () => ({ seq: head(), text: '[]' }),
    events: async (_, after, limit = limits.eventsPerRead) => {
      const first = Math.max(after, gone) + 1
      const count = Math.max(0, Math.min(limit, head() - first + 1))
      return Array.from({ length: count }, (_, index) => ({ seq: first + index, at: 0, kind: 'orders' as const, text }))
    },
  }
}
function readerAndFeed(reads: AccountReads): {
  readonly feed: OrderFeed
  readonly outlet: { readonly isReady: () => boolean; readonly send: (frame: string | Buffer) => void }
  readonly seqs: (readonly [type: string, seq: number])[]
  readonly unsentMost: () => number
} {
  let [unsent, most] = [0, 0]
  const seqs: (readonly [string, number])[] = []
  const clock = {
    now: () => 0,
    sleep: async () => void (unsent = Math.max(0, unsent - 100_000)), // the network takes something while we wait
  } as unknown as Clock
  const outlet = {
    isReady: () => unsent <= limits.slowBytes,
    send(frame: string | Buffer) {
      const { type, seq } = JSON.parse(String(frame)) as { type: string; seq: number }
      seqs.push([type, seq])
      unsent += frame.length
      most = Math.max(most, unsent)
    },
  }
  return { feed: new OrderFeed(reads, { clock, log: {} as Log }), outlet, seqs, unsentMost: () => most }
}

test('who comes back after ten thousand events gets them all at the pace it reads, and is not dropped for being slow', async () => {
  const { feed, outlet, seqs, unsentMost } = readerAndFeed(readsOf(() => 10_000))
  await feed.join('a', { channel: 'user:orders', kind: 'orders', outlet, last: null, scanned: 0 }, 1)
  await until('all events', () => seqs.length === 9_999)
  expect(seqs.every(([type, seq], index) => type === 'update' && seq === index + 2)).toBe(true)
  expect(unsentMost()).toBeLessThan(limits.stuckBytes / 2)
})

test('who wants events that are gone begins anew', async () => {
  const { feed, outlet, seqs } = readerAndFeed(readsOf(() => 100, 50))
  await feed.join('a', { channel: 'user:orders', kind: 'orders', outlet, last: null, scanned: 0 }, 20)
  expect(seqs).toEqual([['snapshot', 100]])
})

test('what is committed while a snapshot is read comes after it', async () => {
  let head = 7
  const { feed, outlet, seqs } = readerAndFeed(readsOf(() => head))
  const joined = feed.join('a', { channel: 'user:orders', kind: 'orders', outlet, last: null, scanned: 0 }, undefined)
  await Promise.resolve()
  head = 9
  feed.wake('a')
  await joined
  await until('the events after it', () => seqs.at(-1)?.[1] === 9)
  expect(seqs.map(([, seq]) => seq)).toEqual(seqs[0]![1] === 9 ? [9] : [7, 8, 9])
})
