import { type ReactNode, useState } from 'react'
import type { MarketSymbol } from '#contracts/routes/market'
import { createStore, useStore } from '../data/store.ts'
import { useTerminal } from '../data/terminal.ts'
import { AccountCard } from '../features/account/account-card.tsx'
import { AccountMenu } from '../features/account/account-menu.tsx'
import { Ladder } from '../features/book/ladder.tsx'
import { ConnectionBadge, StaleBanner } from '../features/connection/connection.tsx'
import { RecentFills } from '../features/orders/fills.tsx'
import { OpenOrders } from '../features/orders/open-orders.tsx'
import { Portfolio } from '../features/portfolio/portfolio.tsx'
import { SymbolPicker, SymbolStats } from '../features/symbols/symbol-bar.tsx'
import { atPrice, emptyDraft } from '../features/ticket/draft.ts'
import { Ticket } from '../features/ticket/ticket.tsx'
import { Tape } from '../features/trades/tape.tsx'
import { NoticeList } from '../ui/notice-list.tsx'
import { Empty, Failed, Loading, Panel } from '../ui/panel.tsx'
import { goTo, useRoutedSymbol } from './route.ts'
import { ThemeSwitch } from './theme-switch.tsx'

/** The whole page: the symbol of the address, or the first with a market feed. */
export function Page(): ReactNode {
  const { symbols: store, loadSymbols } = useTerminal()
  const symbols = useStore(store)
  const routed = useRoutedSymbol()
  if (symbols.status === 'loading')
    return (
      <Frame>
        <Loading what="the symbols" />
      </Frame>
    )
  if (symbols.status === 'failed')
    return (
      <Frame>
        <Failed detail={symbols.detail} onRetry={() => void loadSymbols()} />
      </Frame>
    )
  const symbol = routed === undefined ? symbols.symbols[0] : symbols.symbols.find(listed => listed.symbol === routed)
  if (symbol === undefined)
    return (
      <Frame>
        <Empty title={routed === undefined ? 'There is no market yet' : `There is no symbol ${routed}`}>
          <a href="/">Go to the first market</a>
        </Empty>
      </Frame>
    )
  return <Trading key={symbol.symbol} symbol={symbol} symbols={symbols.symbols} />
}

function Frame({ children }: { readonly children: ReactNode }): ReactNode {
  return (
    <>
      <header className="top">
        <Brand />
      </header>
      <main className="alone">{children}</main>
    </>
  )
}

function Brand(): ReactNode {
  return (
    <div className="brand">
      <h1>TradeCraft</h1>
      <span className="badge is-paper" title="No real money is ever traded here">
        Paper
      </span>
    </div>
  )
}

interface TradingProps {
  readonly symbol: MarketSymbol
  readonly symbols: readonly MarketSymbol[]
}
function Trading({ symbol, symbols }: TradingProps): ReactNode {
  const [draft] = useState(() => createStore(emptyDraft))
  const { session } = useTerminal()
  const { status } = useStore(session.state)
  return (
    <>
      <header className="top">
        <Brand />
        <SymbolPicker symbols={symbols} current={symbol.symbol} onPick={goTo} />
        <SymbolStats symbol={symbol} />
        <div className="top-end">
          <ConnectionBadge symbol={symbol.symbol} />
          <AccountMenu />
          <ThemeSwitch />
        </div>
      </header>
      <StaleBanner symbol={symbol.symbol} />
      <main className="grid">
        <Ladder symbol={symbol} onPrice={price => draft.set(atPrice(draft.get(), price))} />
        {status === 'signed_in' ? (
          <Ticket symbol={symbol} draft={draft} />
        ) : status === 'signed_out' ? (
          <AccountCard />
        ) : (
          <Panel title="Order ticket" area="ticket">
            <Loading what="your session" lines={6} />
          </Panel>
        )}
        <Tape symbol={symbol} />
        <OpenOrders />
        <RecentFills />
        <Portfolio symbols={symbols} />
      </main>
      <NoticeList />
    </>
  )
}
