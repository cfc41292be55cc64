import { memo, type ReactNode, useEffect, useRef, useState } from 'react'
import { Link } from '@tanstack/react-router'
import type { MarketSymbol, MarketTrade } from '#contracts/routes/market'
import { grouped, isKnown, isNegative } from '../../data/amounts.ts'
import { useStore } from '../../data/store.ts'
import { useTerminal, useText } from '../../data/terminal.ts'
import { decimalOf, type Depth, depthOf, type DepthRow, spreadOf } from '../../features/book/depth.ts'
import { useStanding } from '../../features/connection/connection.tsx'
import { classes, Clock, linkLooks, Pnl, Price, Quantity, Skeleton, Sparkline } from '../../ui/index.ts'

interface MiniProps {
  readonly symbol: MarketSymbol
}
/** The market as it moves, to look at: price, course, the top of the book and the last trades. */
export function MiniTerminal({ symbol, className }: MiniProps & { readonly className: string }): ReactNode {
  const text = useText()
  const { level } = useStanding(symbol.symbol)
  return (
    <section
      aria-label={text('home.live', { symbol: symbol.symbol })}
      data-testid="mini-terminal"
      className={classes('overflow-hidden', className)}
    >
      <Head symbol={symbol} />
      <Course symbol={symbol.symbol} />
      <div className={classes('grid border-t border-line transition-opacity sm:grid-cols-2', level !== 'live' && 'opacity-55')}>
        <Ladder symbol={symbol} />
        <LastTrades symbol={symbol} />
      </div>
    </section>
  )
}

function Head({ symbol }: MiniProps): ReactNode {
  const text = useText()
  const ticker = useStore(useTerminal().marketOf(symbol.symbol).ticker)
  const { source, level } = useStanding(symbol.symbol)
  const change = ticker?.change_24h
  const direction = isKnown(change) && (isNegative(change) ? 'text-down' : 'text-up')
  return (
    <div className="flex items-start justify-between gap-4 px-4 pt-4">
      <div>
        <p className="text-base font-semibold">
          {symbol.base_asset}
          <span className="font-normal text-muted">/{symbol.quote_asset}</span>
        </p>
        <p className={classes('text-2xl font-semibold tracking-tight', direction)} data-testid="mini-price">
          <Price value={ticker?.last_price} />
        </p>
        <p className="text-xs text-muted">
          <Pnl value={ticker?.change_percent_24h} unit=" %" /> {text('home.in24h')}
        </p>
      </div>
      <div className="flex flex-col items-end gap-2">
        <span className={classes('text-xs', level === 'live' && source !== 'synthetic' ? 'text-muted' : 'text-warning')}>
          {level === 'live' ? (source === undefined ? null : text(`connection.source.${source}`)) : text(`connection.${level}`)}
        </span>
        <Link to="/trade/$symbol" params={{ symbol: symbol.symbol }} className={linkLooks.small}>
          {text('home.openMarket')}
        </Link>
      </div>
    </div>
  )
}

/** Prices the line remembers. */
const courseMax = 300
/** The prices of the last trades, longer the longer one looks. */
function Course({ symbol }: { readonly symbol: string }): ReactNode {
  const trades = useStore(useTerminal().marketOf(symbol).trades)
  const [course, setCourse] = useState<readonly string[]>([])
  const lastId = useRef<string>(undefined)
  useEffect(() => {
    if (trades === undefined) return
    const seen = trades.findIndex(({ id }) => id === lastId.current)
    const fresh = seen < 0 ? trades : trades.slice(0, seen)
    lastId.current = trades[0]?.id
    if (fresh.length > 0) setCourse(before => [...before, ...fresh.map(({ price }) => price).toReversed()].slice(-courseMax))
  }, [trades])
  return <Sparkline values={course} isFilled className="mt-3 h-20 w-full" />
}

