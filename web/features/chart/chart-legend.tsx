import { type ReactNode, useEffect, useState } from 'react'
import type { Candle, MarketSymbol } from '#contracts/routes/market'
import { add, cut, divideDown, isZero, multiply } from '../../data/amounts.ts'
import { useText } from '../../data/terminal.ts'
import { Compact, Pnl, Price } from '../../ui/index.ts'
import { timeOf } from './candle-points.ts'
import type { Shown } from './chart-panel.tsx'
import type { Chart } from './use-chart.ts'

interface LegendProps {
  readonly chart: Chart
  readonly symbol: MarketSymbol
  readonly candles: readonly Candle[]
  readonly shown: Shown
}
/** The figures of the candle under the pointer, else of the last one. */
export function ChartLegend({ chart, symbol, candles, shown }: LegendProps): ReactNode {
  const text = useText()
  const pointed = usePointedTime(chart)
  const found = pointed === undefined ? -1 : candles.findIndex(({ open_time: at }) => timeOf(at) === pointed)
  const index = found === -1 ? candles.length - 1 : found
  const candle = candles[index]
  if (candle === undefined) return null
  const { open, high, low, close } = candle
  const change = isZero(open) ? null : divideDown(multiply(add(close, `-${open}`), '100'), open, 2)
  return (
    <div
      aria-hidden="true"
      data-testid="chart-legend"
      className="number pointer-events-none absolute top-1 left-1 z-5 max-w-[calc(100%-6rem)] rounded-sm bg-panel/75 px-1 text-2xs text-muted"
    >
      <div className="flex flex-wrap gap-x-2.5">
        {Object.entries({ open, high, low, close }).map(([name, value]) => (
          <span key={name}>
            {text(`chart.legend.${name as 'open'}`)}{' '}
            <span className="text-text">
              <Price value={value} />
            </span>
          </span>
        ))}
        <Pnl value={change} unit=" %" />
        <span>
          {text('chart.legend.volume')} <Compact value={cut(candle.volume, symbol.quantity_decimals)} />
        </span>
      </div>
      {shown.averages ? (
        <div className="flex flex-wrap gap-x-2.5">
          {chart.averages.map(({ count }, at) =>
            index + 1 < count ? null : (
              <span key={count} className={at === 0 ? 'text-warning' : 'text-accent'}>
                MA {count} <Price value={averageAt(candles, index, count)} decimals={symbol.price_decimals} />
              </span>
            ),
          )}
        </div>
      ) : null}
    </div>
  )
}

/** The mean of the last `count` closes. */
function averageAt(candles: readonly Candle[], index: number, count: number): string | undefined {
  const sum = candles.slice(index + 1 - count, index + 1).reduce((total, { close }) => add(total, close), '0')
  return divideDown(sum, String(count), 8)
}

/** The time the pointer is at, as the chart counts it. */
function usePointedTime({ api, undo }: Chart): unknown {
  const [time, setTime] = useState<unknown>()
  useEffect(() => {
    const listener = (event: { readonly time?: unknown }): void => setTime(event.time)
    api.subscribeCrosshairMove(listener)
    return () => undo(() => api.unsubscribeCrosshairMove(listener))
  }, [api, undo])
  return time
}
