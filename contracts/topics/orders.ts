import Type, { type Static } from 'typebox'
import { Asset, Closed, Decimal, defineTopic, Id, Nullable, PositiveDecimal, Side, Symbol_, Timestamp, Units } from '../kit.ts'
import { ClientOrderId, Contingency, Fill, ListStart, Order, OrderType, Peg, SelfTradePrevention, TimeInForce } from '../routes/orders.ts'

/** Place of an order in its list. The orders of a list follow one another in the stream, the working one first. */
export const ListMember = Closed({
  list_id: Id,
  role: Type.Enum(['working', 'leg']),
  /** From 0, of so many. */
  index: Type.Integer(),
  count: Type.Integer(),
  contingency: Contingency,
  start: ListStart,
})
export type ListMember = Static<typeof ListMember>
/** The order that ends when this one is placed, and what this one needs to hold in all. */
const Replacement = Closed({
  order_id: Id,
  mode: Type.Enum(['stop_on_failure', 'allow_failure']),
  hold_needed: PositiveDecimal,
})

/** An accepted order as the engine needs it: what the user sees plus what was held and the rules it was accepted under. */
export const PlacedOrder = Closed({
  order_id: Id,
  account_id: Id,
  user_id: Id,
  client_order_id: Nullable(ClientOrderId),
  symbol: Symbol_,
  side: Side,
  type: OrderType,
  time_in_force: TimeInForce,
  post_only: Type.Boolean(),
  price: Nullable(PositiveDecimal),
  quantity: Nullable(PositiveDecimal),
  quote_quantity: Nullable(PositiveDecimal),
  self_trade_prevention: SelfTradePrevention,
  stop_price: Type.Optional(PositiveDecimal),
  trailing_delta: Type.Optional(Type.Integer()),
  activation_price: Type.Optional(PositiveDecimal),
  display_quantity: Type.Optional(PositiveDecimal),
  peg: Type.Optional(Peg),
  peg_offset: Type.Optional(Type.Integer()),
  expires_at: Type.Optional(Timestamp),
  list: Type.Optional(ListMember),
  replaces: Type.Optional(Replacement),
  hold_asset: Asset,
  /** What the order reserved when it was placed; 0 where another order of its list reserves for it, or a replaced one already did. */
  hold_amount: PositiveDecimal,
  spend_max: Nullable(PositiveDecimal),
  maker_fee_ppm: Type.Integer(),
  taker_fee_ppm: Type.Integer(),
  filter_version: Type.Integer(),
  created_at: Timestamp,
  /** The held asset's balance after the hold, in base units. Added by the transaction that holds. */
  balance: Type.Optional(Closed({ available: Units, held: Units, version: Type.Integer() })),
})
export type PlacedOrder = Static<typeof PlacedOrder>
export const orderPlaced = defineTopic({
  name: 'order.placed',
  version: 'v1',
  owner: 'trading',
  summary: 'An order was accepted and its funds are held: a command to the engine',
  payload: PlacedOrder,
})

export const CancelCommand = Closed({ order_id: Id, account_id: Id, symbol: Symbol_, requested_at: Timestamp })
export type CancelCommand = Static<typeof CancelCommand>
export const orderCancelled = defineTopic({
  name: 'order.cancelled',
  version: 'v1',
  owner: 'trading',
  summary: 'A cancel was accepted: a command to the engine, which alone releases holds',
  payload: CancelCommand,
})

export const AmendCommand = Closed({ order_id: Id, account_id: Id, symbol: Symbol_, quantity: PositiveDecimal, requested_at: Timestamp })
export type AmendCommand = Static<typeof AmendCommand>
export const orderAmended = defineTopic({
  name: 'order.amended',
  version: 'v1',
  owner: 'trading',
  summary: 'A lower total quantity was asked for: a command to the engine, which alone changes the order',
  payload: AmendCommand,
})

/** An order as events carry it: the sequence rides beside it. */
export const OrderState = Type.Omit(Order, ['seq', 'fills'], { additionalProperties: false })
export type OrderState = Static<typeof OrderState>
export const orderUpdated = defineTopic({
  name: 'order.updated',
  version: 'v1',
  owner: 'trading',
  summary: 'An order changed state: the whole order as it is now',
  payload: OrderState,
})

export const FillState = Type.Omit(Fill, ['seq'], { additionalProperties: false })
export type FillState = Static<typeof FillState>
export const orderMatched = defineTopic({
  name: 'order.matched',
  version: 'v1',
  owner: 'trading',
  summary: 'One fill of one user: the fill and the net change of both assets',
  payload: Closed({ account_id: Id, fill: FillState, net: Closed({ base: Decimal, quote: Decimal }) }),
})
export type MatchedFill = Static<typeof orderMatched.payload>
