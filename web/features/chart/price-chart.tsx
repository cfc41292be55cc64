import { useQuery } from '@tanstack/react-query'
import { type ReactNode, useMemo } from 'react'
import type { Interval, MarketSymbol } from '#contracts/routes/market'
import { problemWords } from '../../data/problem-words.ts'
import { useStore } from '../../data/store.ts'
import { useTerminal, useText } from '../../data/terminal.ts'
import { EmptyState, ErrorState } from '../../ui/index.ts'
import { useStanding } from '../connection/connection.tsx'
import { joinCandles } from './candle-points.ts'
import { ChartLegend } from './chart-legend.tsx'
import type { Shown } from './chart-panel.tsx'
import { OrderLines } from './order-lines.tsx'
import { useCandles } from './use-candles.ts'
import { useChart } from './use-chart.ts'
import { useMarks } from './use-marks.ts'

interface PriceChartProps {
  readonly symbol: MarketSymbol
  readonly interval: Interval
  readonly shown: Shown
}
/** Candles from the history and the stream, with orders, the position and fills drawn on them. */
export function PriceChart({ symbol, interval, shown }: PriceChartProps): ReactNode {
  const text = useText()
  const { queries, marketOf } = useTerminal()
  const history = useQuery(queries.candles(symbol.symbol, interval))
  const live = useStore(marketOf(symbol.symbol).candles(interval))
  const { level } = useStanding(symbol.symbol)
  const { chart, place } = useChart(symbol)
  const candles = useMemo(() => joinCandles(history.data ?? [], live ?? []), [history.data, live])
  useCandles(chart, candles, { shown, isReady: history.isSuccess })
  useMarks(chart, symbol, { shown })
  return (
    <div className={level === 'live' || level === 'waiting' ? 'absolute inset-0' : 'absolute inset-0 opacity-60'}>
      <p className="sr-only">{text('chart.caption', { symbol: symbol.symbol, interval })}</p>
      <div ref={place} className="absolute inset-0 isolate" />
      {chart === undefined || !shown.orders ? null : <OrderLines chart={chart} symbol={symbol} />}
      {chart === undefined ? null : <ChartLegend chart={chart} symbol={symbol} candles={candles} shown={shown} />}
      {history.isSuccess && candles.length === 0 ? (
        <div className="absolute inset-0 z-10 bg-panel">
          <EmptyState title={text('chart.empty')}>{text('chart.emptyHint')}</EmptyState>
        </div>
      ) : null}
      {history.isLoadingError ? (
        <div className="absolute inset-0 z-10 bg-panel">
          <ErrorState detail={problemWords(text, history.error)} onRetry={() => void history.refetch()} />
        </div>
      ) : null}
      <a
        href="https://www.tradingview.com/"
        target="_blank"
        rel="noreferrer"
        className="absolute bottom-8 left-2 z-10 rounded-sm bg-panel/80 px-1 py-1 text-2xs text-muted hover:text-text"
      >
        {text('chart.attribution')}
      </a>
    </div>
  )
}