const rowsMax = 7
const heading = 'flex justify-between px-4 pt-2.5 pb-1 text-2xs text-muted'
function Ladder({ symbol }: MiniProps): ReactNode {
  const text = useText()
  const book = useStore(useTerminal().marketOf(symbol.symbol).book)
  if (book === undefined) return <Skeleton what={text('book.title')} lines={12} />
  const depth = depthOf(book, { symbol, group: 1, rowsMax, orders: [] })
  const deepest = Math.max(1, ...[...depth.asks, ...depth.bids].map(({ total }) => total))
  return (
    <div className="min-w-0 pb-2">
      <h2 className={heading}>
        <span>{text('book.title')}</span>
        <span>{text('book.size', { asset: symbol.base_asset })}</span>
      </h2>
      <Side label={text('home.asks')} rows={depth.asks.toReversed()} deepest={deepest} symbol={symbol} />
      <Spread depth={depth} symbol={symbol} />
      <Side label={text('home.bids')} rows={depth.bids} deepest={deepest} symbol={symbol} />
    </div>
  )
}

interface SideProps extends MiniProps {
  readonly label: string
  readonly rows: readonly DepthRow[]
  readonly deepest: number
}
function Side({ label, rows, deepest, symbol }: SideProps): ReactNode {
  return (
    <ol aria-label={label}>
      {rows.map(row => (
        <LevelRow
          key={row.price}
          side={row.side}
          price={decimalOf(row.price, symbol.price_decimals)}
          quantity={decimalOf(row.quantity, symbol.quantity_decimals)}
          share={Math.round((row.total / deepest) * 100)}
        />
      ))}
    </ol>
  )
}

interface LevelProps {
  readonly side: DepthRow['side']
  readonly price: string
  readonly quantity: string
  /** Length of its bar in percent. */
  readonly share: number
}
const LevelRow = memo(function LevelRow({ side, price, quantity, share }: LevelProps): ReactNode {
  const isBid = side === 'buy'
  return (
    <li className="relative flex h-5 items-center justify-between px-4 text-xs">
      <span
        aria-hidden="true"
        className={classes('absolute inset-y-px right-0', isBid ? 'bg-up-ground' : 'bg-down-ground')}
        style={{ width: `${share}%` }}
      />
      <span className={classes('number relative', isBid ? 'text-up' : 'text-down')}>{grouped(price)}</span>
      <span className="number relative">{quantity}</span>
    </li>
  )
})

function Spread({ depth, symbol }: MiniProps & { readonly depth: Depth }): ReactNode {
  const text = useText()
  const [bid, ask] = [depth.bids[0], depth.asks[0]]
  if (bid === undefined || ask === undefined) return <p className="px-4 py-1 text-2xs text-muted">{text('book.oneSide')}</p>
  const { units, bps } = spreadOf(bid, ask)
  return (
    <p className="number px-4 py-1 text-2xs text-muted">
      {text('book.spread', { spread: grouped(decimalOf(units, symbol.price_decimals)), bps })}
    </p>
  )
}

const tradesMax = 16
function LastTrades({ symbol }: MiniProps): ReactNode {
  const text = useText()
  const trades = useStore(useTerminal().marketOf(symbol.symbol).trades)
  if (trades === undefined) return <Skeleton what={text('tape.title')} lines={12} />
  return (
    <div className="min-w-0 border-line pb-2 max-sm:hidden sm:border-l">
      <h2 className={heading}>
        <span>{text('tape.title')}</span>
        <span>{text('tape.time')}</span>
      </h2>
      <ol aria-label={text('tape.title')}>
        {trades.slice(0, tradesMax).map(trade => (
          <TradeRow key={trade.id} trade={trade} decimals={symbol.quantity_decimals} />
        ))}
      </ol>
    </div>
  )
}

const TradeRow = memo(function TradeRow({ trade, decimals }: { readonly trade: MarketTrade; readonly decimals: number }): ReactNode {
  const isBuy = trade.side === 'buy'
  return (
    <li className="grid h-5 grid-cols-[1fr_1fr_auto] items-center gap-3 px-4 text-xs">
      <span className={isBuy ? 'text-up' : 'text-down'}>
        <span aria-hidden="true">{isBuy ? '▲ ' : '▼ '}</span>
        <Price value={trade.price} />
      </span>
      <span className="text-right">
        <Quantity value={trade.quantity} decimals={decimals} />
      </span>
      <Clock at={trade.executed_at} />
    </li>
  )
})
