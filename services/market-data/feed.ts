/** The running feed: which symbols it carries, its present pass, and what of it is published. */
import type { Feed } from '#contracts/routes/market'
import type { Context } from '#platform/service'
import type { FeedPlan } from './feed-url.ts'
import type { Keeper } from './keeper.ts'
import type { MarketDataManifest } from './manifest.ts'
import { createPasses, type OpenedPass, type PassParts, type Passes } from './passes.ts'
import type { WantedPosition } from './publisher.ts'
import { openRecording, type Recording, type Scales } from './recording.ts'
import { playRecording } from './replay-feed.ts'
import type { FeedSourceName, Pass, SymbolSession } from './session.ts'
import { openMarkets, playSynthetic, syntheticSymbols } from './synthetic-feed.ts'

/** Frames wait this long for others of their symbol. */
const flushMs = 10
const roomPollMs = 20
/** Keeps the seeds of one feed's sessions apart from those of its neighbours. */
const sessionSeeds = 7_919

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
    const symbols = new Map(syntheticSymbols.map(symbol => [symbol, undefined]))
    return { plan, name: 'synthetic', key: `synthetic:${plan.seed}`, recording: undefined, symbols }
  }
  const recording = await openRecording(plan.paths)
  const symbols = new Map(recording.lanes.map(({ symbol, scales }) => [symbol, scales]))
  return { plan, name: 'replay', key: recording.key, recording, symbols }
}

/** The feed of this process. */
export interface RunningFeed {
  sessionOf(symbol: string): SymbolSession | undefined
  /** State of the feed for a symbol; a symbol it does not carry is offline. */
  describe(symbol: string): Feed
  /** A reader wants the whole book of a symbol; one that comes after the feed has ended gets it as it was then. */
  want(symbol: string, position: WantedPosition): void
  /** Plays until stopped or finished. `onJoined` is called once a book is there, or the feed is over. */
  run(signal: AbortSignal, onJoined: () => void): Promise<void>
}

export function createFeed(context: Context<MarketDataManifest>, source: FeedSource, parts: PassParts): RunningFeed {
  const { clock } = context
  const passes = createPasses(context, source, parts)
  let current: Pass | undefined
  const begin = async (pass: Pass): Promise<void> => {
    await parts.keeper.begin(pass)
    current = pass
  }
  return {
    sessionOf: symbol => current?.sessions.get(symbol),
    describe(symbol) {
      const session = current?.sessions.get(symbol)
      if (session === undefined) return { source: source.name, state: source.symbols.has(symbol) ? 'resyncing' : 'offline', age_ms: null }
      const ageMs = session.lastFrameAt === undefined ? null : Math.max(0, Math.round(clock.now() - session.lastFrameAt))
      return { source: source.name, state: session.normaliser.state(), age_ms: ageMs }
    },
    want(symbol, position) {
      const publisher = current?.sessions.get(symbol)?.publisher
      publisher?.want(position)
      if (current?.isDone === true) publisher?.flush() // nobody else will
    },
    async run(signal, onJoined) {
      const flusher = clock.every(flushMs, () => {
        current?.flush()
        if (current !== undefined && hasBook(current)) onJoined()
      })
      try {
        const running = { context, source, passes, keeper: parts.keeper, begin, signal }
        await (source.recording === undefined ? invent(running) : replay(running, source.recording))
        onJoined()
      } finally {
        flusher[Symbol.dispose]()
      }
    },
  }
}

interface Running {
  readonly context: Context<MarketDataManifest>
  readonly source: FeedSource
  readonly passes: Passes
  readonly keeper: Keeper
  readonly begin: (pass: Pass) => Promise<void>
  readonly signal: AbortSignal
}

async function invent({ context, source: { plan }, passes, keeper, begin, signal }: Running): Promise<void> {
  const { pass } = await passes.openNew(context.clock.now())
  await begin(pass)
  const seed = plan.kind === 'synthetic' ? plan.seed : 0
  // Every session is another stretch of the same market, not its beginning again.
  const first = Math.min(...[...pass.sessions.values()].map(({ session }) => session))
  await playSynthetic(pass, openMarkets(seed + first * sessionSeeds, await keeper.lastPrices()), context.clock, signal)
  pass.flush()
}

async function replay({ context, source: { plan }, passes, keeper, begin, signal }: Running, recording: Recording): Promise<void> {
  const { clock, log } = context
  const [speed, isLoop] = plan.kind === 'replay' ? [plan.speed, plan.loop] : [1, false]
  const hasRoom = async (): Promise<void> => {
    while (!keeper.hasRoom() && !signal.aborted) await clock.sleep(roomPollMs, signal)
  }
  const onDamage = (error: unknown): void =>
    log.error({ error: String(error) }, 'the recording is damaged; it ends where it can no longer be read')
  let stored = await passes.openStored()
  if (isLoop && stored?.rows.every(row => row.done)) stored = undefined
  while (!signal.aborted) {
    const { pass, rows }: OpenedPass = stored ?? (await passes.openNew(recording.firstAt))
    stored = undefined
    await begin(pass)
    // A finished pass is taken up as a whole, so that nobody sees it live for a moment.
    const skip = rows.some(row => row.done) ? Number.MAX_SAFE_INTEGER : Number(rows[0]?.lines ?? 0n)
    const rejected = await playRecording(pass, { recording, speed, clock, signal, hasRoom, onDamage }, skip, () => {
      for (const row of rows) takeUp(pass.sessions.get(row.symbol)!, Number(row.n), context)
    })
    if (rejected.size > 0) log.warn({ rejected: Object.fromEntries(rejected) }, 'lines of the recording could not be used')
    for (const { symbol, normaliser } of pass.sessions.values())
      if (normaliser.leftOut().size > 0)
        log.info({ symbol, left_out: Object.fromEntries(normaliser.leftOut()) }, 'events of the recording said nothing new')
    if (!isLoop || pass.lines === 0) return
  }
}

/** An earlier run told the frames up to `n`: readers get the book as it is, then what follows. */
function takeUp({ symbol, session, normaliser, publisher }: SymbolSession, n: number, { log }: Context<MarketDataManifest>): void {
  const reached = normaliser.position().n
  if (reached > n || reached < n - 1) log.warn({ symbol, session, stored: n, reached }, 'the recording is not the one that was stored')
  publisher.skipTo(reached)
  publisher.want({ session: 0, atLeast: 0 })
}

function hasBook({ sessions, isNews }: Pass): boolean {
  return isNews && [...sessions.values()].some(({ normaliser }) => normaliser.position().n > 0)
}
