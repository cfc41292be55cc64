/** Keeps the feed's prints, candles and positions: all of a second in one transaction, so that a replay goes on exactly there. */
import type { Interval } from '#contracts/routes/market'
import type { Candle } from '#core/candles'
import type { Context, Sql } from '#platform/service'
import { isConnectionLost } from '#platform/sql'
import { findListed, type Instruments } from './instruments.ts'
import type { MarketDataManifest } from './manifest.ts'
import * as store from './market-data-store.ts'
import type { Print } from './normalise.ts'
import type { FeedSourceName, Pass, SymbolSession } from './session.ts'
import { intervals, type StoredTape, Tape } from './tape.ts'

export const savePeriodMs = 1_000
/** More prints than this wait for the database; then the feed waits too. */
const unsavedMax = 20_000
const saveAgainMs = 200
/** One-minute candles of a day. */
const dayMinutes = 1_440

export interface Keeper {
  /** A pass begins or goes on, and what was stored of it is read. What was before it has been settled. */
  begin(pass: Pass): Promise<void>
  add(symbol: string, print: Print): void
  hasRoom(): boolean
  tapeOf(symbol: string): Tape | undefined
  /** Saves what there is; a database that is away is tried again with the next call. */
  save(): Promise<void>
  /** Saves everything, trying until it is done or the signal is aborted. */
  settle(signal: AbortSignal): Promise<void>
  /** The last stored price of each symbol. */
  lastPrices(): Promise<ReadonlyMap<string, bigint>>
}

interface Unsaved {
  readonly at: number
  readonly places: readonly store.SessionPlace[]
  readonly trades: readonly store.NewTrade[]
  readonly candles: readonly store.NewCandle[]
}

export function createKeeper(context: Context<MarketDataManifest>, { source, symbols, instruments }: KeeperParts): Keeper {
  const { clock, sql } = context
  const tapes = new Map(symbols.map(symbol => [symbol, new Tape(findListed(instruments, symbol).instrument)]))
  let pass: Pass | undefined
  let savedPlace = ''
  /** What a failed save was about: it is repeated as it was, so that a commit nobody heard of does no harm. */
  let held: Unsaved | undefined
  let saving: Promise<void> = Promise.resolve()

  function takeNews(): Unsaved | undefined {
    const place = `${pass?.lines} ${pass?.isDone}`
    if (pass === undefined || !pass.isNews || place === savedPlace) return undefined
    savedPlace = place
    return takeUnsaved(pass, { source, tapes, at: clock.now() })
  }
  async function saveOnce(): Promise<void> {
    held ??= takeNews()
    if (held === undefined) return
    const { at, places, trades, candles } = held
    try {
      await context.write(async tx => {
        await store.moveSessions(tx, places)
        await store.saveTrades(tx, trades, { feed: source, at })
        await store.saveCandles(tx, source, candles)
      })
      held = undefined
      for (const tape of tapes.values()) tape.stored()
    } catch (error) {
      if (!isConnectionLost(error)) throw error
      context.log.warn({ error: String(error), trades: trades.length }, 'market trades and candles could not be stored yet')
    }
  }
  function save(): Promise<void> {
    saving = saving.then(saveOnce)
    return saving
  }
  async function settle(signal: AbortSignal): Promise<void> {
    await save()
    while (held !== undefined && !signal.aborted) {
      await clock.sleep(saveAgainMs, signal)
      await save()
    }
    await save()
  }
  return {
    save,
    settle,
    tapeOf: symbol => tapes.get(symbol),
    add: (symbol, print) => tapes.get(symbol)?.add(print),
    hasRoom: () => [...tapes.values()].reduce((sum, tape) => sum + tape.unsavedCount(), 0) < unsavedMax,
    async begin(next) {
      for (const session of next.sessions.values()) tapes.get(session.symbol)!.begin(await readTape(sql, source, session))
      pass = next
      savedPlace = ''
    },
    async lastPrices() {
      return new Map([...tapes].flatMap(([symbol, tape]) => (tape.lastPrice() === undefined ? [] : [[symbol, tape.lastPrice()!]])))
    },
  }
}

/** Everything new of a pass, taken between two events. */
function takeUnsaved(
  pass: Pass,
  { source, tapes, at }: { readonly source: FeedSourceName; readonly tapes: ReadonlyMap<string, Tape>; readonly at: number },
): Unsaved {
  const places: store.SessionPlace[] = []
  const trades: store.NewTrade[] = []
  const candles: store.NewCandle[] = []
  for (const { symbol, session, normaliser } of pass.sessions.values()) {
    places.push({ session, ...normaliser.position(), lines: pass.lines, done: pass.isDone })
    const unsaved = tapes.get(symbol)!.takeUnsaved()
    for (const print of unsaved.trades) trades.push({ ...print, symbol, source, session })
    for (const { interval, own } of unsaved.candles) candles.push({ symbol, session, interval, candle: own })
  }
  return { at, places, trades, candles }
}

/** What is stored of a symbol when its session begins or goes on. */
async function readTape(sql: Sql, source: FeedSourceName, { symbol, session }: SymbolSession): Promise<StoredTape> {
  const own = await sql.query<store.CandleRow & { interval: Interval }>(store.sessionCandles(session, symbol, source))
  const earlier = new Map<Interval, Candle>()
  for (const interval of intervals) {
    const [row] = await sql.query<store.CandleRow>(
      store.listCandles({ symbol, source, interval, limit: 1, newest: true, exceptSession: session }),
    )
    if (row !== undefined) earlier.set(interval, store.toCandle(row))
  }
  const minutes = await sql.query<store.CandleRow>(store.listCandles({ symbol, source, interval: '1m', limit: dayMinutes, newest: true }))
  return { own: new Map(own.map(row => [row.interval, store.toCandle(row)])), earlier, minutes: minutes.map(store.toCandle).toReversed() }
}

/** What a keeper keeps. */
export interface KeeperParts {
  readonly source: FeedSourceName
  readonly symbols: readonly string[]
  readonly instruments: Instruments
}
