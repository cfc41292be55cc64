import { reply } from '#contracts/kit'
import type { Feed } from '#contracts/routes/market'
import type { Status } from '#contracts/routes/system'
import { tickerUpdated } from '#contracts/topics/market'
import { defineService, type Service } from '#platform/service'
import { auditBooks } from './audit.ts'
import { manifest } from './manifest.ts'

/** The first check after the start, and the least pause between two. */
const pauseMsMin = 30_000
/** A check may take at most this share of the time: one that took a second is followed by a pause of 200. */
const pausePerDuration = 200

export const auditor: Service = defineService(manifest, [], async context => {
  const connection = context.connection('audit')
  const feeds = new Map<string, { readonly feed: Feed; readonly heardAt: number }>()
  let books: Status['books'] = { state: 'unknown', checked_at: null, violations: [] }
  let nextAt = context.clock.monotonic() + pauseMsMin
  context.hear(tickerUpdated, ({ symbol, feed }) => feeds.set(symbol, { feed, heardAt: context.clock.monotonic() }))

  async function audit(): Promise<void> {
    const startedAt = context.clock.monotonic()
    if (startedAt < nextAt) return
    const findings = await auditBooks(connection)
    const violations = findings.flatMap(({ id, broken }) => broken.map(name => `${id}: ${name}`))
    books = { state: violations.length === 0 ? 'balanced' : 'broken', checked_at: new Date(context.clock.now()).toISOString(), violations }
    if (violations.length > 0) context.log.error({ violations }, 'the books do not balance')
    nextAt = context.clock.monotonic() + Math.max(pauseMsMin, pausePerDuration * (context.clock.monotonic() - startedAt))
  }
  return {
    routes: {
      getStatus: async () => {
        const feed = [...feeds].map(
          ([
            symbol,
            {
              feed: { source, state, age_ms },
              heardAt,
            },
          ]) => {
            const age = age_ms === null ? null : Math.round(age_ms + context.clock.monotonic() - heardAt)
            return { symbol, source, state, age_ms: age }
          },
        )
        return reply(200, {
          version: context.settings['version'] ?? '',
          services: context.services().map(({ name, state }) => ({ name, state })),
          feed,
          feed_note: context.settings['feedNote'] ?? null,
          books,
        })
      },
    },
    consumers: {},
    jobs: { auditBooks: audit },
    ready: async () => undefined,
  }
})
