import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import type { TextKey } from '../../i18n/texts.ts'
import { useStore } from '../../data/store.ts'
import { useTerminal, useText } from '../../data/terminal.ts'
import { classes, Pnl, Price } from '../../ui/index.ts'
import { staleLook, useLiveTicker } from './live.tsx'
import { Course } from './market-columns.tsx'
import { directionOf, type MarketRow, sorted } from './market-rows.ts'

/** The day at a glance: how many rose and fell, and the markets that stand out. */
export function Highlights({ rows }: { readonly rows: readonly MarketRow[] }): ReactNode {
  const text = useText()
  const [busiest] = sorted(rows, { key: 'turnover', isDescending: true })
  const [gainer] = sorted(rows, { key: 'change', isDescending: true })
  const [loser] = sorted(rows, { key: 'change', isDescending: false })
  return (
    <section aria-label={text('markets.glance')} className="grid shrink-0 gap-3 max-lg:hidden lg:grid-cols-4">
      <Breadth rows={rows} />
      <Leader title="markets.busiest" row={busiest} />
      <Leader title="markets.topGainer" row={directionOf(gainer?.ticker) === 'up' ? gainer : undefined} />
      <Leader title="markets.topLoser" row={directionOf(loser?.ticker) === 'down' ? loser : undefined} />
    </section>
  )
}

const tile = 'flex h-[76px] min-w-0 rounded-lg border border-line bg-panel px-4 py-2.5'

function Breadth({ rows }: { readonly rows: readonly MarketRow[] }): ReactNode {
  const text = useText()
  const isOffline = useStore(useTerminal().socket.state).status === 'offline'
  const count = (direction: 'up' | 'down' | 'level'): number => rows.filter(({ ticker }) => directionOf(ticker) === direction).length
  const [up, level, down] = [count('up'), count('level'), count('down')]
  return (
    <div className={classes(tile, 'flex-col justify-between', isOffline && 'grayscale', isOffline && staleLook)}>
      <h2 className="text-xs text-muted">{text('markets.breadth')}</h2>
      <p className="flex justify-between text-sm font-semibold">
        <span className="number text-up">▲ {text('markets.up', { count: up })}</span>
        <span className="number text-down">▼ {text('markets.down', { count: down })}</span>
      </p>
      <div aria-hidden="true" className="flex h-1.5 gap-0.5 overflow-hidden rounded-full bg-raised">
        <span className="bg-up" style={{ flexGrow: up }} />
        <span className="bg-line-strong" style={{ flexGrow: level }} />
        <span className="bg-down" style={{ flexGrow: down }} />
      </div>
    </div>
  )
}

interface LeaderProps {
  readonly title: TextKey
  readonly row: MarketRow | undefined
}
function Leader({ title, row }: LeaderProps): ReactNode {
  const text = useText()
  if (row !== undefined) return <LeaderLink title={title} row={row} />
  return (
    <div className={`${tile} flex-col justify-between`}>
      <h2 className="text-xs text-muted">{text(title)}</h2>
      <p className="text-sm text-muted">{text('markets.nobody')}</p>
    </div>
  )
}

function LeaderLink({ title, row }: LeaderProps & { readonly row: MarketRow }): ReactNode {
  const text = useText()
  const { ticker, isStale } = useLiveTicker(row)
  const { symbol, base_asset: base, quote_asset: quote } = row.symbol
  return (
    <Link
      to="/trade/$symbol"
      params={{ symbol }}
      className={classes(
        tile,
        'items-center justify-between gap-4 transition-colors hover:border-line-strong hover:bg-raised',
        isStale && staleLook,
      )}
    >
      <div className="min-w-0">
        <h2 className="text-xs text-muted">{text(title)}</h2>
        <p className="truncate text-sm font-semibold">
          {base}
          <span className="font-normal text-muted">/{quote}</span>
        </p>
        <p className="text-xs">
          <Price value={ticker?.last_price} /> <Pnl value={ticker?.change_percent_24h} unit=" %" />
        </p>
      </div>
      <Course row={row} ticker={ticker} isFilled className="h-11 w-16 shrink-0 xl:w-28" />
    </Link>
  )
}
