import { useQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { type ReactNode, useEffect, useMemo, useRef } from 'react'
import { problemWords } from '../../data/problem-words.ts'
import { useTerminal, useText } from '../../data/terminal.ts'
import { Highlights } from '../../features/markets/highlights.tsx'
import { rowsOf } from '../../features/markets/market-rows.ts'
import { type MarketSearch, marketViews } from '../../features/markets/market-search.ts'
import { usePageTitle } from '../../features/shell/use-page-title.ts'
import { Choice, ErrorState, SearchField, Skeleton } from '../../ui/index.ts'
import { MarketList } from './market-list.tsx'
import { Standing } from './standing.tsx'

/** Every market there is, to find one and go there. */
export function MarketsScreen(): ReactNode {
  const text = useText()
  usePageTitle(text('nav.markets'))
  return (
    <div className="mx-auto flex h-[calc(100dvh-3rem)] min-h-[30rem] w-full max-w-[1440px] flex-col gap-3 p-3 sm:p-4">
      <Markets />
    </div>
  )
}

/** The order of the rows follows the market at this pace; the figures in them are live. */
const refreshMs = 5_000

function Markets(): ReactNode {
  const text = useText()
  const { queries } = useTerminal()
  const symbols = useQuery(queries.symbols())
  const tickers = useQuery({ ...queries.tickers(), refetchInterval: refreshMs })
  const rows = useMemo(() => symbols.data && rowsOf(symbols.data, tickers.data ?? []), [symbols.data, tickers.data])
  const retry = (): void => void Promise.all([symbols.refetch(), tickers.refetch()])
  const isWaiting = symbols.isPending || (tickers.isPending && !tickers.isError)
  return (
    <>
      <Head />
      {rows !== undefined && !isWaiting && rows.length > 0 ? <Highlights rows={rows} /> : null}
      <section
        aria-label={text('markets.list')}
        className="flex min-h-0 flex-1 flex-col overflow-hidden rounded-lg border border-line bg-panel"
      >
        {symbols.isLoadingError ? (
          <ErrorState detail={problemWords(text, symbols.error)} onRetry={retry} />
        ) : rows === undefined || isWaiting ? (
          <Skeleton what={text('nav.markets')} lines={12} />
        ) : (
          <MarketList rows={rows} />
        )}
      </section>
    </>
  )
}

function Head(): ReactNode {
  const text = useText()
  const { commands } = useTerminal()
  const search = useSearch({ from: '/markets' })
  const navigate = useNavigate({ from: '/markets' })
  const input = useRef<HTMLInputElement>(null)
  const change = (part: MarketSearch): void => void navigate({ search: before => ({ ...before, ...part }), replace: true })
  useEffect(() => commands.add([{ id: 'symbols', label: 'symbols.pick', run: () => input.current?.focus() }]), [commands])
  return (
    <header className="flex shrink-0 flex-wrap items-center gap-x-4 gap-y-2">
      <h1 className="text-xl font-semibold tracking-tight">{text('nav.markets')}</h1>
      <Standing />
      <div className="ml-auto flex flex-wrap items-center gap-2 max-md:w-full">
        <div className="max-md:w-full">
          <Choice
            size="small"
            label={text('markets.view')}
            value={search.view ?? 'all'}
            options={marketViews.map(value => ({ value, label: text(`markets.view.${value}`) }))}
            onChange={view => change({ view: view === 'all' ? undefined : view, sort: undefined })}
          />
        </div>
        <SearchField
          input={input}
          className="w-64 max-md:w-full"
          label={text('markets.find')}
          value={search.find ?? ''}
          onChange={find => change({ find: find === '' ? undefined : find })}
        />
      </div>
    </header>
  )
}
