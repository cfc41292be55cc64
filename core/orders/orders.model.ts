import { readExchangeInfoSymbol, validateOrder } from '#core/orders'
import type { Instrument, MarketView, OrderRequest, PricedOrder, Violation } from '#core/orders'

/** BTCUSDT as Binance described it in 2023. */
export const SYMBOL = {
  symbol: 'BTCUSDT',
  status: 'TRADING',
  baseAsset: 'BTC',
  quoteAsset: 'USDT',
  filters: [
    { filterType: 'PRICE_FILTER', minPrice: '0.01000000', maxPrice: '1000000.00000000', tickSize: '0.01000000' },
    { filterType: 'LOT_SIZE', minQty: '0.00001000', maxQty: '9000.00000000', stepSize: '0.00001000' },
    { filterType: 'MARKET_LOT_SIZE', minQty: '0.00000000', maxQty: '100.00000000', stepSize: '0.00000000' },
    {
      filterType: 'NOTIONAL',
      minNotional: '5.00000000',
      applyMinToMarket: true,
      maxNotional: '9000000.00000000',
      applyMaxToMarket: false,
      avgPriceMins: 5,
    },
    {
      filterType: 'PERCENT_PRICE_BY_SIDE',
      bidMultiplierUp: '5',
      bidMultiplierDown: '0.2',
      askMultiplierUp: '5',
      askMultiplierDown: '0.2',
      avgPriceMins: 5,
    },
    { filterType: 'ICEBERG_PARTS', limit: 10 },
    {
      filterType: 'TRAILING_DELTA',
      minTrailingAboveDelta: 10,
      maxTrailingAboveDelta: 2000,
      minTrailingBelowDelta: 20,
      maxTrailingBelowDelta: 1000,
    },
    { filterType: 'MAX_NUM_ORDERS', maxNumOrders: 200 },
    { filterType: 'MAX_NUM_ALGO_ORDERS', maxNumAlgoOrders: 5 },
  ],
}

export function instrument(changes: Partial<Instrument> = {}): Instrument {
  const read = readExchangeInfoSymbol(SYMBOL, 3)
  if ('refused' in read) throw new Error(read.refused)
  return { ...read, ...changes }
}

/** The values of a story; a field that is set to undefined is left out. */
export type Changes = { readonly [field in keyof OrderRequest]?: OrderRequest[field] | undefined }

/** A limit buy of 0.01 at 50,000, but for the changes. */
export function request(changes: Changes = {}): OrderRequest {
  const whole = {
    side: 'buy',
    type: 'limit',
    timeInForce: 'gtc',
    price: '50000',
    quantity: '0.01',
    postOnly: false,
    selfTradePrevention: 'expire_taker',
    ...changes,
  }
  return Object.fromEntries(Object.entries(whole).filter(([, value]) => value !== undefined)) as unknown as OrderRequest
}
/** A market order, or one that becomes a market order. */
export const market = (changes: Changes = {}): OrderRequest => request({ type: 'market', timeInForce: 'ioc', price: undefined, ...changes })
/** A stop buy at 52,000 that becomes a market order. */
export const stop = (changes: Changes = {}): OrderRequest => market({ type: 'stop_loss', stopPrice: '52000', ...changes })
/** A stop buy at 52,000 with a limit of 52,100. */
export const stopLimit = (changes: Changes = {}): OrderRequest =>
  request({ type: 'stop_loss_limit', stopPrice: '52000', price: '52100', ...changes })
/** A stop buy that follows the market by 1 %. */
export const trailing = (changes: Changes = {}): OrderRequest => stop({ stopPrice: undefined, trailingDelta: 100, ...changes })
/** A limit buy at the best bid. */
export const pegged = (changes: Changes = {}): OrderRequest => request({ price: undefined, peg: { to: 'primary', offset: 0 }, ...changes })

export function violations(of: OrderRequest, view: MarketView = {}, on = instrument()): readonly Violation[] {
  const checked = validateOrder(of, on, view)
  return checked.ok ? [] : checked.violations
}
export function first(of: OrderRequest, view: MarketView = {}, on = instrument()): Violation | undefined {
  return violations(of, view, on)[0]
}
/** The order of a valid request. */
export function order(of: OrderRequest, on = instrument()): PricedOrder {
  const checked = validateOrder(of, on, {})
  if (!checked.ok) throw new Error(JSON.stringify(checked.violations))
  return checked.order
}
/** The request with one of its fields, named as on the wire, set to the nearest valid value of a violation. */
export function corrected(of: OrderRequest, { field, nearest }: Violation): OrderRequest {
  if (nearest === undefined) return of
  if (field === 'post_only') return { ...of, postOnly: nearest === 'true' }
  if (field === 'peg') return { ...of, peg: { to: nearest as 'primary', offset: of.peg?.offset ?? 0 } }
  if (field === 'peg_offset') return { ...of, peg: { to: of.peg?.to ?? 'primary', offset: Number(nearest) } }
  const key = field.replaceAll(/_(\w)/g, (_, letter: string) => letter.toUpperCase())
  return { ...of, [key]: field === 'trailing_delta' ? Number(nearest) : nearest }
}
