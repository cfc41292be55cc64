import { memo, type ReactNode } from 'react'
import type { MarketSymbol, MarketTrade } from '#contracts/routes/market'
import { useStore } from '../../data/store.ts'
import { useTerminal } from '../../data/terminal.ts'
import { Clock, Price, Quantity } from '../../ui/index.ts'
import { EmptyState, Panel, Skeleton } from '../../ui/index.ts'

/** Trades as they happen: of the market and between users. */
export function Tape({ symbol }: { readonly symbol: MarketSymbol }): ReactNode {
  const trades = useStore(useTerminal().marketOf(symbol.symbol).trades)
  return (
    <Panel title="Trades" className="area-trades panel" isFlush>
      {trades === undefined ? (
        <Skeleton what="trades" lines={8} />
      ) : trades.length === 0 ? (
        <EmptyState title="No trades yet">Every trade of this market appears here the moment it happens.</EmptyState>
      ) : (
        <TradeTable trades={trades} symbol={symbol} />
      )}
    </Panel>
  )
}

function TradeTable({ trades, symbol }: { readonly trades: readonly MarketTrade[]; readonly symbol: MarketSymbol }): ReactNode {
  return (
    <table className="figures">
      <thead>
        <tr>
          <th scope="col">Price</th>
          <th scope="col">{symbol.base_asset}</th>
          <th scope="col">Time</th>
        </tr>
      </thead>
      <tbody>
        {trades.map(trade => (
          <TradeRow key={trade.id} trade={trade} decimals={symbol.quantity_decimals} />
        ))}
      </tbody>
    </table>
  )
}

const TradeRow = memo(function TradeRow({ trade, decimals }: { readonly trade: MarketTrade; readonly decimals: number }): ReactNode {
  return (
    <tr className={trade.source === 'internal' ? 'is-internal' : ''} title={trade.source === 'internal' ? 'between users' : 'market'}>
      <td className={trade.side === 'buy' ? 'text-up' : 'text-down'}>
        <span aria-hidden="true">{trade.side === 'buy' ? '▲' : '▼'} </span>
        <span className="sr-only">{trade.side} </span>
        <Price value={trade.price} />
      </td>
      <td>
        <Quantity value={trade.quantity} decimals={decimals} />
        {trade.source === 'internal' ? <span className="tag">user</span> : null}
      </td>
      <td>
        <Clock at={trade.executed_at} />
      </td>
    </tr>
  )
})
