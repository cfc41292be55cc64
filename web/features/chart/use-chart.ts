import {
  CandlestickSeries,
  ColorType,
  createChart,
  CrosshairMode,
  HistogramSeries,
  type IChartApi,
  type ISeriesApi,
  LineSeries,
  LineStyle,
} from 'lightweight-charts'
import { useCallback, useEffect, useMemo, useState } from 'react'
import type { MarketSymbol } from '#contracts/routes/market'
import { grouped } from '../../data/amounts.ts'
import { type Colors, useColors } from '../../ui/index.ts'
import { roomAfter } from './candle-points.ts'

/** The chart and its series. */
export interface Chart {
  readonly api: IChartApi
  readonly candles: ISeriesApi<'Candlestick'>
  readonly volume: ISeriesApi<'Histogram'>
  /** Takes something off the chart again, unless the chart itself is gone: what draws on it is told to stop only after that. */
  undo(work: () => void): void
  readonly averages: readonly { readonly count: number; readonly series: ISeriesApi<'Line'> }[]
  readonly colors: Colors
}

/** Candles each moving average counts. */
const averageCounts = [20, 50] as const

export interface ChartInPlace {
  readonly chart: Chart | undefined
  /** The `ref` of the place. */
  readonly place: (element: HTMLDivElement) => () => void
}

/** A chart in a place, for as long as the place is there; coloured as the theme is. */
export function useChart(symbol: MarketSymbol): ChartInPlace {
  const colors = useColors()
  const [chart, setChart] = useState<Omit<Chart, 'colors'>>()
  const place = useCallback(
    (element: HTMLDivElement) => {
      let isGone = false
      const made = makeChart(element, symbol)
      setChart({ ...made, undo: work => (isGone ? undefined : work()) })
      return () => {
        isGone = true
        setChart(undefined)
        made.api.remove()
      }
    },
    [symbol],
  )
  useEffect(() => {
    if (chart !== undefined) paint(chart, colors)
  }, [chart, colors])
  return { place, chart: useMemo(() => chart && { ...chart, colors }, [chart, colors]) }
}

function makeChart(place: HTMLDivElement, symbol: MarketSymbol): Omit<Chart, 'colors' | 'undo'> {
  const api = createChart(place, {
    autoSize: true,
    layout: { attributionLogo: false, fontFamily: "'Inter Variable', system-ui, sans-serif", fontSize: 11 },
    crosshair: { mode: CrosshairMode.Normal },
    timeScale: { timeVisible: true, secondsVisible: false, rightOffset: roomAfter, borderVisible: false, minBarSpacing: 1 },
    rightPriceScale: { borderVisible: false, scaleMargins: { top: 0.08, bottom: 0.2 } },
  })
  const priceFormat = {
    type: 'custom',
    minMove: Number(symbol.tick_size),
    formatter: (price: number) => grouped(price.toFixed(symbol.price_decimals)),
  } as const
  const volume = api.addSeries(HistogramSeries, {
    priceScaleId: '',
    priceFormat: { type: 'volume' },
    lastValueVisible: false,
    priceLineVisible: false,
  })
  volume.priceScale().applyOptions({ scaleMargins: { top: 0.84, bottom: 0 } })
  const candles = api.addSeries(CandlestickSeries, { priceFormat, priceLineStyle: LineStyle.Dotted })
  const averages = averageCounts.map(count => ({
    count,
    series: api.addSeries(LineSeries, {
      priceFormat,
      lineWidth: 1,
      lastValueVisible: false,
      priceLineVisible: false,
      crosshairMarkerVisible: false,
    }),
  }))
  return { api, candles, volume, averages }
}

function paint({ api, candles, averages }: Omit<Chart, 'colors'>, colors: Colors): void {
  api.applyOptions({
    layout: { background: { type: ColorType.Solid, color: colors.panel }, textColor: colors.muted },
    grid: { vertLines: { color: colors.line, style: LineStyle.Dotted }, horzLines: { color: colors.line, style: LineStyle.Dotted } },
    crosshair: {
      vertLine: { color: colors.muted, labelBackgroundColor: colors['line-strong'] },
      horzLine: { color: colors.muted, labelBackgroundColor: colors['line-strong'] },
    },
  })
  candles.applyOptions({
    upColor: colors.up,
    downColor: colors.down,
    borderVisible: false,
    wickUpColor: colors.up,
    wickDownColor: colors.down,
  })
  for (const [index, { series }] of averages.entries()) series.applyOptions({ color: index === 0 ? colors.warning : colors.accent })
}
