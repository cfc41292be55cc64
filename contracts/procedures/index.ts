/** The SQL functions one service may call of another inside its own transaction. The grants are made from these (money-path: roles and procedures). */
import { defineProcedure } from '../kit.ts'

export const openAccount = defineProcedure({
  name: 'wallet.open_account',
  owner: 'wallet',
  callers: ['auth'],
  summary: 'Opens a paper account, grants its start balance and says so on the stream',
  parameters: [
    ['account_id', 'uuid'],
    ['user_id', 'uuid'],
    ['currency', 'text'],
    ['start_balance', 'numeric'],
    ['grants_account', 'uuid'],
    ['at', 'timestamptz'],
    ['trace', 'text'],
  ],
})
export const readAccounts = defineProcedure({
  name: 'wallet.read_accounts',
  owner: 'wallet',
  callers: ['trading', 'portfolio', 'realtime'],
  summary: "A user's accounts, the default one first",
  parameters: [['user_id', 'uuid']],
})
export const readBalances = defineProcedure({
  name: 'wallet.read_balances',
  owner: 'wallet',
  callers: ['trading', 'realtime'],
  summary: 'Balances of an account as committed',
  parameters: [['account_id', 'uuid']],
})
export const lockBalances = defineProcedure({
  name: 'wallet.lock_balances',
  owner: 'wallet',
  callers: ['trading'],
  summary: 'Locks balances in (account, asset) order',
  parameters: [
    ['accounts', 'uuid[]'],
    ['assets', 'text[]'],
  ],
})
export const holdOrders = defineProcedure({
  name: 'wallet.hold_orders',
  owner: 'wallet',
  callers: ['trading'],
  summary: 'Holds funds for a batch of orders with exactly sequential verdicts',
  parameters: [
    ['order_ids', 'uuid[]'],
    ['accounts', 'uuid[]'],
    ['assets', 'text[]'],
    ['amounts', 'bigint[]'],
    ['at', 'timestamptz'],
  ],
})
export const settleBatch = defineProcedure({
  name: 'wallet.settle_batch',
  owner: 'wallet',
  callers: ['matching'],
  summary: 'Posts the journals of a batch, moves holds, says the new balances on the stream',
  parameters: [
    ['shard', 'int'],
    ['lines', 'ledger line arrays'],
    ['holds', 'hold change arrays'],
    ['at', 'timestamptz'],
    ['trace', 'text'],
  ],
})
export const applyFills = defineProcedure({
  name: 'trading.apply_fills',
  owner: 'trading',
  callers: ['matching'],
  summary: 'Changes orders after acceptance, stores fills and their events, says which command was applied',
  parameters: [
    ['shard', 'int'],
    ['orders', 'order change arrays'],
    ['fills', 'fill arrays'],
    ['last_command', 'bigint'],
    ['at', 'timestamptz'],
    ['trace', 'text'],
  ],
})
export const readAccountEvents = defineProcedure({
  name: 'trading.read_account_events',
  owner: 'trading',
  callers: ['realtime'],
  summary: "An account's order and fill events after a sequence",
  parameters: [
    ['account_id', 'uuid'],
    ['after', 'bigint'],
    ['limit', 'int'],
  ],
})
export const readOpenOrders = defineProcedure({
  name: 'trading.read_open_orders',
  owner: 'trading',
  callers: ['realtime'],
  summary: "An account's open orders and its last sequence, of one moment",
  parameters: [
    ['account_id', 'uuid'],
    ['limit', 'int'],
  ],
})
export const readRecentFills = defineProcedure({
  name: 'trading.read_recent_fills',
  owner: 'trading',
  callers: ['realtime'],
  summary: "An account's last fills and its last sequence, of one moment",
  parameters: [
    ['account_id', 'uuid'],
    ['limit', 'int'],
  ],
})
export const readHoldings = defineProcedure({
  name: 'portfolio.read_holdings',
  owner: 'portfolio',
  callers: ['realtime'],
  summary: 'Balances and positions of accounts side by side',
  parameters: [['account_ids', 'uuid[]']],
})
export const readDayOpens = defineProcedure({
  name: 'portfolio.read_day_opens',
  owner: 'portfolio',
  callers: ['realtime'],
  summary: 'Equity with which accounts went into the day (UTC, market time); no row for one that is younger',
  parameters: [['account_ids', 'uuid[]']],
})
export const readInstruments = defineProcedure({
  name: 'portfolio.read_instruments',
  owner: 'portfolio',
  callers: ['realtime'],
  summary: 'The rules of all symbols as JSON text',
  parameters: [],
})
export const readPublicKeys = defineProcedure({
  name: 'auth.read_public_keys',
  owner: 'auth',
  callers: ['*'],
  summary: 'Public halves of the signing keys',
  parameters: [],
})
export const readRevocations = defineProcedure({
  name: 'auth.read_revocations',
  owner: 'auth',
  callers: ['*'],
  summary: 'Sessions revoked after a sequence',
  parameters: [['after', 'bigint']],
})
export const isRevoked = defineProcedure({
  name: 'auth.is_revoked',
  owner: 'auth',
  callers: ['*'],
  summary: 'Whether a session has ended; asked when the revocations could not be refreshed',
  parameters: [['session_id', 'uuid']],
})
export const redeemTicket = defineProcedure({
  name: 'auth.redeem_ticket',
  owner: 'auth',
  callers: ['realtime'],
  summary: 'Consumes a single-use WebSocket ticket',
  parameters: [
    ['ticket_hash', 'text'],
    ['at', 'timestamptz'],
  ],
})
