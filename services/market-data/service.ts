import type { Feed } from '#contracts/routes/market'
import { feedWanted } from '#contracts/topics/market'
import { defineService, type Service } from '#platform/service'
import { migrationsIn } from '#platform/sql'
import { createFeed, openSource, type RunningFeed } from './feed.ts'
import { readFeedUrl } from './feed-url.ts'
import { openInstruments } from './instruments.ts'
import { manifest } from './manifest.ts'

/** The feed of one symbol, as status pages show it. */
export type FeedStatus = { readonly symbol: string } & Feed
export interface MarketData {
  readonly service: Service
  /** Every symbol the running feed carries; empty before the service has started. */
  feedStates(): readonly FeedStatus[]
  /** A sentence about the choice of the feed, where there is something to say. */
  feedNote(): string | null
}

/** The service with what `/status` asks of it. */
export function createMarketData(): MarketData {
  let running: { readonly feed: RunningFeed; readonly symbols: readonly string[]; readonly note: string | null } | undefined
  const service = defineService(manifest, migrationsIn(new URL('./migrations/', import.meta.url)), async context => {
    const plan = readFeedUrl(context.settings['feed'] ?? 'auto:')
    const source = await openSource(plan)
    const instruments = await openInstruments(context, source.symbols)
    const feed = createFeed(context, source, {
      instruments,
      keeper: { begin: async () => undefined, add: () => undefined, hasRoom: () => true },
      lastPrices: async () => new Map(),
      onState: () => undefined,
    })
    running = { feed, symbols: [...source.symbols.keys()], note: plan.note }
    const stopped = new AbortController()
    let playing: Promise<void> = Promise.resolve()
    return {
      routes: {},
      consumers: {},
      jobs: {},
      ready: async () => {
        context.hear(feedWanted, ({ symbol, session, at_least }) => feed.sessionOf(symbol)?.publisher.want({ session, atLeast: at_least }))
        await new Promise<void>((joined, failed) => {
          playing = feed.run(stopped.signal, joined).catch((error: unknown) => {
            failed(error)
            context.fail(error)
          })
        })
      },
      stop: async () => {
        stopped.abort()
        await playing
      },
    }
  })
  return {
    service,
    feedStates: () => running?.symbols.map(symbol => ({ symbol, ...running!.feed.describe(symbol) })) ?? [],
    feedNote: () => running?.note ?? null,
  }
}

export const marketData: Service = createMarketData().service
