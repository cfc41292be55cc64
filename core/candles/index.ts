export { foldTrade, INTERVALS, openTimeOf, rollUp } from './candles.ts'
export type { Candle, CandleInterval, CandleTrade, Folded } from './candles.ts'
