import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useParams } from '@tanstack/react-router'
import { type ReactNode, useState } from 'react'
import type { MarketSymbol } from '#contracts/routes/market'
import { createStore, useStore } from '../../data/store.ts'
import { useTerminal, useText } from '../../data/terminal.ts'
import { AccountCard } from '../../features/account/account-card.tsx'
import { Ladder } from '../../features/book/ladder.tsx'
import { RecentFills } from '../../features/orders/fills.tsx'
import { OpenOrders } from '../../features/orders/open-orders.tsx'
import { Portfolio } from '../../features/portfolio/portfolio.tsx'
import { usePageTitle } from '../../features/shell/use-page-title.ts'
import { SymbolPicker, SymbolStats } from '../../features/symbols/symbol-bar.tsx'
import { atPrice, emptyDraft } from '../../features/ticket/draft.ts'
import { Ticket } from '../../features/ticket/ticket.tsx'
import { Tape } from '../../features/trades/tape.tsx'
import { EmptyState, ErrorState, Panel, Skeleton } from '../../ui/index.ts'

/** Where one trades a symbol: the home of whoever is signed in. */
export function TradeScreen(): ReactNode {
  const text = useText()
  const { symbol } = useParams({ from: '/trade/$symbol' })
  const symbols = useQuery(useTerminal().queries.symbols())
  usePageTitle(symbol)
  if (symbols.isPending) return <Skeleton what={text('nav.markets')} lines={8} />
  if (symbols.isError) return <ErrorState detail={symbols.error.message} onRetry={() => void symbols.refetch()} />
  const listed = symbols.data.find(candidate => candidate.symbol === symbol)
  if (listed === undefined)
    return (
      <EmptyState title={text('trade.unknownSymbol', { symbol })}>
        <Link to="/">{text('shell.toMarket')}</Link>
      </EmptyState>
    )
  return <Trading key={symbol} symbol={listed} symbols={symbols.data} />
}

interface TradingProps {
  readonly symbol: MarketSymbol
  readonly symbols: readonly MarketSymbol[]
}
function Trading({ symbol, symbols }: TradingProps): ReactNode {
  const [draft] = useState(() => createStore(emptyDraft))
  const navigate = useNavigate()
  const { session } = useTerminal()
  const { status } = useStore(session.state)
  return (
    <>
      <div className="flex flex-wrap items-center gap-4 border-b border-line bg-panel px-3 py-1">
        <h1 className="sr-only">{symbol.symbol}</h1>
        <SymbolPicker
          symbols={symbols}
          current={symbol.symbol}
          onPick={picked => void navigate({ to: '/trade/$symbol', params: { symbol: picked } })}
        />
        <SymbolStats symbol={symbol} />
      </div>
      <div className="grid">
        <Ladder symbol={symbol} onPrice={price => draft.set(atPrice(draft.get(), price))} />
        {status === 'signed_in' ? (
          <Ticket symbol={symbol} draft={draft} />
        ) : status === 'signed_out' ? (
          <AccountCard />
        ) : (
          <Panel title="Order ticket" className="area-ticket panel">
            <Skeleton what="your session" lines={6} />
          </Panel>
        )}
        <Tape symbol={symbol} />
        <OpenOrders />
        <RecentFills />
        <Portfolio symbols={symbols} />
      </div>
    </>
  )
}
