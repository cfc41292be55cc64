/** The one sentence about a platform. */
import type { Status } from '#contracts/routes/system'

export type Overall = 'good' | 'starting' | 'late' | 'noFeed' | 'failed' | 'broken'

/** What matters most comes first: money, then what is out, then what is late. */
export function overallOf({ services, feed, books }: Status): Overall {
  if (books.state === 'broken') return 'broken'
  if (services.some(({ state }) => state === 'failed')) return 'failed'
  if (services.some(({ state }) => state === 'starting')) return 'starting'
  if (feed.length === 0) return 'noFeed'
  return feed.every(({ state }) => state === 'live') ? 'good' : 'late'
}
