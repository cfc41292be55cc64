import { type ReactNode, useSyncExternalStore } from 'react'
import type { ConnectionState } from '../../data/socket.ts'
import { useStore } from '../../data/store.ts'
import { useTerminal, useText } from '../../data/terminal.ts'
import { classes } from '../../ui/index.ts'
import { type Standing, standingOf } from './standing.ts'

/** The standing of a symbol's market, live; the levels of its book change nothing here. */
export function useStanding(symbol: string): Standing {
  const { socket, marketOf } = useTerminal()
  const { book } = marketOf(symbol)
  const feed = useSyncExternalStore(book.subscribe, () => book.get()?.feed)
  return standingOf(useStore(socket.state), feed)
}

/** State of the connection, and of a symbol's market where there is one; an invented market is always called so. */
export function ConnectionBadge({ symbol }: { readonly symbol: string | undefined }): ReactNode {
  return symbol === undefined ? <LineBadge /> : <MarketBadge symbol={symbol} />
}

function MarketBadge({ symbol }: { readonly symbol: string }): ReactNode {
  const { level } = useStanding(symbol)
  return (
    <>
      <MarketSource symbol={symbol} className="text-xs max-lg:max-w-24 max-lg:leading-tight max-md:hidden lg:whitespace-nowrap" />
      <Badge level={level} />
    </>
  )
}

/** Where the prices of a symbol come from. */
export function MarketSource({ symbol, className }: { readonly symbol: string; readonly className: string }): ReactNode {
  const text = useText()
  const { source } = useStanding(symbol)
  if (source === undefined) return null
  return (
    <span className={classes(source === 'synthetic' ? 'text-warning' : 'text-muted', className)}>
      {text(`connection.source.${source}`)}
    </span>
  )
}

const levels: Readonly<Record<ConnectionState['status'], Standing['level']>> = { open: 'live', connecting: 'waiting', offline: 'offline' }
function LineBadge(): ReactNode {
  return <Badge level={levels[useStore(useTerminal().socket.state).status]} />
}

const dots: Readonly<Record<Standing['level'], string>> = {
  live: 'rounded-full bg-up',
  waiting: 'animate-pulse rounded-full bg-warning',
  stale: 'rounded-[1px] bg-warning',
  offline: 'rounded-[1px] bg-bad',
}
function Badge({ level }: { readonly level: Standing['level'] }): ReactNode {
  const text = useText()
  const { roundTripMs } = useStore(useTerminal().socket.state)
  return (
    <span
      className="inline-flex h-6 items-center gap-1.5 rounded-full border border-line px-2 text-xs whitespace-nowrap"
      title={text('connection.label')}
      data-testid="connection"
    >
      <span className={classes('size-1.5', dots[level])} aria-hidden="true" />
      {text(`connection.${level}`)}
      {level === 'live' && roundTripMs !== undefined ? (
        <span data-moves className="number text-muted max-sm:hidden">
          {text('connection.roundTrip', { ms: roundTripMs })}
        </span>
      ) : null}
    </span>
  )
}

/** Says what is not as it should be, across the page. */
export function StaleBanner({ symbol }: { readonly symbol: string }): ReactNode {
  const text = useText()
  const { level, blocked } = useStanding(symbol)
  const isShown = blocked !== undefined && (level === 'stale' || level === 'offline')
  return (
    <div role="alert" className={isShown ? 'shrink-0 bg-warning-ground px-4 py-1.5 text-sm text-warning' : 'sr-only'}>
      {isShown ? (
        <>
          <strong className="font-semibold">{text(`connection.${level}`)}.</strong> {text(blocked)} {text('connection.marketOrdersWait')}
        </>
      ) : null}
    </div>
  )
}
