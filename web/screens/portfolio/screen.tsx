import { useQuery } from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'
import type { MarketSymbol } from '#contracts/routes/market'
import type { PerformanceWindow } from '../../data/queries.ts'
import { problemWords } from '../../data/problem-words.ts'
import { useStore } from '../../data/store.ts'
import { useTerminal, useText } from '../../data/terminal.ts'
import { ForAccounts } from '../../features/account/for-accounts.tsx'
import { createDesk, DeskContext } from '../../features/desk/desk.ts'
import { usePageTitle } from '../../features/shell/use-page-title.ts'
import { Choice, ErrorState, Panel, Skeleton } from '../../ui/index.ts'
import { Allocation } from './allocation.tsx'
import { Books } from './books.tsx'
import { Equity } from './equity.tsx'
import { ExportMenu } from './export-menu.tsx'
import { Stats } from './stats.tsx'

/** What the account is worth, how it came to that, and what it is made of. */
export function PortfolioScreen(): ReactNode {
  const text = useText()
  usePageTitle(text('nav.portfolio'))
  return (
    <ForAccounts title={text('nav.portfolio')}>
      <Portfolio />
    </ForAccounts>
  )
}

const refreshMs = 10_000
const windows: readonly PerformanceWindow[] = ['1d', '7d', '30d', 'all']

function Portfolio(): ReactNode {
  const text = useText()
  const { queries, account } = useTerminal()
  const [window, setWindow] = useState<PerformanceWindow>('30d')
  const portfolio = useStore(account.portfolio)
  const performance = useQuery({ ...queries.performance(window), refetchInterval: refreshMs, placeholderData: before => before })
  return (
    <div className="mx-auto flex w-full max-w-[1440px] flex-col gap-3 p-3 sm:p-4">
      <header className="flex flex-wrap items-center justify-between gap-3">
        <h1 className="text-xl font-semibold tracking-tight">{text('nav.portfolio')}</h1>
        <div className="flex items-center gap-2">
          <Choice
            label={text('portfolio.window')}
            size="small"
            value={window}
            options={windows.map(value => ({ value, label: text(`portfolio.window.${value}`) }))}
            onChange={setWindow}
          />
          <ExportMenu portfolio={portfolio} performance={performance.data} />
        </div>
      </header>
      {portfolio !== undefined && (portfolio.behind || portfolio.unpriced.length > 0) ? (
        <p role="status" className="rounded-md bg-warning-ground px-3 py-2 text-sm text-warning">
          {portfolio.unpriced.length > 0 ? text('portfolio.unpriced', { assets: portfolio.unpriced.join(', ') }) : text('portfolio.behind')}
        </p>
      ) : null}
      <Stats portfolio={portfolio} performance={performance.data} window={window} />
      <div className="grid gap-3 lg:grid-cols-[minmax(0,7fr)_minmax(0,3fr)] xl:grid-cols-[minmax(0,2fr)_minmax(0,1fr)]">
        <Panel title={text('portfolio.equity')} className="h-88">
          {performance.isLoadingError ? (
            <ErrorState detail={problemWords(text, performance.error)} onRetry={() => void performance.refetch()} />
          ) : (
            <Equity performance={performance.data} portfolio={portfolio} />
          )}
        </Panel>
        <Panel title={text('portfolio.allocation')} className="min-h-72">
          <Allocation portfolio={portfolio} />
        </Panel>
      </div>
      <WithDesk />
    </div>
  )
}

/** Lists of the trading screen ask its desk which symbols there are. */
function WithDesk(): ReactNode {
  const text = useText()
  const symbols = useQuery(useTerminal().queries.symbols())
  if (symbols.isPending) return <Skeleton what={text('blotter.positions')} />
  if (symbols.isLoadingError) return <ErrorState detail={problemWords(text, symbols.error)} onRetry={() => void symbols.refetch()} />
  const [first] = symbols.data
  return first === undefined ? null : <Desk first={first} symbols={symbols.data} />
}

function Desk({ first, symbols }: { readonly first: MarketSymbol; readonly symbols: readonly MarketSymbol[] }): ReactNode {
  const [desk] = useState(() => createDesk(first, symbols))
  return (
    <DeskContext value={desk}>
      <Books />
    </DeskContext>
  )
}
