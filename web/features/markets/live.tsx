import type { ReactNode } from 'react'
import type { Ticker } from '#contracts/routes/market'
import { useStore } from '../../data/store.ts'
import { useTerminal } from '../../data/terminal.ts'
import { standingOf } from '../connection/standing.ts'
import type { MarketRow } from './market-rows.ts'

/** What is known of a market right now, and whether it is old: the stream, and until it speaks what was last asked for. */
export function useLiveTicker({ symbol, ticker }: MarketRow): { readonly ticker: Ticker | undefined; readonly isStale: boolean } {
  const { marketOf, socket } = useTerminal()
  const newest = useStore(marketOf(symbol.symbol).ticker) ?? ticker
  const { level } = standingOf(useStore(socket.state), newest?.feed)
  return { ticker: newest, isStale: level === 'stale' || level === 'offline' }
}

/** Figures that stand still are grey, whatever they say. */
export const staleLook = 'text-muted [&_.number]:text-muted [&_svg]:text-muted'

interface LiveProps {
  readonly row: MarketRow
  readonly show: (ticker: Ticker | undefined) => ReactNode
}
/** Figures of a market as they move; grey when they no longer do. */
export function Live({ row, show }: LiveProps): ReactNode {
  const { ticker, isStale } = useLiveTicker(row)
  return <span className={isStale ? staleLook : undefined}>{show(ticker)}</span>
}
