import { memo, type ReactNode } from 'react'
import type { MarketSymbol, MarketTrade } from '#contracts/routes/market'
import { useStore } from '../../data/store.ts'
import { useTerminal, useText } from '../../data/terminal.ts'
import { classes, Clock, EmptyState, Price, Quantity, Skeleton } from '../../ui/index.ts'

const columns = 'grid grid-cols-[1fr_1fr_auto] items-center gap-3 px-3'

/** Trades as they happen: of the market and between users. */
export function Tape({ symbol }: { readonly symbol: MarketSymbol }): ReactNode {
  const text = useText()
  const trades = useStore(useTerminal().marketOf(symbol.symbol).trades)
  if (trades === undefined) return <Skeleton what={text('tape.title')} lines={8} />
  if (trades.length === 0) return <EmptyState title={text('tape.empty')}>{text('tape.emptyHint')}</EmptyState>
  return (
    <div role="table" aria-label={text('tape.title')} data-testid="tape" className="flex min-h-0 flex-1 flex-col overflow-hidden text-xs">
      <div role="rowgroup">
        <div role="row" className={classes(columns, 'h-7 text-2xs text-muted')}>
          <span role="columnheader">{text('book.price', { asset: symbol.quote_asset })}</span>
          <span role="columnheader" className="text-right">
            {text('book.size', { asset: symbol.base_asset })}
          </span>
          <span role="columnheader" className="text-right">
            {text('tape.time')}
          </span>
        </div>
      </div>
      <div role="rowgroup" className="min-h-0 flex-1 overflow-hidden">
        {trades.map(trade => (
          <TradeRow key={trade.id} trade={trade} decimals={symbol.quantity_decimals} />
        ))}
      </div>
    </div>
  )
}

const TradeRow = memo(function TradeRow({ trade, decimals }: { readonly trade: MarketTrade; readonly decimals: number }): ReactNode {
  const text = useText()
  const isInternal = trade.source === 'internal'
  return (
    <div role="row" title={text(isInternal ? 'tape.between' : 'tape.market')} className={classes(columns, 'h-5')}>
      <span role="cell" className={trade.side === 'buy' ? 'text-up' : 'text-down'}>
        <span aria-hidden="true">{trade.side === 'buy' ? '▲ ' : '▼ '}</span>
        <Price value={trade.price} />
      </span>
      <span role="cell" className="text-right">
        {isInternal ? <span className="mr-1 rounded-sm bg-accent-ground px-1 text-2xs text-accent">{text('tape.user')}</span> : null}
        <Quantity value={trade.quantity} decimals={decimals} />
      </span>
      <span role="cell" className="text-right">
        <Clock at={trade.executed_at} />
      </span>
    </div>
  )
})
