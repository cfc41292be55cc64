import Type, { type Static } from 'typebox'
import { Asset, Closed, Decimal, defineTopic, Id, Nullable, PositiveDecimal, Timestamp, Units } from '../kit.ts'

export const userRegistered = defineTopic({
  name: 'user.registered',
  version: 'v1',
  owner: 'auth',
  summary: 'A user exists (ids only, no personal data)',
  payload: Closed({ user_id: Id, role: Type.String(), registered_at: Timestamp }),
})
export const accountOpened = defineTopic({
  name: 'account.opened',
  version: 'v1',
  owner: 'wallet',
  summary: 'A paper account exists and has its start balance',
  payload: Closed({
    account_id: Id,
    user_id: Id,
    ordinal: Type.Integer(),
    currency: Asset,
    start_balance: PositiveDecimal,
    season: Type.Integer(),
    opened_at: Timestamp,
  }),
})
export type AccountOpened = Static<typeof accountOpened.payload>

/** A balance in base units: `available` and `held` are integers as strings, the amount is that times 10^-scale. */
export const BalanceState = Closed({
  account_id: Id,
  asset: Asset,
  scale: Type.Integer(),
  available: Units,
  held: Units,
  version: Type.Integer(),
})
export type BalanceState = Static<typeof BalanceState>
export const walletUpdated = defineTopic({
  name: 'wallet.updated',
  version: 'v1',
  owner: 'wallet',
  summary: 'Balances as they are now; the highest version of an account and asset wins',
  payload: Closed({ balances: Type.Array(BalanceState) }),
})
export const portfolioUpdated = defineTopic({
  name: 'portfolio.updated',
  version: 'v1',
  owner: 'portfolio',
  summary: 'A portfolio after a trade',
  payload: Closed({
    account_id: Id,
    user_id: Id,
    currency: Asset,
    equity: Nullable(Decimal),
    cash: Decimal,
    realized_pnl: Decimal,
    trade_id: Id,
    at: Timestamp,
  }),
})
export const userNotification = defineTopic({
  name: 'user.notification',
  version: 'v1',
  owner: 'notification',
  summary: 'Something a user should be told',
  payload: Closed({ user_id: Id, kind: Type.String(), subject_id: Id, at: Timestamp }),
})
