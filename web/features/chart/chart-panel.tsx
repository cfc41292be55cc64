import { lazy, type ReactNode, Suspense, useState } from 'react'
import type { Interval, MarketSymbol } from '#contracts/routes/market'
import { intervals } from '../../data/market.ts'
import { useText } from '../../data/terminal.ts'
import { Choice, classes, Skeleton } from '../../ui/index.ts'

const PriceChart = lazy(async () => ({ default: (await import('./price-chart.tsx')).PriceChart }))

/** What is drawn over the candles. */
export interface Shown {
  readonly averages: boolean
  readonly volume: boolean
  readonly orders: boolean
  readonly fills: boolean
}

interface ChartProps {
  readonly symbol: MarketSymbol
  readonly interval: Interval
  readonly onInterval: (interval: Interval) => void
}
/** The price over time with everything of the reader's on it. */
export function ChartPanel({ symbol, interval, onInterval }: ChartProps): ReactNode {
  const text = useText()
  const [shown, setShown] = useState<Shown>({ averages: true, volume: true, orders: true, fills: true })
  return (
    <div className="flex min-h-0 flex-1 flex-col">
      <div className="flex h-9 shrink-0 items-center gap-2 overflow-x-auto border-b border-line px-2 [scrollbar-width:none]">
        <Choice
          size="small"
          label={text('chart.interval')}
          value={interval}
          options={intervals.map(value => ({ value, label: value }))}
          onChange={onInterval}
        />
        <div role="group" aria-label={text('chart.shows')} className="flex items-center gap-0.5 max-sm:hidden">
          {(Object.keys(shown) as (keyof Shown)[]).map(name => (
            <button
              key={name}
              type="button"
              aria-pressed={shown[name]}
              onClick={() => setShown({ ...shown, [name]: !shown[name] })}
              className={classes(
                'h-6 rounded-sm px-2 text-xs whitespace-nowrap text-muted hover:bg-hover',
                shown[name] && 'bg-hover text-text',
              )}
            >
              {text(`chart.show.${name}`)}
            </button>
          ))}
        </div>
      </div>
      <div className="relative min-h-0 flex-1">
        <Suspense fallback={<Skeleton what={text('chart.title')} lines={10} />}>
          <PriceChart key={`${symbol.symbol} ${interval}`} symbol={symbol} interval={interval} shown={shown} />
        </Suspense>
      </div>
    </div>
  )
}
