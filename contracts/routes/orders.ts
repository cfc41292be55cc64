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
import { Evidence } from '../topics/trades.ts'

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
export const SelfTradePrevention = Type.Enum(['none', 'expire_taker', 'expire_maker', 'expire_both', 'decrement'])
/** Where a pegged order takes its price from when it starts to work: its own side of the book, or the other one. */
export const Peg = Type.Enum(['primary', 'market'])
const PegOffset = Type.Integer({ minimum: 0, maximum: 100, description: 'Levels behind the touch' })
const TrailingDelta = Type.Integer({ minimum: 1, maximum: 9_999, description: 'Basis points' })
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
  trailing_delta: Nullable(TrailingDelta),
  activation_price: Nullable(PositiveDecimal),
  display_quantity: Nullable(PositiveDecimal),
  peg: Nullable(Peg),
  peg_offset: Nullable(PegOffset),
  expires_at: Nullable(Timestamp),
  self_trade_prevention: SelfTradePrevention,
  quantity: Nullable(PositiveDecimal),
  quote_quantity: Nullable(PositiveDecimal),
  filled_quantity: PositiveDecimal,
  prevented_quantity: PositiveDecimal,
  remaining_quantity: Nullable(PositiveDecimal),
  filled_quote: PositiveDecimal,
  average_price: Nullable(PositiveDecimal),
  status: OrderStatus,
  reason: Nullable(Type.String()),
  filter_version: Type.Integer(),
  list_id: Nullable(Id),
  replaces: Nullable(Id),
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
  trailing_delta: Type.Optional(TrailingDelta),
  activation_price: Type.Optional(PositiveDecimal),
  expires_at: Type.Optional(Timestamp),
  peg: Type.Optional(Peg),
  peg_offset: Type.Optional(PegOffset),
  self_trade_prevention: Type.Optional(SelfTradePrevention),
  client_order_id: Type.Optional(ClientOrderId),
  account_id: Type.Optional(Id),
})
export type NewOrder = Static<typeof NewOrder>

/** An order of a list; the list names symbol and account. */
export const ListedOrder = Type.Omit(NewOrder, ['symbol', 'account_id'], { additionalProperties: false })
export type ListedOrder = Static<typeof ListedOrder>
export const Contingency = Type.Enum(['oco', 'ouo'], {
  description: "What a leg's fill does to its sibling: oco ends it, ouo lowers its quantity by the fill",
})
export const ListStart = Type.Enum(['full', 'partial'], {
  description: 'When the legs start: once the working order is filled whole, or with its first fill and growing with each',
})
/** Orders that depend on each other: two legs alone are an OCO, a working order with one leg an OTO, with two an OTOCO or bracket. */
export const OrderList = Closed({
  id: Id,
  account_id: Id,
  symbol: Symbol_,
  contingency: Contingency,
  start: ListStart,
  status: Type.Enum(['open', 'closed']),
  working: Nullable(Order),
  legs: Type.Array(Order),
  created_at: Timestamp,
})
export type OrderList = Static<typeof OrderList>
export const NewOrderList = Closed({
  symbol: Symbol_,
  working: Type.Optional(ListedOrder),
  legs: Type.Array(ListedOrder, { minItems: 1, maxItems: 2 }),
  contingency: Type.Optional(Contingency),
  start: Type.Optional(ListStart),
  account_id: Type.Optional(Id),
})
export type NewOrderList = Static<typeof NewOrderList>

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
  'FILTER_PERCENT_PRICE_BY_SIDE',
  'FILTER_ICEBERG_PARTS',
  'FILTER_TRAILING_DELTA',
  'STOP_PRICE_WOULD_TRIGGER_IMMEDIATELY',
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
/** Path of one order. */
export const OrderRef = Closed({
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
export const amendOrder = defineRoute({
  method: 'PATCH',
  path: '/orders/:id',
  summary: 'Lower the total quantity of one of my orders; it keeps its place in the queue',
  access: 'user',
  params: OrderRef,
  query: Closed({ ...AccountQuery, wait: Wait }),
  body: Closed({ quantity: PositiveDecimal }),
  replies: { 200: Order, 202: Order },
  problems: [
    'UNKNOWN_ORDER',
    'UNKNOWN_ACCOUNT',
    'NOT_AMENDABLE',
    'PRECISION',
    'FILTER_LOT_SIZE',
    'FILTER_NOTIONAL',
    'OVERLOADED',
    'OUTCOME_UNKNOWN',
  ],
})
export const replaceOrder = defineRoute({
  method: 'POST',
  path: '/orders/:id/replace',
  summary: 'Cancel one of my orders and place another in one step; the new one goes to the back of the queue',
  access: 'user',
  params: OrderRef,
  query: Closed({ ...AccountQuery, wait: Wait }),
  body: Closed({
    mode: Type.Optional(
      Type.Enum(['stop_on_failure', 'allow_failure'], {
        description: 'stop_on_failure (default): the new order is placed only if the old one could be canceled; allow_failure: in any case',
      }),
    ),
    price: Type.Optional(PositiveDecimal),
    quantity: Type.Optional(PositiveDecimal),
    stop_price: Type.Optional(PositiveDecimal),
    trailing_delta: Type.Optional(TrailingDelta),
    display_quantity: Type.Optional(PositiveDecimal),
    client_order_id: Type.Optional(ClientOrderId),
  }),
  replies: { 200: Order, 201: Order, 202: Order },
  problems: ['UNKNOWN_ORDER', 'NOT_CANCELABLE', ...refusals],
})
const ListRef = Closed({ id: Id })
export const placeList = defineRoute({
  method: 'POST',
  path: '/order-lists',
  summary: 'Place orders that depend on each other: OCO, OTO, OTOCO, bracket',
  access: 'user',
  weight: 2,
  query: Closed({ wait: Wait }),
  body: NewOrderList,
  replies: { 200: OrderList, 201: OrderList, 202: OrderList },
  problems: ['OCO_BAD_PRICES', ...refusals],
})
export const listLists = defineRoute({
  method: 'GET',
  path: '/order-lists',
  summary: 'My order lists, newest first',
  access: 'user',
  query: Closed({ ...AccountQuery, status: Type.Optional(Type.Enum(['open', 'closed', 'all'])), limit: Limit, cursor: Cursor }),
  replies: { 200: Page(OrderList) },
  problems: ['UNKNOWN_ACCOUNT'],
})
export const getList = defineRoute({
  method: 'GET',
  path: '/order-lists/:id',
  summary: 'One of my order lists with every leg and its state',
  access: 'user',
  params: ListRef,
  query: Closed(AccountQuery),
  replies: { 200: OrderList },
  problems: ['UNKNOWN_ORDER', 'UNKNOWN_ACCOUNT'],
})
export const cancelList = defineRoute({
  method: 'DELETE',
  path: '/order-lists/:id',
  summary: 'Cancel every order of one of my lists that is still open',
  access: 'user',
  params: ListRef,
  query: Closed({ ...AccountQuery, wait: Wait }),
  replies: { 200: OrderList, 202: OrderList },
  problems: ['UNKNOWN_ORDER', 'UNKNOWN_ACCOUNT', 'NOT_CANCELABLE', 'OVERLOADED', 'OUTCOME_UNKNOWN'],
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
  replies: { 200: Closed({ ...Fill.properties, evidence: Evidence }) },
  problems: ['UNKNOWN_FILL'],
})
