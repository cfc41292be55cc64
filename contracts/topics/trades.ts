import Type, { type Static } from 'typebox'
import { Asset, Closed, Decimal, defineTopic, Id, Nullable, PositiveDecimal, Side, Symbol_, Timestamp } from '../kit.ts'

/** What a fill rests on: the order met, or the recorded level, print or book change of the feed. */
export const Evidence = Closed({
  cause: Type.Enum(['order', 'level', 'print', 'diff']),
  session: Type.Integer(),
  frame_no: Type.Integer(),
  /** Price of the level or print; differs from the fill's where a level or print beyond a limit fills it at the limit. */
  level: PositiveDecimal,
  shown: PositiveDecimal,
  queue_ahead: PositiveDecimal,
  market_trade_id: Nullable(Type.String()),
})
export type Evidence = Static<typeof Evidence>
export const TradeSide = Closed({
  fill_id: Id,
  order_id: Id,
  account_id: Id,
  user_id: Id,
  side: Side,
  liquidity: Type.Enum(['maker', 'taker']),
  fee: Decimal,
  fee_asset: Asset,
})
export type TradeSide = Static<typeof TradeSide>
/** One trade. `sides` has two entries between users and one against the mirrored market. */
export const Trade = Closed({
  trade_id: Id,
  trade_no: Type.Integer(),
  shard: Type.Integer(),
  symbol: Symbol_,
  base_asset: Asset,
  quote_asset: Asset,
  price: PositiveDecimal,
  quantity: PositiveDecimal,
  quote_quantity: PositiveDecimal,
  taker_side: Side,
  venue: Type.Enum(['internal', 'external']),
  executed_at: Timestamp,
  evidence: Evidence,
  sides: Type.Array(TradeSide, { minItems: 1, maxItems: 2 }),
})
export type Trade = Static<typeof Trade>
export const tradeExecuted = defineTopic({
  name: 'trade.executed',
  version: 'v1',
  owner: 'matching',
  summary: 'The single source of truth of executions: one event per trade with both sides',
  payload: Trade,
})
