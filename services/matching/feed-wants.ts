import { feedWanted } from '#contracts/topics/market'
import type { Context } from '#platform/service'
import type { MatchingManifest } from './manifest.ts'
import type { Position } from './matching-store.ts'

const everyMs = 500

/** Asks market-data for snapshots of feeds that do not join, each symbol at most twice a second. */
export class FeedWants {
  readonly #context: Context<MatchingManifest>
  readonly #positionOf: (symbol: string) => Position | undefined
  readonly #askedAt = new Map<string, number>()

  constructor(context: Context<MatchingManifest>, positionOf: (symbol: string) => Position | undefined) {
    this.#context = context
    this.#positionOf = positionOf
  }

  /** Asks for a snapshot after the symbol's position. */
  ask(symbol: string): void {
    const now = this.#context.clock.monotonic()
    if (now - (this.#askedAt.get(symbol) ?? -everyMs) < everyMs) return
    this.#askedAt.set(symbol, now)
    const position = this.#positionOf(symbol)
    this.#context.publish(feedWanted, { symbol, session: position?.session ?? 0, at_least: position === undefined ? 0 : position.n + 1 })
  }

  /** Whoever asks next is heard at once. */
  clear(): void {
    this.#askedAt.clear()
  }
}
