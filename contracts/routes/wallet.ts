import Type, { type Static } from 'typebox'
import { Asset, Closed, Cursor, Decimal, defineRoute, Id, Limit, List, Page, PositiveDecimal, Timestamp } from '../kit.ts'

export const Account = Closed({
  id: Id,
  name: Type.String(),
  state: Type.Enum(['active', 'halted']),
  currency: Asset,
  start_balance: PositiveDecimal,
  season: Type.Integer(),
  created_at: Timestamp,
})
export type Account = Static<typeof Account>
export const Balance = Closed({ asset: Asset, available: PositiveDecimal, held: PositiveDecimal, total: PositiveDecimal })
export type Balance = Static<typeof Balance>
export const TransactionType = Type.Enum(['grant', 'hold', 'release', 'trade', 'fee', 'rounding'])
export const Transaction = Closed({
  id: Type.String(),
  account_id: Id,
  asset: Asset,
  bucket: Type.Enum(['available', 'held']),
  amount: Decimal,
  type: TransactionType,
  ref_id: Type.String(),
  balance_after: Decimal,
  created_at: Timestamp,
})
export type Transaction = Static<typeof Transaction>

export const listAccounts = defineRoute({
  method: 'GET',
  path: '/accounts',
  summary: 'My paper accounts',
  access: 'user',
  replies: { 200: List(Account) },
  problems: [],
})
export const listBalances = defineRoute({
  method: 'GET',
  path: '/wallet/balances',
  summary: 'What an account has: available, held, total',
  access: 'user',
  query: Closed({ account_id: Type.Optional(Id) }),
  replies: { 200: List(Balance) },
  problems: ['UNKNOWN_ACCOUNT'],
})
export const listTransactions = defineRoute({
  method: 'GET',
  path: '/wallet/transactions',
  summary: 'Every change of an account, newest first',
  access: 'user',
  query: Closed({
    account_id: Type.Optional(Id),
    asset: Type.Optional(Asset),
    type: Type.Optional(TransactionType),
    limit: Limit,
    cursor: Cursor,
  }),
  replies: { 200: Page(Transaction) },
  problems: ['UNKNOWN_ACCOUNT'],
})
