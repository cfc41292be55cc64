import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { foldTrade, INTERVALS, openTimeOf, rollUp } from '#core/candles'
import type { Candle, CandleInterval, CandleTrade } from '#core/candles'
import { parseDecimal } from '#core/decimal'
import { hasRecordings, recordedRows } from '../recorded.model.ts'

function fold(trades: readonly CandleTrade[]): Candle[] {
  const candles: Candle[] = []
  let open: Candle | undefined
  for (const trade of trades) {
    const folded = foldTrade(open, trade)
    if (folded.closed) candles.push(folded.closed)
    open = folded.candle
  }
  return open ? [...candles, open] : candles
}

const units = (text: string | undefined, scale = 8): bigint => {
  const read = parseDecimal(text ?? '', scale)
  if (typeof read !== 'bigint') throw new Error(`not a decimal: ${text}`)
  return read
}

/** A row of klines or of an ohlcv file; what it does not have is zero. */
function candleOf(row: readonly string[], hasQuote: boolean): Candle {
  return {
    openTime: Number(row[0]),
    open: units(row[1]),
    high: units(row[2]),
    low: units(row[3]),
    close: units(row[4]),
    volume: units(row[5]),
    quoteVolume: hasQuote ? units(row[7]) : 0n,
    tradeCount: hasQuote ? Number(row[8]) : 0,
  }
}

const withoutQuote = (candle: Candle): Candle => ({ ...candle, quoteVolume: 0n, tradeCount: 0 })
const read = (path: string, hasQuote = false): Candle[] =>
  recordedRows(path)
    .filter(row => row[0] !== 'open_time')
    .map(row => candleOf(row, hasQuote))

describe('folding', () => {
  const trades = fc
    .array(
      fc.record({
        price: fc.bigInt({ min: 1n, max: 99n }),
        quantity: fc.bigInt({ min: 1n, max: 9n }),
        gap: fc.integer({ min: 0, max: 200_000 }),
      }),
      { minLength: 1, maxLength: 80 },
    )
    .map(steps => {
      let at = 1_000_000
      return steps.map(({ price, quantity, gap }) => ({ price, quantity, quote: price * quantity, at: (at += gap) }))
    })
  test('every candle encloses its trades, and nothing is lost or invented', () => {
    fc.assert(
      fc.property(trades, list => {
        const candles = fold(list)
        for (const candle of candles) {
          const inside = list.filter(trade => openTimeOf(trade.at, '1m') === candle.openTime)
          expect([candle.open, candle.close, candle.tradeCount]).toEqual([inside[0]?.price, inside.at(-1)?.price, inside.length])
          expect(inside.every(trade => candle.low <= trade.price && trade.price <= candle.high)).toBe(true)
        }
        expect(candles.reduce((sum, candle) => sum + candle.volume, 0n)).toBe(list.reduce((sum, trade) => sum + trade.quantity, 0n))
      }),
    )
  })
  test('rolling up in steps equals rolling up at once', () => {
    fc.assert(
      fc.property(trades, list => {
        const candles = fold(list)
        expect(rollUp(rollUp(rollUp(candles, '5m'), '15m'), '1h')).toEqual(rollUp(candles, '1h'))
      }),
    )
  })
  test('a trade stamped before the open candle never changes a closed one', () => {
    const first = foldTrade(undefined, { price: 5n, quantity: 1n, quote: 5n, at: 120_000 })
    const late = foldTrade(first.candle, { price: 9n, quantity: 1n, quote: 9n, at: 60_000 })
    expect(late.closed).toBeUndefined()
    expect([late.candle.openTime, late.candle.high]).toEqual([120_000, 9n])
  })
})

describe('recorded candles', () => {
  test.skipIf(!hasRecordings)('XRPETH: a day of trades makes its 1,022 one-minute candles (needs the recorded data)', () => {
    const trades = recordedRows('binance/trades/XRPETH-trades-2019-10-11.csv.gz').map(row => ({
      price: units(row[1]),
      quantity: units(row[2]),
      quote: units(row[3], 16),
      at: Number(row[4]),
    }))
    const candles = fold(trades)
    expect(candles.map(withoutQuote)).toEqual(read('binance/trades/XRPETH-1m-2019-10-11.ohlcv.csv.gz'))
    expect(candles.reduce((sum, candle) => sum + candle.tradeCount, 0)).toBe(5_929)
  })

  const compared = (shorter: readonly Candle[], interval: CandleInterval, longer: readonly Candle[]): number => {
    const perDay = INTERVALS['1d'] / (shorter[1]!.openTime - shorter[0]!.openTime)
    const whole = new Map<number, number>()
    for (const { openTime } of shorter) whole.set(openTimeOf(openTime, '1d'), (whole.get(openTimeOf(openTime, '1d')) ?? 0) + 1)
    const rolled = new Map(rollUp(shorter, interval).map(candle => [candle.openTime, candle]))
    let equal = 0
    for (const candle of longer) {
      if (whole.get(openTimeOf(candle.openTime, '1d')) !== perDay) continue
      expect(withoutQuote(rolled.get(candle.openTime)!)).toEqual(withoutQuote(candle))
      equal += 1
    }
    return equal
  }
  test.skipIf(!hasRecordings)('BTCUSDT: 15m and 1h candles make the recorded days (needs the recorded data)', () => {
    const days = read('binance/klines/BTCUSDT-1d-2017-08-17_2026-03-03.ohlcv.csv.gz')
    expect(compared(read('binance/klines/BTCUSDT-15m-2024-01-01_2024-11-30.ohlcv.csv.gz'), '1d', days)).toBe(335)
    expect(compared(read('binance/klines/BTCUSDT-1h-2021-04-05_2023-12-30.ohlcv.csv.gz'), '1d', days)).toBe(994)
  })
  test.skipIf(!hasRecordings)('BTCUSDT and ETHUSDT: 1m candles make the recorded days (needs the recorded data)', () => {
    for (const symbol of ['BTCUSDT', 'ETHUSDT']) {
      const minutes = read(`binance/klines/${symbol}-1m-2025-10-29_2025-11-01.csv.gz`, true)
      expect(compared(minutes, '1d', read(`binance/klines/${symbol}-1d-2017-08-17_2026-03-03.ohlcv.csv.gz`))).toBe(2)
      const hours = rollUp(minutes, '1h')
      expect(hours.reduce((sum, candle) => sum + candle.tradeCount, 0)).toBe(minutes.reduce((sum, candle) => sum + candle.tradeCount, 0))
    }
  })
})
