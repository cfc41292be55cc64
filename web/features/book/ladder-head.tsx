import type { ReactNode } from 'react'
import type { MarketSymbol } from '#contracts/routes/market'
import { grouped, trim } from '../../data/amounts.ts'
import { useText } from '../../data/terminal.ts'
import { classes } from '../../ui/index.ts'
import { decimalOf } from './depth.ts'
import type { LadderPlan } from './draw-ladder.ts'

interface HeadProps {
  readonly symbol: MarketSymbol
  readonly groups: readonly number[]
  readonly group: number
  readonly onGroup: (group: number) => void
  readonly shows: LadderPlan['shows']
  readonly onShows: (shows: LadderPlan['shows']) => void
}
const views = ['both', 'buy', 'sell'] as const

/** Which sides are shown and how coarse; below, what the columns are. */
export function LadderHead({ symbol, groups, group, onGroup, shows, onShows }: HeadProps): ReactNode {
  const text = useText()
  return (
    <>
      <div className="flex h-8 shrink-0 items-center justify-between pr-2 pl-2">
        <div role="group" aria-label={text('book.sides')} className="flex gap-0.5">
          {views.map(view => (
            <button
              key={view}
              type="button"
              aria-pressed={shows === view}
              aria-label={text(`book.shows.${view}`)}
              title={text(`book.shows.${view}`)}
              onClick={() => onShows(view)}
              className="flex size-6 flex-col items-center justify-center gap-0.5 rounded-sm hover:bg-hover aria-pressed:bg-hover"
            >
              <span className={classes('h-1 w-3 rounded-[1px]', view === 'buy' ? 'bg-line-strong' : 'bg-down')} />
              <span className={classes('h-1 w-3 rounded-[1px]', view === 'sell' ? 'bg-line-strong' : 'bg-up')} />
            </button>
          ))}
        </div>
        <select
          aria-label={text('book.group')}
          value={group}
          onChange={event => onGroup(Number(event.target.value))}
          className="number h-6 rounded-sm bg-transparent text-right text-xs text-muted hover:bg-hover hover:text-text [&>option]:bg-panel [&>option]:text-text"
        >
          {groups.map(size => (
            <option key={size} value={size}>
              {grouped(trim(decimalOf(size, symbol.price_decimals)))}
            </option>
          ))}
        </select>
      </div>
      <div className="grid h-6 shrink-0 grid-cols-3 items-center px-3 text-2xs text-muted" aria-hidden="true">
        <span>{text('book.price', { asset: symbol.quote_asset })}</span>
        <span className="text-right">{text('book.size', { asset: symbol.base_asset })}</span>
        <span className="text-right">{text('book.total')}</span>
      </div>
    </>
  )
}
