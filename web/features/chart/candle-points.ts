/** Candles as the chart draws them. Floating-point numbers are places on the screen here, never amounts. */
import type { CandlestickData, HistogramData, LineData, UTCTimestamp, WhitespaceData } from 'lightweight-charts'
import type { Candle } from '#contracts/routes/market'
import type { Colors } from '../../ui/index.ts'

/** Empty places after the last candle: the names of order lines stand there. */
export const roomAfter = 16

/** The chart knows no zones: it is given the reader's own clock as if that were UTC. */
export function timeOf(at: string): UTCTimestamp {
  const moment = new Date(at)
  return (Math.floor(moment.getTime() / 1000) - moment.getTimezoneOffset() * 60) as UTCTimestamp
}
export function candlePoint(candle: Candle): CandlestickData<UTCTimestamp> {
  return {
    time: timeOf(candle.open_time),
    open: Number(candle.open),
    high: Number(candle.high),
    low: Number(candle.low),
    close: Number(candle.close),
  }
}
export function volumePoint(candle: Candle, colors: Colors): HistogramData<UTCTimestamp> {
  const rose = Number(candle.close) >= Number(candle.open)
  return { time: timeOf(candle.open_time), value: Number(candle.volume), color: rose ? colors['up-ground'] : colors['down-ground'] }
}
/** The mean of the last `count` closes at each candle; nothing where there are not yet so many. */
export function averagePoints(candles: readonly Candle[], count: number): (LineData<UTCTimestamp> | WhitespaceData<UTCTimestamp>)[] {
  let sum = 0
  return candles.map((candle, index) => {
    sum += Number(candle.close)
    const leaving = candles[index - count]
    if (leaving !== undefined) sum -= Number(leaving.close)
    const time = timeOf(candle.open_time)
    return index + 1 < count ? { time } : { time, value: sum / count }
  })
}
/** The history continued by what came since. */
export function joinCandles(history: readonly Candle[], live: readonly Candle[]): readonly Candle[] {
  const first = live[0]?.open_time
  return first === undefined ? history : [...history.filter(({ open_time: time }) => time < first), ...live]
}
