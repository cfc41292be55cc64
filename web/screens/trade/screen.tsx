import { useQuery } from '@tanstack/react-query'
import { Link, useParams } from '@tanstack/react-router'
import { type ReactNode, useState } from 'react'
import type { MarketSymbol } from '#contracts/routes/market'
import { grouped } from '../../data/amounts.ts'
import { problemWords } from '../../data/problem-words.ts'
import { useStore } from '../../data/store.ts'
import { useTerminal, useText } from '../../data/terminal.ts'
import { createDesk, DeskContext } from '../../features/desk/desk.ts'
import { DeskLayout } from '../../features/desk/layout.tsx'
import { usePageTitle } from '../../features/shell/use-page-title.ts'
import { SymbolBar } from '../../features/symbols/symbol-bar.tsx'
import { emptyDraft } from '../../features/ticket/draft.ts'
import { EmptyState, ErrorState, Skeleton } from '../../ui/index.ts'

/** Where one trades a symbol: the home of whoever is signed in. */
export function TradeScreen(): ReactNode {
  const text = useText()
  const { symbol } = useParams({ from: '/trade/$symbol' })
  const symbols = useQuery(useTerminal().queries.symbols())
  usePageTitle(symbol)
  if (symbols.isPending) return <Skeleton what={text('nav.markets')} lines={8} />
  if (symbols.isLoadingError) return <ErrorState detail={problemWords(text, symbols.error)} onRetry={() => void symbols.refetch()} />
  const listed = symbols.data.find(candidate => candidate.symbol === symbol)
  if (listed === undefined)
    return (
      <EmptyState
        title={text('trade.unknownSymbol', { symbol })}
        action={
          <Link to="/" className="text-accent underline underline-offset-4">
            {text('shell.toMarket')}
          </Link>
        }
      />
    )
  return <Trading key={symbol} symbol={listed} symbols={symbols.data} />
}

interface TradingProps {
  readonly symbol: MarketSymbol
  readonly symbols: readonly MarketSymbol[]
}
function Trading({ symbol, symbols }: TradingProps): ReactNode {
  const { settings } = useTerminal()
  const [desk] = useState(() => createDesk(symbol, symbols, { ...emptyDraft, life: settings.get().life }))
  return (
    <DeskContext value={desk}>
      <PriceInTitle symbol={symbol.symbol} />
      <div data-fit="screen" className="flex min-h-0 flex-1 flex-col">
        <SymbolBar />
        <DeskLayout />
      </div>
    </DeskContext>
  )
}

function PriceInTitle({ symbol }: { readonly symbol: string }): ReactNode {
  const ticker = useStore(useTerminal().marketOf(symbol).ticker)
  const price = ticker?.last_price ?? null
  usePageTitle(price === null ? symbol : `${grouped(price)} ${symbol}`)
  return null
}
