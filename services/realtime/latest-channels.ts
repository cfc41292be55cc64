import type { Candle, Ticker } from '#contracts/routes/market'
import { limits } from './limits.ts'
import type { MarketSource } from './market-hub.ts'

export interface TickerChannel extends MarketSource {
  learn(ticker: Ticker): void
}
export interface CandlesChannel extends MarketSource {
  learn(candle: Candle): void
}

/** The last ticker of a symbol; its sequence counts changes since this process started. */
export function createTickerChannel(): TickerChannel {
  let text: string | undefined
  let [seq, told] = [0, 0]
  return {
    isWatched: false,
    learn(ticker) {
      text = JSON.stringify(ticker)
      seq += 1
    },
    snapshot: () => (text === undefined ? undefined : { seq, data: text }),
    take() {
      if (seq === told || text === undefined) return undefined
      const prevSeq = told
      told = seq
      return { seq, prevSeq, data: text }
    },
  }
}

/** The forming candle of one symbol and interval and those closed since this process started, oldest first. */
export function createCandlesChannel(): CandlesChannel {
  const known = new Map<string, Candle>()
  const pending = new Map<string, Candle>()
  let [seq, told] = [0, 0]
  const source: CandlesChannel = {
    isWatched: false,
    learn(candle) {
      known.set(candle.open_time, candle)
      if (known.size > limits.candlesShown) known.delete(known.keys().next().value!)
      if (source.isWatched) pending.set(candle.open_time, candle)
      seq += 1
    },
    snapshot: () => (known.size === 0 ? undefined : { seq, data: JSON.stringify([...known.values()]) }),
    take() {
      if (seq === told) return undefined
      const [prevSeq, candles] = [told, [...pending.values()]]
      told = seq
      pending.clear()
      return candles.length === 0 ? 'lost' : { seq, prevSeq, data: JSON.stringify(candles) }
    },
  }
  return source
}
