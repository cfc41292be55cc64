/** The book as rows, counted in whole units: ticks of the price and steps of the quantity are safe integers. */
import type { MarketSymbol } from '#contracts/routes/market'
import type { Order } from '#contracts/routes/orders'
import { isLess } from '../../data/amounts.ts'
import type { Book, Level } from '../../data/market.ts'

export interface DepthRow {
  readonly side: 'buy' | 'sell'
  /** In units of the last decimal of a price. */
  readonly price: number
  /** In units of the last decimal of a quantity. */
  readonly quantity: number
  /** At this price and better. */
  readonly total: number
  /** What of it is the reader's. */
  readonly own: number
}
export interface Depth {
  /** Best first. */
  readonly bids: readonly DepthRow[]
  readonly asks: readonly DepthRow[]
}
export interface DepthOptions {
  readonly symbol: MarketSymbol
  /** Units of the price that make one row. */
  readonly group: number
  readonly rowsMax: number
  readonly orders: readonly Order[]
}

/** Levels that are read for one row; deeper groups may be cut short, as the book itself is. */
const levelsMax = 1_000

/** Both sides in groups, with what rests up to each row. */
export function depthOf(book: Book, { symbol, group, rowsMax, orders }: DepthOptions): Depth {
  const tick = units(symbol.tick_size, symbol.price_decimals)
  const depthMax = group <= tick ? rowsMax : levelsMax
  const side = (name: DepthRow['side']): readonly DepthRow[] =>
    rowsOf(name, book.levels(name, depthMax), {
      symbol,
      group,
      rowsMax,
      own: ownAt(
        orders.filter(order => order.symbol === symbol.symbol && order.side === name),
        { symbol, group },
      ),
    })
  return { bids: side('buy'), asks: side('sell') }
}

interface SideOptions extends Omit<DepthOptions, 'orders'> {
  readonly own: ReadonlyMap<number, number>
}
function rowsOf(side: DepthRow['side'], levels: readonly Level[], { symbol, group, rowsMax, own }: SideOptions): readonly DepthRow[] {
  const rows: DepthRow[] = []
  let total = 0
  for (const [text, amount] of levels) {
    const price = groupOf(side, units(text, symbol.price_decimals), group)
    const quantity = units(amount, symbol.quantity_decimals)
    total += quantity
    const last = rows.at(-1)
    if (last?.price === price) rows[rows.length - 1] = { ...last, quantity: last.quantity + quantity, total }
    else if (rows.length === rowsMax) return rows
    else rows.push({ side, price, quantity, total, own: own.get(price) ?? 0 })
  }
  return rows
}

/** A bid is never shown better than it is, nor an ask. */
function groupOf(side: DepthRow['side'], price: number, group: number): number {
  return (side === 'buy' ? Math.floor(price / group) : Math.ceil(price / group)) * group
}

/** What orders show in the book: one that waits for its trigger or its entry is not there, an iceberg shows its slice. */
function ownAt(orders: readonly Order[], { symbol, group }: Pick<DepthOptions, 'symbol' | 'group'>): ReadonlyMap<number, number> {
  const own = new Map<number, number>()
  for (const { side, price, status, remaining_quantity: left, display_quantity: slice } of orders) {
    if (price === null || left === null || (status !== 'open' && status !== 'partially_filled')) continue
    const quantity = slice !== null && isLess(slice, left) ? slice : left
    const key = groupOf(side, units(price, symbol.price_decimals), group)
    own.set(key, (own.get(key) ?? 0) + units(quantity, symbol.quantity_decimals))
  }
  return own
}

/** What taking everything up to a row would cost. */
export interface CostToFill {
  readonly quantity: number
  /** Units of the price, rounded towards the worse. */
  readonly average: number
  /** How much worse than the best price, in hundredths of a basis point. */
  readonly slippage: number
}
export function costToFill(rows: readonly DepthRow[], upTo: number): CostToFill | undefined {
  const taken = rows.slice(0, upTo + 1)
  const best = taken[0]
  if (best === undefined) return undefined
  const quantity = taken.reduce((sum, row) => sum + BigInt(row.quantity), 0n)
  const cost = taken.reduce((sum, row) => sum + BigInt(row.quantity) * BigInt(row.price), 0n)
  if (quantity === 0n) return undefined
  const average = Number(best.side === 'sell' ? (cost + quantity - 1n) / quantity : cost / quantity)
  return { quantity: Number(quantity), average, slippage: Math.round((Math.abs(average - best.price) * 1_000_000) / best.price) }
}

/** How far the sides are apart: in units of the price, and of the ask in basis points. */
export function spreadOf(bid: DepthRow, ask: DepthRow): { readonly units: number; readonly bps: string } {
  const apart = ask.price - bid.price
  return { units: apart, bps: decimalOf(Math.round((apart * 1_000_000) / ask.price), 2) }
}

/** Groups to choose from, in units of the price: the tick, then each ten times the one before. */
export function groupsOf(symbol: MarketSymbol): readonly number[] {
  const tick = units(symbol.tick_size, symbol.price_decimals)
  return Array.from({ length: 5 }, (_, power) => tick * 10 ** power)
}

/** A decimal as a whole number of its last decimal. Digits beyond `scale` are cut. */
function units(text: string, scale: number): number {
  const point = text.indexOf('.')
  if (point < 0) return Number(text) * 10 ** scale
  return Number(text.slice(0, point) + text.slice(point + 1, point + 1 + scale).padEnd(scale, '0'))
}
/** The decimal a number of units stands for. */
export function decimalOf(count: number, scale: number): string {
  const digits = String(Math.abs(count)).padStart(scale + 1, '0')
  const sign = count < 0 ? '-' : ''
  return scale === 0 ? `${sign}${digits}` : `${sign}${digits.slice(0, -scale)}.${digits.slice(-scale)}`
}
