/** The running feed: which symbols it carries, its present pass, and what of it is published. */
import type { Feed } from '#contracts/routes/market'
import { marketDataUpdate } from '#contracts/topics/market'
import type { Context } from '#platform/service'
import type { FeedPlan } from './feed-url.ts'
import { findListed, type Instruments } from './instruments.ts'
import type { MarketDataManifest } from './manifest.ts'
import * as store from './market-data-store.ts'
import type { FeedState, Print } from './normalise.ts'
import { openRecording, type Recording, type Scales } from './recording.ts'
import { playRecording } from './replay-feed.ts'
import { type FeedSourceName, openPass, type Pass, type SymbolSession } from './session.ts'
import { openMarkets, playSynthetic, syntheticSymbols } from './synthetic-feed.ts'

export const flushMs = 10
const roomPollMs = 20
const minuteMs = 60_000

/** What the feed will carry, known before any symbol has rules. */
export interface FeedSource {
  readonly plan: FeedPlan
  readonly name: FeedSourceName
  readonly key: string
  readonly recording: Recording | undefined
  /** Symbols with the scales a recording shows; undefined where the catalogue knows better. */
  readonly symbols: ReadonlyMap<string, Scales | undefined>
}

/** @throws StartRefused where a recording is missing or is none */
export async function openSource(plan: FeedPlan): Promise<FeedSource> {
  if (plan.kind === 'synthetic') {
    return {
      plan,
      name: 'synthetic',
      key: `synthetic:${plan.seed}`,
      recording: undefined,
      symbols: new Map(syntheticSymbols.map(symbol => [symbol, undefined])),
    }
  }
  const recording = await openRecording(plan.paths)
  return {
    plan,
    name: 'replay',
    key: recording.key,
    recording,
    symbols: new Map(recording.lanes.map(({ symbol, scales }) => [symbol, scales])),
  }
}

/** What keeps the prints and positions of a feed. */
export interface Keeper {
  /** A pass begins or goes on: what was stored of its sessions is read. */
  begin(pass: Pass): Promise<void>
  add(symbol: string, print: Print): void
  hasRoom(): boolean
}
export interface RunningFeed {
  pass(): Pass | undefined
  sessionOf(symbol: string): SymbolSession | undefined
  /** State of the feed for a symbol; a symbol it does not carry is offline. */
  describe(symbol: string): Feed
  /** Plays until stopped or finished. `onJoined` is called once a book is there, or the feed is over. */
  run(signal: AbortSignal, onJoined: () => void): Promise<void>
}

