import type { PlacedOrder } from '#contracts/topics/orders'
import { assert } from '#core/assert'

/** What every order has, in the order in which `live_orders` keeps it. The first two are looked for by their place (stored-order.ts). */
const always = [
  'order_id',
  'account_id',
  'user_id',
  'client_order_id',
  'symbol',
  'side',
  'type',
  'time_in_force',
  'post_only',
  'price',
  'quantity',
  'quote_quantity',
  'self_trade_prevention',
  'hold_asset',
  'hold_amount',
  'spend_max',
  'maker_fee_ppm',
  'taker_fee_ppm',
  'filter_version',
  'created_at',
] as const satisfies readonly (keyof PlacedOrder)[]
const known: ReadonlySet<string> = new Set([...always, 'balance'])

/**
 * An order as it was placed, as a row keeps it: a JSON array of what every order has, and behind it an object of what only some have.
 * Without names it is half as long, and a start reads all of them. The balance after its hold was for the user's eyes and is left out.
 */
export function writePlaced(placed: PlacedOrder): string {
  const some = Object.entries(placed).filter(([key]) => !known.has(key))
  const values: unknown[] = always.map(key => placed[key])
  if (some.length > 0) values.push(Object.fromEntries(some))
  return JSON.stringify(values)
}

/** The order a row keeps; rows of before this layout are objects and are read as well. */
export function readPlaced(words: string): PlacedOrder {
  const read = JSON.parse(words) as PlacedOrder | unknown[]
  if (!Array.isArray(read)) return read
  assert(read.length === always.length || read.length === always.length + 1, 'a stored order has all its words')
  return { ...Object.fromEntries(always.map((key, at) => [key, read[at]])), ...(read[always.length] as object | undefined) } as PlacedOrder
}
