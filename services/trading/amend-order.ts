import type { RouteReply } from '#contracts/kit'
import { readTerms } from '#contracts/order-wire'
import { refuse } from '#contracts/problems'
import type { amendOrder } from '#contracts/routes/orders'
import type { AmendCommand } from '#contracts/topics/orders'
import { assert } from '#core/assert'
import { formatDecimal, parseDecimal } from '#core/decimal'
import { type Instrument, isTerminal, lotOf, validateOrder, type Violation } from '#core/orders'
import type { Call } from '#platform/service'
import { problemOf } from './draft-order.ts'
import { submitChange } from './engine-word.ts'
import type { OrderRow } from './order-store.ts'
import { findOrder } from './read-orders.ts'
import type { Trading } from './trading.ts'

/**
 * Asks the engine for a lower total quantity; only it changes the order. What can be known before is refused here: the engine may
 * still refuse, where the order traded meanwhile, and then leaves it as it was.
 */
export async function amend(trading: Trading, call: Call<typeof amendOrder>): Promise<RouteReply<typeof amendOrder>> {
  const row = await findOrder(trading, call.principal.userId, call.query.account_id, call.params.id)
  const instrument = trading.instruments.find(row.symbol)
  const quantity = judged(call.body.quantity, row, instrument)
  const command: AmendCommand = {
    order_id: row.id,
    account_id: row.account_id,
    symbol: row.symbol,
    quantity: formatDecimal(quantity, instrument.baseScale),
    requested_at: new Date(trading.clock.now()).toISOString(),
  }
  const { spoken, order } = await submitChange(trading, 'order.amended', { command, wait: call.query.wait })
  if (spoken && call.query.wait !== 'accepted' && order.quantity !== command.quantity)
    refuse('NOT_AMENDABLE', `The order traded meanwhile: it is ${order.status} with ${order.filled_quantity} filled`, [
      { field: 'quantity', rule: 'must be above what was filled', value: call.body.quantity, limit: order.filled_quantity },
    ])
  return { status: spoken ? 200 : 202, body: order }
}

/** The new total in base units, on the step of the symbol and between what traded and what there is. */
function judged(text: string, row: OrderRow, instrument: Instrument): bigint {
  if (isTerminal(row.status) || row.status === 'pending' || row.quantity === null || row.quote_quantity !== null)
    refuse('NOT_AMENDABLE', `The order is ${row.status}; only one that waits for its trigger or rests can be amended`, [
      { field: 'id', rule: 'must be an armed or open order with a quantity', value: row.id },
    ])
  const [first, ...others] = brokenBy(text, row, instrument)
  if (first !== undefined) throw problemOf([first, ...others])
  const quantity = parseDecimal(text, instrument.baseScale)
  assert(typeof quantity === 'bigint', 'a quantity that breaks no rule is a decimal')
  const gone = row.filled_quantity + row.prevented_quantity
  if (quantity >= row.quantity || quantity <= gone) throw problemOf([outside(quantity, row, gone, instrument)])
  return quantity
}

/** The rules about quantities that the new total breaks; valued at the order's price, or where it waits for the market. */
function brokenBy(text: string, row: OrderRow, instrument: Instrument): readonly Violation[] {
  const { stop_price, activation_price } = readTerms(row.terms)
  const waits = parseDecimal(stop_price ?? activation_price ?? '0', instrument.priceScale)
  const isPriced = row.price !== null
  const validated = validateOrder(
    {
      side: row.side,
      type: isPriced ? 'limit' : 'market',
      timeInForce: 'ioc',
      postOnly: false,
      selfTradePrevention: 'none',
      quantity: text,
      ...(isPriced ? { price: formatDecimal(row.price, instrument.priceScale) } : {}),
    },
    { ...instrument, status: 'trading', ordersMax: 0, triggersMax: 0 },
    !isPriced && typeof waits === 'bigint' ? { last: waits } : {},
  )
  return validated.ok ? [] : validated.violations.filter(({ field }) => field === 'quantity')
}

function outside(quantity: bigint, row: OrderRow, gone: bigint, instrument: Instrument): Violation {
  const show = (units: bigint): string => formatDecimal(units, instrument.baseScale)
  const isTooMuch = quantity >= row.quantity!
  const nearest = isTooMuch ? row.quantity! - lotOf(instrument) : gone + lotOf(instrument)
  return {
    code: 'NOT_AMENDABLE',
    field: 'quantity',
    rule: isTooMuch ? 'must be below the present quantity' : 'must be above what was filled',
    value: show(quantity),
    limit: show(isTooMuch ? row.quantity! : gone),
    ...(nearest > gone && nearest < row.quantity! ? { nearest: show(nearest) } : {}),
  }
}
