import { type ReactNode, useEffect, useEffectEvent, useState } from 'react'
import type { MarketSymbol } from '#contracts/routes/market'
import { grouped, trim } from '../../data/amounts.ts'
import { useStore } from '../../data/store.ts'
import { useTerminal, useText } from '../../data/terminal.ts'
import { classes, Price } from '../../ui/index.ts'
import { costToFill, type Depth, type DepthRow, decimalOf, spreadOf } from './depth.ts'
import type { PlacedRow } from './draw-ladder.ts'

interface SpreadProps {
  readonly symbol: MarketSymbol
  readonly bid: DepthRow | undefined
  readonly ask: DepthRow | undefined
  /** The market is not heard: nothing here is of now. */
  readonly isOld: boolean
}
/** Between the sides: the last price and how far they are apart. */
export function SpreadRow({ symbol, bid, ask, isOld }: SpreadProps): ReactNode {
  const text = useText()
  const ticker = useStore(useTerminal().marketOf(symbol.symbol).ticker)
  const trades = useStore(useTerminal().marketOf(symbol.symbol).trades)
  const side = trades?.[0]?.side
  const spread = bid && ask && spreadOf(bid, ask)
  return (
    <div className="flex h-full items-center justify-between border-y border-line px-3 text-xs">
      <span
        className={classes('text-base font-semibold', isOld ? 'text-muted' : side === 'buy' ? 'text-up' : side === 'sell' && 'text-down')}
      >
        <span aria-hidden="true">{side === 'sell' ? '▼ ' : side === 'buy' ? '▲ ' : ''}</span>
        <Price value={ticker?.last_price} />
      </span>
      <span className="text-muted">
        {spread === undefined
          ? text('book.oneSide')
          : text('book.spread', { spread: trim(decimalOf(spread.units, symbol.price_decimals)), bps: spread.bps })}
      </span>
    </div>
  )
}

interface CostProps {
  readonly rows: readonly DepthRow[]
  readonly chosen: PlacedRow
  readonly rowHeight: number
  readonly symbol: MarketSymbol
}
/** Beside the row: what taking everything up to it would get and cost. */
export function HoveredCost({ rows, chosen, rowHeight, symbol }: CostProps): ReactNode {
  const text = useText()
  const cost = costToFill(rows, chosen.index)
  if (cost === undefined) return null
  const isAsk = chosen.row.side === 'sell'
  return (
    <div
      className="pointer-events-none absolute left-2 z-10 rounded-md border border-line-strong bg-raised px-2 py-1 text-xs whitespace-nowrap shadow-float"
      style={{ top: isAsk ? chosen.top + rowHeight + 4 : chosen.top - 50 }}
    >
      <div className="number">
        {text(isAsk ? 'book.buyUpTo' : 'book.sellDownTo', {
          quantity: trim(decimalOf(cost.quantity, symbol.quantity_decimals)),
          asset: symbol.base_asset,
        })}
      </div>
      <div className="number text-muted">
        {text('book.averages', {
          price: grouped(decimalOf(cost.average, symbol.price_decimals)),
          bps: decimalOf(cost.slippage, 2),
        })}
      </div>
    </div>
  )
}

const readingMs = 1_000
/** The book as a table for whoever does not see the picture. Calm: once a second. */
export function LadderReading({ symbol, depth }: { readonly symbol: MarketSymbol; readonly depth: Depth }): ReactNode {
  const text = useText()
  const [shown, setShown] = useState(depth)
  const refresh = useEffectEvent(() => setShown(depth))
  useEffect(() => {
    const timer = setInterval(() => refresh(), readingMs)
    return () => clearInterval(timer)
  }, [])
  return (
    <table className="sr-only" data-testid="book-reading">
      <caption>{text('book.caption', { symbol: symbol.symbol })}</caption>
      <thead>
        <tr>
          <th scope="col">{text('book.side')}</th>
          <th scope="col">{text('book.price', { asset: symbol.quote_asset })}</th>
          <th scope="col">{text('book.size', { asset: symbol.base_asset })}</th>
          <th scope="col">{text('book.own')}</th>
        </tr>
      </thead>
      <tbody>
        {[...shown.asks.toReversed(), ...shown.bids].map(({ side, price, quantity, own }) => (
          <tr key={`${side}${price}`}>
            <td>{text(side === 'buy' ? 'book.bid' : 'book.ask')}</td>
            <td>{grouped(decimalOf(price, symbol.price_decimals))}</td>
            <td>{decimalOf(quantity, symbol.quantity_decimals)}</td>
            <td>{own === 0 ? '' : text('book.ownOrder', { quantity: trim(decimalOf(own, symbol.quantity_decimals)) })}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
