/** From what stands in the ticket to the order it means. */
import type { MarketSymbol } from '#contracts/routes/market'
import type { ListedOrder, NewOrder, NewOrderList } from '#contracts/routes/orders'
import { isZero, multiply, readAmount, trim } from '../../data/amounts.ts'
import { canHide, canPostOnly, type Draft, hasLoss, hasPrice, hasProfit, hasTrigger, isList, lifeOf, pricedAt, unitOf } from './draft.ts'
import { baseFor } from './sizing.ts'

export type OrderRequest = { readonly form: 'order'; readonly order: NewOrder } | { readonly form: 'list'; readonly list: NewOrderList }

const orderTypes = {
  limit: 'limit',
  market: 'market',
  stop: 'stop_loss',
  take_profit: 'take_profit',
  stop_limit: 'stop_loss_limit',
  take_profit_limit: 'take_profit_limit',
  trailing: 'stop_loss',
  pegged: 'limit',
} as const

/** Reads the ticket; undefined until it is an order. */
export function readDraft(draft: Draft, symbol: MarketSymbol): OrderRequest | undefined {
  if (isList(draft)) {
    const list = readList(draft, symbol)
    return list && { form: 'list', list }
  }
  const order = readOrder(draft, symbol)
  return order && { form: 'order', order }
}

/** Except at market, a size in quote is sent as the base quantity that much buys at the price or trigger, rounded down to the step. */
function readOrder(draft: Draft, symbol: MarketSymbol): NewOrder | undefined {
  const { kind } = draft
  const size = amount(draft.size)
  if (size === undefined || kind === 'oco' || kind === 'oto' || kind === 'bracket') return undefined
  const common = { symbol: symbol.symbol, side: draft.side, type: orderTypes[kind], ...guards(draft) }
  const life = lifeOf(draft)
  if (kind === 'market')
    return {
      ...common,
      ...(life === 'fok' ? { time_in_force: life } : {}),
      ...(draft.unit === 'base' ? { quantity: size } : { quote_quantity: size }),
    }
  const waits = readWaiting(draft)
  const ends = readLife(draft)
  const at = pricedAt(draft)
  if (waits === undefined || ends === undefined || ((hasPrice(draft) || hasTrigger(draft)) && at === undefined)) return undefined
  const price = hasPrice(draft) ? amount(draft.price) : undefined
  if (hasPrice(draft) && price === undefined) return undefined
  const display = canHide(draft) ? amount(draft.display) : undefined
  return {
    ...common,
    ...waits,
    ...ends,
    quantity: unitOf(draft) === 'base' || at === undefined ? size : baseFor(size, at, symbol),
    ...(price === undefined ? {} : { price }),
    ...(draft.isPostOnly && canPostOnly(draft) && life !== 'ioc' && life !== 'fok' ? { post_only: true } : {}),
    ...(display === undefined ? {} : { display_quantity: display }),
  }
}

/** What the order waits for or follows; undefined while that is not said. */
function readWaiting(draft: Draft): Partial<NewOrder> | undefined {
  if (draft.kind === 'trailing') {
    const bips = bipsOf(draft.distance)
    const activation = amount(draft.activation)
    if (bips === undefined || bips === 0) return undefined
    return { trailing_delta: bips, ...(activation === undefined ? {} : { activation_price: activation }) }
  }
  if (draft.kind === 'pegged') {
    const offset = /^\d{1,3}$/.test(draft.pegOffset) ? Number(draft.pegOffset) : 0
    return { peg: draft.peg, ...(offset === 0 ? {} : { peg_offset: offset }) }
  }
  if (!hasTrigger(draft)) return {}
  const trigger = amount(draft.trigger)
  return trigger === undefined ? undefined : { stop_price: trigger }
}

/** How long it lives; undefined while the end of a good-till-date order is not said. */
function readLife(draft: Draft): Pick<NewOrder, 'time_in_force' | 'expires_at'> | undefined {
  const life = lifeOf(draft)
  if (life !== 'gtd') return hasPrice(draft) || life !== 'gtc' ? { time_in_force: life } : {}
  const at = Date.parse(draft.expires)
  return Number.isNaN(at) ? undefined : { time_in_force: 'gtd', expires_at: new Date(at).toISOString() }
}

function guards({ selfTrade }: Draft): Pick<NewOrder, 'self_trade_prevention'> {
  return selfTrade === 'expire_taker' ? {} : { self_trade_prevention: selfTrade }
}

/** The legs of a list: the profit first. Its side is the ticket's for an OCO; behind an entry, which buys, they sell. */
function readList(draft: Draft, symbol: MarketSymbol): NewOrderList | undefined {
  const quantity = amount(draft.size)
  const ends = readLife(draft)
  const [profit, loss, lossLimit] = [amount(draft.profit), amount(draft.loss), amount(draft.lossLimit)]
  if (quantity === undefined || ends === undefined) return undefined
  if ((hasProfit(draft) && profit === undefined) || (hasLoss(draft) && loss === undefined)) return undefined
  const isOco = draft.kind === 'oco'
  const leg = { side: isOco ? draft.side : ('sell' as const), quantity, ...ends }
  const legs: ListedOrder[] = [
    ...(hasProfit(draft) ? [{ ...leg, type: 'limit' as const, price: profit!, ...(isOco ? { post_only: true } : {}) }] : []),
    ...(hasLoss(draft)
      ? [
          {
            ...leg,
            stop_price: loss!,
            ...(lossLimit === undefined ? { type: 'stop_loss' as const } : { type: 'stop_loss_limit' as const, price: lossLimit }),
          },
        ]
      : []),
  ]
  const common = {
    symbol: symbol.symbol,
    legs,
    ...(legs.length === 2 && draft.contingency === 'ouo' ? { contingency: draft.contingency } : {}),
  }
  if (isOco) return common
  const price = amount(draft.price)
  if (draft.entry === 'limit' && price === undefined) return undefined
  const working: ListedOrder =
    draft.entry === 'market'
      ? { side: 'buy', type: 'market', quantity, ...guards(draft) }
      : { side: 'buy', type: 'limit', quantity, price: price!, ...ends, ...guards(draft), ...(draft.isPostOnly ? { post_only: true } : {}) }
  return { ...common, working, ...(draft.start === 'partial' ? { start: draft.start } : {}) }
}

/** The order of a request that can be tried alone: itself, or what of a list comes first. */
export function triedOrder(request: OrderRequest | undefined): NewOrder | undefined {
  if (request === undefined) return undefined
  if (request.form === 'order') return request.order
  const first = request.list.working ?? request.list.legs[0]
  return first && { ...first, symbol: request.list.symbol }
}

/** A percentage in basis points; undefined where it is none or finer than that. */
export function bipsOf(percent: string): number | undefined {
  const given = readAmount(percent)
  const bips = given === undefined ? '' : multiply(given, '100')
  return /^\d{1,9}$/.test(bips) ? Number(bips) : undefined
}
export function percentOfBips(bips: string): string {
  return trim(multiply(bips, '0.01'))
}

/** An amount that is more than nothing. */
function amount(typed: string): string | undefined {
  const read = readAmount(typed)
  return read === undefined || isZero(read) ? undefined : read
}
