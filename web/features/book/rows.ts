/** The book as rows: what rests at each price, how much up to it, what of it is yours. */
import type { Order } from '#contracts/routes/orders'
import { add, isLess, thousandths, trim } from '../../data/amounts.ts'
import type { Book, Level } from '../../data/market.ts'

export interface LadderRow {
  readonly price: string
  readonly quantity: string
  /** Quantity at this price and better. */
  readonly total: string
  /** Length of the depth bar, in thousandths of the deeper side. */
  readonly depth: number
  /** What rests there for the reader; undefined for nothing. */
  readonly own: string | undefined
}

/** Both sides best first. */
export function ladderRows(
  book: Book,
  orders: readonly Order[],
  symbol: string,
): { readonly bids: readonly LadderRow[]; readonly asks: readonly LadderRow[] } {
  const own = ownAt(orders.filter(order => order.symbol === symbol))
  const [bids, asks] = [withTotals(book.bids), withTotals(book.asks)]
  const [left, right] = [bids.at(-1)?.total ?? '0', asks.at(-1)?.total ?? '0']
  const deepest = isLess(left, right) ? right : left
  const finish = (side: Order['side'], rows: ReturnType<typeof withTotals>): LadderRow[] =>
    rows.map(row => ({ ...row, depth: thousandths(row.total, deepest), own: own.get(`${side} ${trim(row.price)}`) }))
  return { bids: finish('buy', bids), asks: finish('sell', asks) }
}

function withTotals(levels: readonly Level[]): { readonly price: string; readonly quantity: string; readonly total: string }[] {
  let total = '0'
  return levels.map(([price, quantity]) => {
    total = add(total, quantity)
    return { price, quantity, total }
  })
}

/** What orders show in the book: one that waits for its trigger or its entry is not there, an iceberg shows its slice. */
function ownAt(orders: readonly Order[]): ReadonlyMap<string, string> {
  const own = new Map<string, string>()
  for (const { side, price, status, remaining_quantity: left, display_quantity: slice } of orders) {
    if (price === null || left === null || (status !== 'open' && status !== 'partially_filled')) continue
    const quantity = slice !== null && isLess(slice, left) ? slice : left
    const key = `${side} ${trim(price)}`
    own.set(key, add(own.get(key) ?? '0', quantity))
  }
  return own
}
