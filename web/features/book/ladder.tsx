import { type KeyboardEvent, memo, type ReactNode } from 'react'
import type { MarketSymbol } from '#contracts/routes/market'
import type { Order } from '#contracts/routes/orders'
import { add, divideDown, grouped, multiply } from '../../data/amounts.ts'
import type { Book } from '../../data/market.ts'
import { useStore } from '../../data/store.ts'
import { useTerminal } from '../../data/terminal.ts'
import { Price, Quantity } from '../../ui/index.ts'
import { EmptyState, Panel, Skeleton } from '../../ui/index.ts'
import { useStanding } from '../connection/connection.tsx'
import { type LadderRow, ladderRows } from './rows.ts'

interface LadderProps {
  readonly symbol: MarketSymbol
  /** Somebody chose a price. */
  readonly onPrice: (price: string) => void
}
/** The live book: asks above, bids below, best in the middle. A price fills the ticket. */
export function Ladder({ symbol, onPrice }: LadderProps): ReactNode {
  const { marketOf, account } = useTerminal()
  const book = useStore(marketOf(symbol.symbol).book)
  const orders = useStore(account.orders)
  const { level } = useStanding(symbol.symbol)
  return (
    <Panel title="Order book" className="area-book panel" isFlush>
      {book === undefined ? (
        <Skeleton what="the order book" lines={12} />
      ) : book.bids.length + book.asks.length === 0 ? (
        <EmptyState title="Nobody offers anything here">
          This symbol has no market feed in this session. A limit order of yours would be the first.
        </EmptyState>
      ) : (
        <LadderTable symbol={symbol} book={book} orders={orders ?? []} isOld={level !== 'live'} onPrice={onPrice} />
      )}
    </Panel>
  )
}

interface TableProps extends LadderProps {
  readonly book: Book
  readonly orders: readonly Order[]
  readonly isOld: boolean
}
function LadderTable({ symbol, book, orders, isOld, onPrice }: TableProps): ReactNode {
  const { bids, asks } = ladderRows(book, orders, symbol.symbol)
  const row = (side: Order['side'], index: number, level: LadderRow): ReactNode => (
    <Row
      key={`${side}${index}`}
      side={side}
      {...level}
      decimals={symbol.quantity_decimals}
      isBest={index === 0}
      isDeep={index > 5}
      onPrice={onPrice}
    />
  )
  return (
    <table className={`figures ladder ${isOld ? 'is-old' : ''}`} data-testid="ladder" onKeyDown={moveFocus}>
      <caption className="sr-only">Order book of {symbol.symbol}, best prices in the middle. Arrow keys move between prices.</caption>
      <thead>
        <tr>
          <th scope="col">Price ({symbol.quote_asset})</th>
          <th scope="col">Size ({symbol.base_asset})</th>
          <th scope="col">Total</th>
        </tr>
      </thead>
      <tbody className="asks">{asks.map((level, index) => row('sell', index, level)).toReversed()}</tbody>
      <tbody>
        <SpreadRow bid={bids[0]?.price} ask={asks[0]?.price} />
      </tbody>
      <tbody className="bids">{bids.map((level, index) => row('buy', index, level))}</tbody>
    </table>
  )
}

interface RowProps extends LadderRow {
  readonly side: Order['side']
  readonly decimals: number
  readonly isBest: boolean
  readonly isDeep: boolean
  readonly onPrice: (price: string) => void
}
const Row = memo(function Row({ side, price, quantity, total, depth, own, decimals, isBest, isDeep, onPrice }: RowProps): ReactNode {
  return (
    <tr
      className={`${side === 'buy' ? 'bid' : 'ask'} ${isDeep ? 'is-deep' : ''}`}
      style={{ backgroundSize: `${depth / 10}% 100%` }}
      onClick={() => onPrice(price)}
    >
      <td>
        <button
          type="button"
          className="price-button"
          tabIndex={isBest ? 0 : -1}
          aria-label={`${side === 'buy' ? 'Bid' : 'Ask'} ${grouped(price)}: use this price`}
        >
          <Price value={price} />
        </button>
        {own === undefined ? null : (
          <span className="own" title={`your order: ${own}`}>
            ◆<span className="sr-only"> your order of {own}</span>
          </span>
        )}
      </td>
      <td>
        <Quantity value={quantity} decimals={decimals} />
      </td>
      <td>
        <Quantity value={total} decimals={decimals} />
      </td>
    </tr>
  )
})

function SpreadRow({ bid, ask }: { readonly bid: string | undefined; readonly ask: string | undefined }): ReactNode {
  if (bid === undefined || ask === undefined)
    return (
      <tr className="spread">
        <td colSpan={3}>One side is empty</td>
      </tr>
    )
  const spread = add(ask, `-${bid}`)
  const points = divideDown(multiply(spread, '10000'), ask, 2)
  return (
    <tr className="spread">
      <td colSpan={3}>
        Spread <Price value={spread} /> <span className="muted">({points ?? '–'} bps)</span>
      </td>
    </tr>
  )
}

/** Arrow keys walk over the prices; only the best ones are tab stops. */
function moveFocus(event: KeyboardEvent<HTMLTableElement>): void {
  const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0
  if (step === 0) return
  const buttons = [...event.currentTarget.querySelectorAll<HTMLButtonElement>('.price-button')]
  const next = buttons[buttons.indexOf(document.activeElement as HTMLButtonElement) + step]
  if (next === undefined) return
  event.preventDefault()
  next.focus()
}
