import Type, { type Static } from 'typebox'
import {
  Asset,
  Closed,
  Cursor,
  Decimal,
  defineRoute,
  Id,
  Limit,
  List,
  Nullable,
  Page,
  PositiveDecimal,
  Side,
  Symbol_,
  Timestamp,
} from '../kit.ts'

export const OrderType = Type.Enum(['market', 'limit', 'stop_loss', 'stop_loss_limit', 'take_profit', 'take_profit_limit'])
export const TimeInForce = Type.Enum(['gtc', 'ioc', 'fok', 'gtd', 'day'])
export const OrderStatus = Type.Enum([
  'received',
  'pending',
  'armed',
  'open',
  'partially_filled',
  'filled',
  'canceled',
  'expired',
  'rejected',
  'replaced',
])
export const ClientOrderId = Type.String({ minLength: 1, maxLength: 64, pattern: '^[A-Za-z0-9._:/-]+$' })

export const Fill = Closed({
  id: Id,
  order_id: Id,
  trade_id: Id,
  symbol: Symbol_,
  side: Side,
  price: PositiveDecimal,
  quantity: PositiveDecimal,
  quote_quantity: PositiveDecimal,
  fee: Decimal,
  fee_asset: Asset,
  liquidity: Type.Enum(['maker', 'taker']),
  venue: Type.Enum(['internal', 'external']),
  executed_at: Timestamp,
  seq: Type.Integer(),
})
export type Fill = Static<typeof Fill>
export const Fee = Closed({ asset: Asset, amount: Decimal })
export const Order = Closed({
  id: Id,
  client_order_id: Nullable(ClientOrderId),
  account_id: Id,
  symbol: Symbol_,
  side: Side,
  type: OrderType,
  time_in_force: TimeInForce,
  post_only: Type.Boolean(),
  price: Nullable(PositiveDecimal),
  stop_price: Nullable(PositiveDecimal),
  quantity: Nullable(PositiveDecimal),
  quote_quantity: Nullable(PositiveDecimal),
  filled_quantity: PositiveDecimal,
  remaining_quantity: Nullable(PositiveDecimal),
  filled_quote: PositiveDecimal,
  average_price: Nullable(PositiveDecimal),
  status: OrderStatus,
  reason: Nullable(Type.String()),
  filter_version: Type.Integer(),
  fees: Type.Array(Fee),
  fills: Type.Optional(Type.Array(Fill)),
  created_at: Timestamp,
  updated_at: Timestamp,
  seq: Type.Integer({ description: "The account's sequence of this state; 0 for a refused order" }),
})
export type Order = Static<typeof Order>

export const NewOrder = Closed({
  symbol: Symbol_,
  side: Side,
  type: OrderType,
  quantity: Type.Optional(PositiveDecimal),
  quote_quantity: Type.Optional(PositiveDecimal),
  price: Type.Optional(PositiveDecimal),
  time_in_force: Type.Optional(TimeInForce),
  post_only: Type.Optional(Type.Boolean()),
  stop_price: Type.Optional(PositiveDecimal),
  display_quantity: Type.Optional(PositiveDecimal),
  trailing_delta: Type.Optional(Type.Integer({ minimum: 1, maximum: 10_000 })),
  activation_price: Type.Optional(PositiveDecimal),
  expires_at: Type.Optional(Timestamp),
  self_trade_prevention: Type.Optional(Type.Enum(['none', 'expire_taker', 'expire_maker', 'expire_both', 'decrement'])),
  client_order_id: Type.Optional(ClientOrderId),
  account_id: Type.Optional(Id),
})
export type NewOrder = Static<typeof NewOrder>

const Wait = Type.Optional(
  Type.Enum(['settled', 'accepted'], {
    description: 'settled (default): answer when the engine has spoken, at most 2 s; accepted: answer at the commit',
  }),
)
const refusals = [
  'UNKNOWN_SYMBOL',
  'UNKNOWN_ACCOUNT',
  'ACCOUNT_HALTED',
  'INSUFFICIENT_BALANCE',
  'PRECISION',
  'FILTER_PRICE_FILTER',
  'FILTER_PERCENT_PRICE',
  'FILTER_LOT_SIZE',
  'FILTER_MARKET_LOT_SIZE',
  'FILTER_NOTIONAL',
  'TOO_MANY_ORDERS',
  'MARKET_CLOSED',
  'SYMBOL_HALTED',
  'CANCEL_ONLY',
  'NO_LIQUIDITY',
  'DATA_STALE',
  'DUPLICATE_CLIENT_ORDER_ID',
  'IDEMPOTENCY_KEY_CONFLICT',
  'OVERLOADED',
  'OUTCOME_UNKNOWN',
] as const