export function createFeed(
  context: Context<MarketDataManifest>,
  source: FeedSource,
  { instruments, keeper, lastPrices, onState }: FeedParts,
): RunningFeed {
  const { clock, log } = context
  let current: Pass | undefined
  const symbols = [...source.symbols.keys()]

  async function latest(): Promise<store.SessionRow[]> {
    return await context.sql.query<store.SessionRow>(store.latestSessions(source.name, symbols))
  }
  function open(numbers: ReadonlyMap<string, number>, shiftMs: number): Pass {
    return openPass({
      source: source.name,
      shiftMs,
      numbers,
      instrumentOf: symbol => findListed(instruments, symbol).instrument,
      now: clock.now,
      publish: batch => context.publish(marketDataUpdate, batch),
      onPrint: (symbol, print) => keeper.add(symbol, print),
      onState,
    })
  }
  async function openNew(firstAt: number): Promise<Pass> {
    const before = Math.max(0, ...(await latest()).map(row => Number(row.market_time)))
    const shiftMs = before < firstAt ? 0 : Math.ceil((before + 1 - firstAt) / minuteMs) * minuteMs
    const rows = await context.write(tx =>
      store.openSessions(tx, { source: source.name, feedKey: source.key, symbols, shiftMs, at: clock.now() }),
    )
    return open(new Map(rows.map(({ symbol, session }) => [symbol, session])), shiftMs)
  }
  /** The stored pass of this very feed, if it is the newest of its symbols. */
  async function openStored(): Promise<{ pass: Pass; rows: store.SessionRow[] } | undefined> {
    const rows = await latest()
    const [first] = rows
    if (first === undefined || rows.length !== symbols.length) return undefined
    const isOnePass = rows.every(row => row.feed_key === source.key && row.lines === first.lines && row.shift_ms === first.shift_ms)
    return isOnePass
      ? { pass: open(new Map(rows.map(({ symbol, session }) => [symbol, session])), Number(first.shift_ms)), rows }
      : undefined
  }

  async function replay(recording: Recording, signal: AbortSignal, onJoined: () => void): Promise<void> {
    const { plan } = source
    if (plan.kind !== 'replay') return
    let stored = await openStored()
    if (plan.loop && stored?.rows.every(row => row.done)) stored = undefined
    while (!signal.aborted) {
      const pass = stored?.pass ?? (await openNew(recording.firstAt))
      const rows = stored?.rows ?? []
      stored = undefined
      await keeper.begin(pass)
      current = pass
      // A finished pass is taken up as a whole, so that nobody sees it live for a moment.
      const skip = rows.some(row => row.done) ? Number.MAX_SAFE_INTEGER : Number(rows[0]?.lines ?? 0n)
      const caughtUp = (): void => {
        for (const row of rows) takeUp(pass.sessions.get(row.symbol)!, Number(row.n))
      }
      const hasRoom = async (): Promise<void> => {
        while (!keeper.hasRoom() && !signal.aborted) await clock.sleep(roomPollMs, signal)
      }
      const onDamage = (error: unknown): void =>
        log.error({ error: String(error) }, 'the recording is damaged; it ends where it can no longer be read')
      const rejected = await playRecording(pass, { recording, speed: plan.speed, clock, signal, hasRoom, onDamage }, skip, caughtUp)
      if (rejected.size > 0) log.warn({ rejected: Object.fromEntries(rejected) }, 'lines of the recording could not be used')
      if (!plan.loop || pass.lines === 0) break
    }
    onJoined()
  }
  /** An earlier run told the frames up to `n`: readers get the book as it is, then what follows. */
  function takeUp({ symbol, session, normaliser, publisher }: SymbolSession, n: number): void {
    const reached = normaliser.position().n
    if (reached > n || reached < n - 1) log.warn({ symbol, session, stored: n, reached }, 'the recording is not the one that was stored')
    publisher.skipTo(reached)
    publisher.want({ session: 0, atLeast: 0 })
    onState(symbol, normaliser.state())
  }

  return {
    pass: () => current,
    sessionOf: symbol => current?.sessions.get(symbol),
    describe(symbol) {
      const session = current?.sessions.get(symbol)
      if (session === undefined) return { source: source.name, state: source.symbols.has(symbol) ? 'resyncing' : 'offline', age_ms: null }
      const ageMs = session.lastFrameAt === undefined ? null : Math.max(0, Math.round(clock.now() - session.lastFrameAt))
      return { source: source.name, state: session.normaliser.state(), age_ms: ageMs }
    },
    async run(signal, onJoined) {
      const flusher = clock.every(flushMs, () => {
        current?.flush()
        if (current !== undefined && [...current.sessions.values()].some(({ normaliser }) => normaliser.position().n > 0)) onJoined()
      })
      try {
        if (source.recording !== undefined) return await replay(source.recording, signal, onJoined)
        const pass = await openNew(clock.now())
        await keeper.begin(pass)
        current = pass
        const seed = source.plan.kind === 'synthetic' ? source.plan.seed : 0
        await playSynthetic(pass, openMarkets(seed, await lastPrices()), clock, signal)
      } finally {
        flusher[Symbol.dispose]()
        current?.flush()
      }
    },
  }
}

export interface FeedParts {
  readonly instruments: Instruments
  readonly keeper: Keeper
  /** Last stored price of each symbol of this source, at its price scale. */
  readonly lastPrices: () => Promise<ReadonlyMap<string, bigint>>
  readonly onState: (symbol: string, state: FeedState) => void
}
