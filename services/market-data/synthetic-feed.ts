/** Plays the invented markets against the wall clock, 100 ms at a time. */
import type { Clock } from '#platform/service'
import { parseLine } from './frames.ts'
import type { Pass } from './session.ts'
import { createSyntheticMarket, type SyntheticMarket, type SyntheticOptions } from './synthetic.ts'

/** Price, scales and usual size of each symbol: BTCUSDT at 96,000.00 with 0.40000 at the touch. */
const markets: readonly Omit<SyntheticOptions, 'seed'>[] = [
  { symbol: 'BTCUSDT', price: 9_600_000, priceScale: 2, quantityScale: 5, touchLots: 40_000 },
  { symbol: 'ETHUSDT', price: 340_000, priceScale: 2, quantityScale: 4, touchLots: 50_000 },
  { symbol: 'SOLUSDT', price: 19_000, priceScale: 2, quantityScale: 3, touchLots: 60_000 },
  { symbol: 'BNBUSDT', price: 88_000, priceScale: 2, quantityScale: 3, touchLots: 8_000 },
  { symbol: 'XRPUSDT', price: 22_000, priceScale: 4, quantityScale: 1, touchLots: 40_000 },
]
const stepMs = 100
/** Below this a market would run into zero; it begins at its own price instead. */
const priceMin = 5_000

export const syntheticSymbols: readonly string[] = markets.map(({ symbol }) => symbol)

/** The markets of a session; each goes on at the last stored price of its symbol, where there is one. */
export function openMarkets(seed: number, lastPrices: ReadonlyMap<string, bigint>): Map<string, SyntheticMarket> {
  return new Map(
    markets.map(market => {
      const last = Number(lastPrices.get(market.symbol) ?? 0n)
      return [market.symbol, createSyntheticMarket({ ...market, seed, price: last > priceMin ? last : market.price })]
    }),
  )
}

/** Runs until `signal` is aborted. */
export async function playSynthetic(
  pass: Pass,
  made: ReadonlyMap<string, SyntheticMarket>,
  clock: Clock,
  signal: AbortSignal,
): Promise<void> {
  const take = (linesOf: (market: SyntheticMarket, now: number) => string[]): void => {
    const now = clock.now()
    for (const [symbol, market] of made) {
      for (const line of linesOf(market, now)) {
        const event = parseLine(line)
        if (event.kind !== 'rejected') pass.connection.accept(symbol, event)
      }
    }
    pass.lines += 1
  }
  take((market, now) => market.open(now))
  let dueMs = clock.monotonic()
  while (!signal.aborted) {
    // After a pause of the machine the market goes on from now instead of hurrying through what it missed.
    dueMs = Math.max(dueMs + stepMs, clock.monotonic() - stepMs)
    await clock.sleep(Math.max(0, dueMs - clock.monotonic()), signal)
    if (!signal.aborted) take((market, now) => market.step(now))
  }
}