export const placeOrder = defineRoute({
  method: 'POST',
  path: '/orders',
  summary: 'Place an order',
  access: 'user',
  query: Closed({ wait: Wait }),
  body: NewOrder,
  replies: { 200: Order, 201: Order, 202: Order },
  problems: refusals,
})
export const testOrder = defineRoute({
  method: 'POST',
  path: '/orders/test',
  summary: 'Check an order without placing it: rules, hold, fee, expected fill',
  access: 'user',
  body: NewOrder,
  replies: {
    200: Closed({
      valid: Type.Boolean(),
      errors: Type.Array(
        Closed({
          code: Type.String(),
          field: Type.String(),
          rule: Type.String(),
          value: Type.Optional(Type.String()),
          limit: Type.Optional(Type.String()),
          nearest: Type.Optional(Type.String()),
        }),
      ),
      hold: Nullable(Closed({ asset: Asset, amount: PositiveDecimal })),
      fee_estimate: Nullable(Fee),
      balance_after: Nullable(Closed({ asset: Asset, available: Decimal })),
      queue_ahead: Nullable(PositiveDecimal),
      expected: Nullable(
        Closed({ average_price: Nullable(PositiveDecimal), filled_quantity: PositiveDecimal, slippage_bps: Nullable(Decimal) }),
      ),
    }),
  },
  problems: ['UNKNOWN_SYMBOL', 'UNKNOWN_ACCOUNT'],
})
const AccountQuery = { account_id: Type.Optional(Id) }
export const listOrders = defineRoute({
  method: 'GET',
  path: '/orders',
  summary: 'My orders, newest first',
  access: 'user',
  query: Closed({
    ...AccountQuery,
    status: Type.Optional(Type.Enum(['open', 'closed', 'all'])),
    symbol: Type.Optional(Symbol_),
    side: Type.Optional(Side),
    from: Type.Optional(Timestamp),
    to: Type.Optional(Timestamp),
    user_id: Type.Optional(Id),
    limit: Limit,
    cursor: Cursor,
  }),
  replies: { 200: Page(Order) },
  problems: ['UNKNOWN_ACCOUNT'],
})
const OrderRef = Closed({
  id: Type.String({
    maxLength: 80,
    pattern: '^([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|client:[A-Za-z0-9._:/-]{1,64})$',
    description: 'The order id, or `client:` and the client_order_id',
  }),
})
export const getOrder = defineRoute({
  method: 'GET',
  path: '/orders/:id',
  summary: 'One of my orders with its fills',
  access: 'user',
  params: OrderRef,
  query: Closed(AccountQuery),
  replies: { 200: Order },
  problems: ['UNKNOWN_ORDER', 'UNKNOWN_ACCOUNT'],
})
export const cancelOrder = defineRoute({
  method: 'DELETE',
  path: '/orders/:id',
  summary: 'Cancel one of my orders',
  access: 'user',
  params: OrderRef,
  query: Closed({ ...AccountQuery, wait: Wait }),
  replies: { 200: Order, 202: Order },
  problems: ['UNKNOWN_ORDER', 'UNKNOWN_ACCOUNT', 'NOT_CANCELABLE', 'OVERLOADED', 'OUTCOME_UNKNOWN'],
})
export const cancelAllOrders = defineRoute({
  method: 'DELETE',
  path: '/orders',
  summary: 'Cancel all my open orders, of one symbol or of all',
  access: 'user',
  weight: 5,
  query: Closed({ ...AccountQuery, symbol: Type.Optional(Symbol_), wait: Wait }),
  replies: { 200: List(Order), 202: List(Order) },
  problems: ['UNKNOWN_ACCOUNT', 'OVERLOADED', 'OUTCOME_UNKNOWN'],
})
export const listFills = defineRoute({
  method: 'GET',
  path: '/fills',
  summary: 'My fills, newest first',
  access: 'user',
  query: Closed({
    ...AccountQuery,
    symbol: Type.Optional(Symbol_),
    order_id: Type.Optional(Id),
    from: Type.Optional(Timestamp),
    to: Type.Optional(Timestamp),
    limit: Limit,
    cursor: Cursor,
  }),
  replies: { 200: Page(Fill) },
  problems: ['UNKNOWN_ACCOUNT'],
})
export const getFill = defineRoute({
  method: 'GET',
  path: '/fills/:id',
  summary: 'One of my fills with its evidence',
  access: 'user',
  params: Closed({ id: Id }),
  replies: {
    200: Closed({
      ...Fill.properties,
      evidence: Closed({
        cause: Type.Enum(['order', 'print', 'diff', 'level']),
        session: Type.Integer(),
        frame_no: Type.Integer(),
        level: PositiveDecimal,
        shown: PositiveDecimal,
        queue_ahead: PositiveDecimal,
        market_trade_id: Nullable(Type.String()),
      }),
    }),
  },
  problems: ['UNKNOWN_FILL'],
})
