import { useEffect, useEffectEvent, useRef } from 'react'
import type { Candle } from '#contracts/routes/market'
import type { Colors } from '../../ui/index.ts'
import { averagePoints, candlePoint, roomAfter, volumePoint } from './candle-points.ts'
import type { Shown } from './chart-panel.tsx'
import type { Chart } from './use-chart.ts'

interface CandleOptions {
  readonly shown: Shown
  /** The history has come; before that nothing is drawn, or the view would jump. */
  readonly isReady: boolean
}
/** At most this often: a trade more moves the last candle by nothing anybody sees. */
const updateMsMin = 250
/** Candles in view at first. */
const candlesShown = 110
/** Empty places before the first candle, where there are only a few. */
const emptyShown = 30

/** Draws candles, volume and averages: all of them once, then only what changed. */
export function useCandles(chart: Chart | undefined, candles: readonly Candle[], { shown, isReady }: CandleOptions): void {
  const drawn = useRef<{ readonly chart: Chart['api']; readonly first: string; readonly last: string; readonly atMs: number }>(undefined)
  const draw = useEffectEvent((at: Chart, candles: readonly Candle[]) => {
    const [first, last] = [candles[0]?.open_time, candles.at(-1)?.open_time]
    if (first === undefined || last === undefined) return
    const before = drawn.current
    const isFresh = before?.chart !== at.api || before.first !== first || !candles.some(({ open_time: time }) => time === before.last)
    if (!isFresh && last === before.last && performance.now() - before.atMs < updateMsMin) return
    if (isFresh) drawAll(at, candles)
    else drawFrom(at, candles, before.last)
    drawn.current = { chart: at.api, first, last, atMs: performance.now() }
  })
  useEffect(() => {
    if (chart !== undefined && isReady) draw(chart, candles)
  }, [chart, candles, isReady])
  const { colors, volume, averages } = chart ?? {}
  // Volume bars keep the colours they were drawn with.
  const recolor = useEffectEvent((at: Colors) => {
    if (drawn.current !== undefined) volume?.setData(candles.map(candle => volumePoint(candle, at)))
  })
  useEffect(() => {
    if (colors !== undefined) recolor(colors)
  }, [colors])
  useEffect(() => {
    volume?.applyOptions({ visible: shown.volume })
    for (const { series } of averages ?? []) series.applyOptions({ visible: shown.averages })
  }, [volume, averages, shown.volume, shown.averages])
}

function drawAll(chart: Chart, candles: readonly Candle[]): void {
  chart.candles.setData(candles.map(candlePoint))
  chart.volume.setData(candles.map(candle => volumePoint(candle, chart.colors)))
  for (const { count, series } of chart.averages) series.setData(averagePoints(candles, count))
  chart.api
    .timeScale()
    .setVisibleLogicalRange({ from: Math.max(candles.length - candlesShown, -emptyShown), to: candles.length + roomAfter })
}

/** The candle that was last before, and those after it. */
function drawFrom(chart: Chart, candles: readonly Candle[], since: string): void {
  const start = candles.findIndex(({ open_time: time }) => time === since)
  for (const candle of candles.slice(start)) {
    chart.candles.update(candlePoint(candle))
    chart.volume.update(volumePoint(candle, chart.colors))
  }
  for (const { count, series } of chart.averages) {
    const from = Math.max(0, start - count)
    for (const point of averagePoints(candles.slice(from), count).slice(start - from)) if ('value' in point) series.update(point)
  }
}
