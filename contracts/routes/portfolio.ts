import Type, { type Static } from 'typebox'
import { Asset, Closed, Decimal, defineRoute, Id, Nullable, PositiveDecimal, Symbol_, Timestamp } from '../kit.ts'

const Behind = {
  behind: Type.Boolean({ description: "true when the projection has not caught up with the account's last trade" }),
  unpriced: Type.Array(Asset),
}
export const Portfolio = Closed({
  account_id: Id,
  currency: Asset,
  equity: Decimal,
  cash: Decimal,
  positions_value: Decimal,
  realized_pnl: Decimal,
  unrealized_pnl: Decimal,
  fees_paid: Decimal,
  return_percent: Nullable(Decimal),
  /** Change of equity since 00:00 UTC of market time, or since the account was opened if that is later; null while something has no price. */
  day_pnl: Nullable(Decimal),
  day_pnl_percent: Nullable(Decimal),
  cost_basis_method: Type.Enum(['fifo', 'average']),
  at: Timestamp,
  ...Behind,
})
export type Portfolio = Static<typeof Portfolio>
export const Position = Closed({
  asset: Asset,
  symbol: Nullable(Symbol_),
  quantity: Decimal,
  average_price: Nullable(Decimal),
  cost_basis: Decimal,
  mark_price: Nullable(Decimal),
  market_value: Nullable(Decimal),
  unrealized_pnl: Nullable(Decimal),
  realized_pnl: Decimal,
  lots: Type.Array(Closed({ quantity: PositiveDecimal, unit_cost: Decimal, opened_at: Timestamp, trade_id: Id })),
})
export type Position = Static<typeof Position>

const AccountQuery = Closed({ account_id: Type.Optional(Id) })
export const getPortfolio = defineRoute({
  method: 'GET',
  path: '/portfolio',
  summary: 'Equity, cash, P&L',
  access: 'user',
  query: AccountQuery,
  replies: { 200: Portfolio },
  problems: ['UNKNOWN_ACCOUNT'],
})
export const listPositions = defineRoute({
  method: 'GET',
  path: '/portfolio/positions',
  summary: 'Open positions with their lots',
  access: 'user',
  query: AccountQuery,
  replies: { 200: Closed({ items: Type.Array(Position), ...Behind }) },
  problems: ['UNKNOWN_ACCOUNT'],
})
export const getPerformance = defineRoute({
  method: 'GET',
  path: '/portfolio/performance',
  summary: 'Equity curve (at most 500 points, at least a second apart, the last one is now), return, drawdown',
  access: 'user',
  query: Closed({
    account_id: Type.Optional(Id),
    window: Type.Optional(Type.String({ pattern: '^([1-9][0-9]{0,3}d|all)$', default: '30d', description: 'Days, as `7d`, or `all`' })),
  }),
  replies: {
    200: Closed({
      equity_curve: Type.Array(Closed({ at: Timestamp, equity: Decimal })),
      total_return: Nullable(Decimal),
      sharpe: Nullable(Type.Number()),
      sortino: Nullable(Type.Number()),
      max_drawdown: Nullable(Decimal),
      volatility: Nullable(Type.Number()),
      periods_per_year: Type.Integer(),
      sample_size: Type.Integer(),
      ...Behind,
    }),
  },
  problems: ['UNKNOWN_ACCOUNT'],
})
