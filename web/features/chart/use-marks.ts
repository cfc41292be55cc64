import { createSeriesMarkers, LineStyle, type SeriesMarker, type Time } from 'lightweight-charts'
import { useEffect } from 'react'
import type { MarketSymbol } from '#contracts/routes/market'
import type { Fill } from '#contracts/routes/orders'
import { trim } from '../../data/amounts.ts'
import { useStore } from '../../data/store.ts'
import { useTerminal, useText } from '../../data/terminal.ts'
import { useHeld } from '../symbols/use-held.ts'
import { timeOf } from './candle-points.ts'
import type { Shown } from './chart-panel.tsx'
import type { Chart } from './use-chart.ts'

/** The reader's fills as arrows, and what the position was bought at as a line. */
export function useMarks(chart: Chart | undefined, symbol: MarketSymbol, { shown }: { readonly shown: Shown }): void {
  const text = useText()
  const { account } = useTerminal()
  const fills = useStore(account.fills)
  const held = useHeld(symbol)
  const average = held?.average_price ?? undefined
  const { candles, colors, undo } = chart ?? {}

  useEffect(() => {
    if (candles === undefined || !shown.fills) return undefined
    const own = (fills ?? []).filter(fill => fill.symbol === symbol.symbol)
    const marks = createSeriesMarkers<Time>(candles, marksOf(own, colors!))
    return () => undo?.(() => marks.detach())
  }, [candles, undo, fills, colors, shown.fills, symbol])
  useEffect(() => {
    if (candles === undefined || average === undefined || !shown.orders) return undefined
    const line = candles.createPriceLine({
      price: Number(average),
      color: colors!.muted,
      lineStyle: LineStyle.LargeDashed,
      lineWidth: 1,
      axisLabelVisible: true,
      title: text('chart.position', { quantity: trim(held?.quantity ?? '0') }),
    })
    return () => undo?.(() => candles.removePriceLine(line))
  }, [candles, undo, colors, average, held?.quantity, shown.orders, text])
}

/** One arrow for each minute and side, oldest first: fills of one order come in many parts. */
function marksOf(fills: readonly Fill[], colors: Chart['colors']): SeriesMarker<Time>[] {
  const marks = new Map<string, SeriesMarker<Time>>()
  for (const { executed_at: at, side } of fills.toReversed()) {
    const isBuy = side === 'buy'
    marks.set(`${at.slice(0, 16)} ${side}`, {
      time: timeOf(at),
      position: isBuy ? 'belowBar' : 'aboveBar',
      shape: isBuy ? 'arrowUp' : 'arrowDown',
      color: isBuy ? colors.up : colors.down,
      size: 1,
    })
  }
  return [...marks.values()]
}
