import { INTERVALS } from '#core/candles'

/** A channel a client named. */
export type ChannelName =
  | { readonly kind: 'orderbook' | 'trades' | 'ticker'; readonly symbol: string }
  | { readonly kind: 'candles'; readonly symbol: string; readonly interval: string }
  | { readonly kind: 'orders' | 'fills' | 'balances' | 'portfolio'; readonly accountId: string | undefined }

const market = /^(orderbook|trades|ticker):([A-Z0-9]{2,20})$/
const candles = /^candles:([A-Z0-9]{2,20}):(\w{2,3})$/
const account = /^user:(orders|fills|balances|portfolio)(?::([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}))?$/

/** Reads `orderbook:BTCUSDT`, `candles:BTCUSDT:1m`, `user:orders` or `user:orders:{account_id}`; undefined for anything else. */
export function readChannelName(name: string): ChannelName | undefined {
  const [, kind, symbol] = market.exec(name) ?? []
  if (kind !== undefined) return { kind: kind as 'orderbook' | 'trades' | 'ticker', symbol: symbol! }
  const [, candleSymbol, interval] = candles.exec(name) ?? []
  if (candleSymbol !== undefined)
    return Object.hasOwn(INTERVALS, interval!) ? { kind: 'candles', symbol: candleSymbol, interval: interval! } : undefined
  const [, accountKind, accountId] = account.exec(name) ?? []
  if (accountKind !== undefined) return { kind: accountKind as 'orders' | 'fills' | 'balances' | 'portfolio', accountId }
  return undefined
}
