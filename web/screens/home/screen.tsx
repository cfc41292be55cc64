import { Link } from '@tanstack/react-router'
import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { useTerminal, useText } from '../../data/terminal.ts'
import { usePageTitle } from '../../features/shell/use-page-title.ts'
import { ErrorState, Skeleton } from '../../ui/index.ts'

/** The front page: the way to the first market. */
export function HomeScreen(): ReactNode {
  const text = useText()
  const symbols = useQuery(useTerminal().queries.symbols())
  usePageTitle('')
  if (symbols.isPending) return <Skeleton what={text('nav.markets')} />
  if (symbols.isError) return <ErrorState detail={symbols.error.message} onRetry={() => void symbols.refetch()} />
  return (
    <div className="m-auto flex max-w-xl flex-col items-center gap-4 p-8 text-center">
      <h1 className="text-3xl font-semibold tracking-tight">{text('account.cardTitle')}</h1>
      <p className="text-base text-muted">{text('account.cardLead')}</p>
      <Link
        to="/trade/$symbol"
        params={{ symbol: symbols.data[0]?.symbol ?? 'BTCUSDT' }}
        className="rounded-lg bg-accent-solid px-5 py-2.5 text-base font-semibold text-white hover:brightness-110"
      >
        {text('shell.toMarket')}
      </Link>
    </div>
  )
}
