/** Which session a feed begins or takes up. */
import { marketDataUpdate } from '#contracts/topics/market'
import type { Context } from '#platform/service'
import type { FeedSource } from './feed.ts'
import { findListed, type Instruments } from './instruments.ts'
import type { Keeper } from './keeper.ts'
import type { MarketDataManifest } from './manifest.ts'
import * as store from './market-data-store.ts'
import { openPass, type Pass } from './session.ts'

const minuteMs = 60_000

/** A pass with the rows it was stored as; a new one has none. */
export interface OpenedPass {
  readonly pass: Pass
  readonly rows: readonly store.SessionRow[]
}
export interface Passes {
  /** A new session of every symbol, later in market time than all before it of this source. */
  openNew(firstAt: number): Promise<OpenedPass>
  /** The stored pass of this very feed, if it is the newest of its symbols. */
  openStored(): Promise<OpenedPass | undefined>
}

/** What passes need besides the service's context. */
export interface PassParts {
  readonly instruments: Instruments
  readonly keeper: Keeper
}

export function createPasses(context: Context<MarketDataManifest>, source: FeedSource, { instruments, keeper }: PassParts): Passes {
  const { clock } = context
  const symbols = [...source.symbols.keys()]

  async function latest(): Promise<store.SessionRow[]> {
    return await context.sql.query<store.SessionRow>(store.latestSessions(source.name, symbols))
  }
  function open(rows: readonly { readonly symbol: string; readonly session: number }[], shiftMs: number): Pass {
    return openPass({
      source: source.name,
      shiftMs,
      numbers: new Map(rows.map(({ symbol, session }) => [symbol, session])),
      instrumentOf: symbol => findListed(instruments, symbol).instrument,
      now: clock.now,
      publish: batch => context.publish(marketDataUpdate, batch),
      onPrint: (symbol, print) => keeper.add(symbol, print),
    })
  }
  return {
    async openNew(firstAt) {
      await keeper.settle(new AbortController().signal)
      const before = Math.max(0, ...(await latest()).map(row => Number(row.market_time)))
      const shiftMs = before < firstAt ? 0 : Math.ceil((before + 1 - firstAt) / minuteMs) * minuteMs
      const wanted = { source: source.name, feedKey: source.key, symbols, shiftMs, at: clock.now() }
      return { pass: open(await context.write(tx => store.openSessions(tx, wanted)), shiftMs), rows: [] }
    },
    async openStored() {
      const rows = await latest()
      const [first] = rows
      if (first === undefined || rows.length !== symbols.length) return undefined
      const isOnePass = rows.every(row => row.feed_key === source.key && row.lines === first.lines && row.shift_ms === first.shift_ms)
      return isOnePass ? { pass: open(rows, Number(first.shift_ms)), rows } : undefined
    },
  }
}
