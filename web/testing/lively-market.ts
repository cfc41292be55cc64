import type { Candle, TickerWithSparkline } from '#contracts/routes/market'
import { btcusdt, type MarketPast, type ScriptedMarket, scriptedMarket } from '#testing/scripted-market'
import { world, type World } from '#testing/world'
import type { Page } from '../../app/page/page.ts'

/** The platform with a market that looks like one and is the same each time: for pictures. Bid 60,000, ask 60,000.50. */
export async function livelyMarket(page: Page): Promise<{ readonly place: World; readonly market: ScriptedMarket; readonly url: string }> {
  const market = scriptedMarket([btcusdt], past)
  const place = await world({ replace: [market.service], page })
  const random = dice(11)
  const side = (from: number, step: number): [string, string][] =>
    Array.from({ length: levels }, (_, index) => [(from + step * index).toFixed(2), (0.02 + random() ** 3 * 4).toFixed(5)])
  market.show(side(60_000, -0.5), side(60_000.5, 0.5))
  return { place, market, url: place.host.url }
}

/** Prints of the last moments, so that the tape and the last price are there; the quantity of the last one. */
export function trade(market: ScriptedMarket): string {
  const random = dice(12)
  const quantities = Array.from({ length: prints }, () => (0.00005 + random() ** 4 / 50).toFixed(5))
  quantities.forEach((quantity, print) => market.print(print % 3 === 0 ? 'sell' : 'buy', (60_000 + (print % 2) / 2).toFixed(2), quantity))
  return quantities.at(-1)!
}

const levels = 40
const prints = 24
const candleCount = 240
const minuteMs = 60_000

const past: MarketPast = {
  candles(at) {
    const last = Math.floor(at / minuteMs) * minuteMs
    const closes = walk()
    return closes.slice(1).map((close, index): Candle => {
      const open = closes[index]!
      const wick = dice(index + 1)
      const [high, low] = [Math.max(open, close) + wick() * 18, Math.min(open, close) - wick() * 18]
      const volume = 0.5 + wick() ** 2 * 6 + Math.abs(close - open) / 12
      return {
        open_time: new Date(last - (candleCount - index) * minuteMs).toISOString(),
        open: open.toFixed(2),
        high: high.toFixed(2),
        low: low.toFixed(2),
        close: close.toFixed(2),
        volume: volume.toFixed(5),
        quote_volume: (volume * close).toFixed(2),
        trade_count: Math.ceil(volume * 40),
        closed: true,
      }
    })
  },
  tickers(at): TickerWithSparkline[] {
    const hours = walk().filter((_, index) => index % 10 === 0)
    return [
      {
        symbol: btcusdt.symbol,
        last_price: '60000.00',
        bid_price: '60000.00',
        bid_quantity: '0.50000',
        ask_price: '60000.50',
        ask_quantity: '0.40000',
        open_24h: '58911.20',
        high_24h: '60318.70',
        low_24h: '58702.00',
        volume_24h: '18234.51200',
        quote_volume_24h: '1086331204.11',
        change_24h: '1088.80',
        change_percent_24h: '1.85',
        trades_24h: 412_733,
        feed: { source: 'synthetic', state: 'live', age_ms: 0 },
        at: new Date(at).toISOString(),
        sparkline: hours.slice(-24).map(price => price.toFixed(2)),
      },
    ]
  },
}

/** Closing prices minute by minute, oldest first; the last is 60,000. */
function walk(): number[] {
  const random = dice(7)
  const prices = [60_000]
  let drift = 0
  for (let minute = 0; minute < candleCount; minute += 1) {
    drift = drift * 0.9 + (random() - 0.52) * 8
    prices.push(prices.at(-1)! + drift + (random() - 0.5) * 26)
  }
  return prices.toReversed()
}

/** The same numbers from 0 to 1 for the same seed. */
function dice(seed: number): () => number {
  let state = seed * 2_654_435_761
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 2 ** 32
  }
}
