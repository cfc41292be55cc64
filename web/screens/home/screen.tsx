import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import type { MarketSymbol } from '#contracts/routes/market'
import { firstSymbol } from '../../data/market.ts'
import { problemWords } from '../../data/problem-words.ts'
import { useStore } from '../../data/store.ts'
import { useTerminal, useText } from '../../data/terminal.ts'
import { useGuestEntry } from '../../features/account/use-guest-entry.ts'
import { Footer } from '../../features/shell/footer.tsx'
import { usePageTitle } from '../../features/shell/use-page-title.ts'
import { Button, ErrorState, linkLooks, Skeleton } from '../../ui/index.ts'
import { MiniTerminal } from './mini-terminal.tsx'
import { ScriptPanel } from './script-panel.tsx'

/** The front page: what this is, the market as it moves, and one press to a first order. */
export function HomeScreen(): ReactNode {
  const text = useText()
  usePageTitle('')
  return (
    <>
      <div className="mx-auto flex w-full max-w-[1200px] flex-1 flex-col gap-16 px-4 py-10 sm:px-8 lg:gap-24 lg:py-20">
        <section className="grid items-center gap-10 lg:grid-cols-[minmax(0,10fr)_minmax(0,11fr)] lg:gap-16">
          <div className="flex flex-col items-start gap-5">
            <p className="rounded-full bg-accent-ground px-3 py-1 text-xs font-semibold text-accent">{text('home.eyebrow')}</p>
            <h1 className="text-3xl font-semibold tracking-tight sm:text-[44px] sm:leading-[50px]">
              <span className="block">{text('home.title')}</span> <span className="block text-muted">{text('home.titleToo')}</span>
            </h1>
            <p className="max-w-[52ch] text-lg text-pretty text-muted">{text('home.lead')}</p>
            <WayIn />
          </div>
          <LiveMarket />
        </section>
        <Promises />
        <ScriptPanel />
      </div>
      <Footer />
    </>
  )
}

/** A visitor's one press to an account; whoever has one goes on. */
function WayIn(): ReactNode {
  const text = useText()
  const { status } = useStore(useTerminal().session.state)
  const navigate = useNavigate()
  const guest = useGuestEntry(() => void navigate({ to: '/trade/$symbol', params: { symbol: firstSymbol } }))
  if (status === 'restoring') return <div className="h-11 w-52 animate-pulse rounded-lg bg-raised" />
  if (status === 'signed_in')
    return (
      <Link to="/trade/$symbol" params={{ symbol: firstSymbol }} className={linkLooks.primary}>
        {text('home.toTerminal')}
      </Link>
    )
  return (
    <div className="flex w-full flex-col gap-3">
      <div className="flex flex-wrap items-center gap-3">
        <Button
          tone="primary"
          size="large"
          className="px-6 max-sm:w-full"
          aria-disabled={guest.isBusy || guest.waitSeconds > 0}
          onClick={guest.enter}
        >
          {guest.isBusy ? text('common.oneMoment') : text('account.tradeNow')}
        </Button>
        <Link to="/register" className={`${linkLooks.neutral} max-sm:w-full`}>
          {text('account.createOne')}
        </Link>
      </div>
      <p className="text-sm text-muted">
        {text('home.noCard')}{' '}
        <Link to="/login" className={`${linkLooks.inline} whitespace-nowrap`}>
          {text('account.haveOne')}
        </Link>
      </p>
      <div role="alert" className="text-sm text-bad empty:hidden">
        {guest.refusal}
      </div>
    </div>
  )
}

function LiveMarket(): ReactNode {
  const text = useText()
  const symbols = useQuery(useTerminal().queries.symbols())
  const frame = 'min-h-[420px] min-w-0 rounded-xl border border-line bg-panel'
  if (symbols.isPending)
    return (
      <div className={frame}>
        <Skeleton what={text('nav.markets')} lines={12} />
      </div>
    )
  const listed: MarketSymbol | undefined = symbols.data?.find(({ symbol }) => symbol === firstSymbol) ?? symbols.data?.[0]
  if (listed === undefined)
    return (
      <div className={frame}>
        <ErrorState
          detail={symbols.error ? problemWords(text, symbols.error) : text('home.noMarket')}
          onRetry={() => void symbols.refetch()}
        />
      </div>
    )
  return <MiniTerminal symbol={listed} className={frame} />
}

const promises = ['book', 'evidence', 'people', 'api'] as const
function Promises(): ReactNode {
  const text = useText()
  return (
    <section aria-label={text('home.promises')} className="grid gap-x-10 gap-y-8 sm:grid-cols-2 lg:grid-cols-4">
      {promises.map(name => (
        <div key={name} className="border-t-2 border-line pt-4">
          <h2 className="mb-1.5 text-base font-semibold">{text(`home.promise.${name}`)}</h2>
          <p className="text-sm text-pretty text-muted">{text(`home.promise.${name}.more`)}</p>
        </div>
      ))}
    </section>
  )
}
