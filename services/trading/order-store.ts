/** All SQL of trading's tables. */
import type { StoredFill, StoredOrder } from '#contracts/order-wire'
import type { NewOrder } from '#contracts/routes/orders'
import type { EpochMs, Sql, Statement } from '#platform/service'
import { named, raw, sql, timestamp } from '#platform/sql'

export interface OrderRow extends StoredOrder {
  readonly user_id: string
  readonly shard: number
  readonly command_seq: bigint | null
}
export interface FillRow extends StoredFill {
  readonly account_id: string
  readonly evidence: string
}

/** An order on its way into the books. */
export interface Placement {
  readonly id: string
  readonly accountId: string
  readonly userId: string
  readonly clientOrderId: string | undefined
  readonly requestHash: string
  readonly symbol: string
  readonly side: 'buy' | 'sell'
  readonly type: NewOrder['type']
  readonly timeInForce: string
  readonly postOnly: boolean
  readonly price: bigint | undefined
  readonly quantity: bigint | undefined
  readonly quoteQuantity: bigint | undefined
  readonly filterVersion: number
  /** What a plain order does not have, as JSON; null for a plain one. */
  readonly terms: string | null
  readonly listId: string | undefined
  readonly holdAsset: string
  readonly holdAmount: bigint
  /** The order.placed payload of an order accepted at a moment. */
  readonly body: (at: EpochMs) => string
}
/** What `trading.place_orders` says of an order: accepted, a repeat of one that was, no money, judge it again in the next batch, its client id is another order's. */
export const verdicts = { accepted: 1, repeated: 2, unfunded: 3, again: 4, conflict: 5 } as const
export interface PlacementVerdict {
  readonly code: number
  readonly order_id: string
  readonly command_seq: bigint | null
}
export interface RefusedOrder extends Omit<Placement, 'requestHash' | 'holdAsset' | 'holdAmount' | 'body'> {
  readonly reason: string
}

const orderColumns =
  'id, account_id, user_id, client_order_id, symbol, side, type, time_in_force, post_only, price, quantity, quote_quantity, filled_quantity, filled_quote, prevented_quantity, fee, list_id, terms, status, reason, filter_version, seq, created_at, updated_at, shard, command_seq'
const fillColumns =
  'id, order_id, account_id, trade_id, symbol, side, price, quantity, quote_quantity, fee, fee_asset, liquidity, venue, evidence, executed_at, seq'

/** Groups of orders that are accepted together or not at all; the first of a group holds for it. One verdict an order. */
export function placeOrders(shard: number, at: EpochMs, traceId: string, groups: readonly (readonly Placement[])[]): Statement {
  const orders = groups.flat()
  const leaders: number[] = []
  for (const group of groups) {
    const leader = leaders.length + 1
    for (let member = 0; member < group.length; member += 1) leaders.push(leader)
  }
  const column = <K extends keyof Placement>(key: K): unknown[] => orders.map(order => order[key] ?? null)
  return named(
    'place-orders',
    'select * from trading.place_orders($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23)',
    [
      shard,
      timestamp(at),
      traceId,
      column('id'),
      column('accountId'),
      column('userId'),
      column('clientOrderId'),
      column('requestHash'),
      column('symbol'),
      column('side'),
      column('type'),
      column('timeInForce'),
      column('postOnly'),
      column('price'),
      column('quantity'),
      column('quoteQuantity'),
      column('filterVersion'),
      column('holdAsset'),
      column('holdAmount'),
      orders.map(order => order.body(at)),
      column('terms'),
      column('listId'),
      leaders,
    ],
  )
}

export function keepRefused(at: EpochMs, orders: readonly RefusedOrder[]): Statement {
  const column = <K extends keyof RefusedOrder>(key: K): unknown[] => orders.map(order => order[key] ?? null)
  return named('keep-refused', 'select trading.keep_refused($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)', [
    timestamp(at),
    column('id'),
    column('accountId'),
    column('userId'),
    column('clientOrderId'),
    column('symbol'),
    column('side'),
    column('type'),
    column('timeInForce'),
    column('postOnly'),
    column('price'),
    column('quantity'),
    column('quoteQuantity'),
    column('filterVersion'),
    column('terms'),
    column('reason'),
  ])
}

/** Commands that change accepted orders, in their order; the sequence of the last one. */
export function appendCommands(
  shard: number,
  at: EpochMs,
  traceId: string,
  changes: readonly { readonly topic: string; readonly symbol: string; readonly body: string }[],
): Statement {
  return named('append-commands', 'select trading.append_commands($1, $2, $3, $4, $5, $6) as command_seq', [
    shard,
    timestamp(at),
    traceId,
    changes.map(({ topic }) => topic),
    changes.map(({ symbol }) => symbol),
    changes.map(({ body }) => body),
  ])
}

export function ordersByIds(ids: readonly string[]): Statement {
  return named('orders-by-ids', `select ${orderColumns} from trading.read_orders($1)`, [ids])
}
export function fillsByOrders(ids: readonly string[]): Statement {
  return named('fills-by-orders', `select ${fillColumns} from trading.read_fills($1) order by seq`, [ids])
}
export function orderOf(accountId: string, id: string): Statement {
  return named('order-of', `select ${orderColumns} from trading.orders where id = $2 and account_id = $1`, [accountId, id])
}
/** A committed event of an account, in the account's sequence. */
export interface EventRow {
  readonly account_seq: bigint
  readonly topic: 'order.placed' | 'order.updated' | 'order.matched'
  readonly body: string
  readonly at: EpochMs
}
/** The event an accepted order began with. */
export function placedEvent(order: OrderRow): Statement {
  return named('placed-event', 'select account_seq, topic, body, at from trading.outbox where stream = $1 and seq = $2 and at = $3', [
    `commands.${order.shard}`,
    order.command_seq,
    timestamp(order.created_at),
  ])
}
/**
 * What happened to an order after the account's sequence `after`, newest first. Events are found by the account's sequence, so at most `scanned`
 * events from each end of the order's life are looked at, and between them its newest fills.
 */
export function laterEvents(
  order: OrderRow,
  { after, scanned, limit }: { readonly after: bigint; readonly scanned: number; readonly limit: number },
): Statement {
  const columns = 'account_seq, topic, body, at'
  const within = `trading.outbox o where o.account_id = $1 and o.account_seq > $2 and o.account_seq <= $3 and o.at between $4::timestamptz - interval '1 hour' and $5::timestamptz + interval '1 hour'`
  return named(
    'later-events',
    `select ${columns} from (
       select ${columns} from (select * from ${within} order by o.account_seq limit $7) early where key = $6::uuid::text
       union select ${columns} from (select * from ${within} order by o.account_seq desc limit $7) late where key = $6::uuid::text
       union select ${columns} from ${within} and o.account_seq = any(array(select f.seq from trading.fills f where f.order_id = $6::uuid order by f.seq desc limit $8))
     ) found order by account_seq desc limit $8`,
    [order.account_id, after, order.seq, timestamp(order.created_at), timestamp(order.updated_at), order.id, scanned, limit],
  )
}
export type EvidenceRow = Pick<FillRow, 'id' | 'evidence'>
/** What proves the fills of an order that have these places in the account's sequence. */
export function evidenceOf({ account_id: accountId }: OrderRow, seqs: readonly bigint[]): Statement {
  return named('evidence-of', 'select id, evidence from trading.fills where account_id = $1 and seq = any($2::bigint[])', [accountId, seqs])
}
export function orderByClientId(accountId: string, clientOrderId: string): Statement {
  return named(
    'order-by-client',
    `select o.${orderColumns.replaceAll(', ', ', o.')} from trading.order_keys k join trading.orders o on o.id = k.order_id where k.account_id = $1 and k.client_order_id = $2`,
    [accountId, clientOrderId],
  )
}
export function keyOf(accountId: string, clientOrderId: string): Statement {
  return named('order-key', 'select request_hash, order_id from trading.order_keys where account_id = $1 and client_order_id = $2', [
    accountId,
    clientOrderId,
  ])
}
export function openOrdersOf(accountId: string, symbol: string | undefined, max: number): Statement {
  return named(
    'open-orders',
    `select ${orderColumns} from trading.orders where account_id = $1 and is_open and ($2::text is null or symbol = $2) order by id limit $3`,
    [accountId, symbol ?? null, max],
  )
}

export function countOpenOrders(accountId: string, symbol: string): Statement {
  return named(
    'count-open-orders',
    `select count(*) as orders, count(*) filter (where type not in ('market', 'limit')) as triggers from trading.orders where account_id = $1 and is_open and symbol = $2`,
    [accountId, symbol],
  )
}

/** The orders of lists, first come first. */
export function ordersOfLists(accountId: string, lists: readonly string[]): Statement {
  return named(
    'orders-of-lists',
    `select ${orderColumns} from trading.orders where account_id = $1 and list_id = any($2) order by command_seq`,
    [accountId, lists],
  )
}
export interface ListFilter {
  readonly accountId: string
  readonly status: 'open' | 'closed' | 'all'
  readonly before: string | undefined
  readonly limit: number
}
/** Ids of an account's lists, newest first; ids are time-ordered. */
export function listIds(filter: ListFilter): Statement {
  const having =
    filter.status === 'open' ? raw('having bool_or(is_open)') : filter.status === 'closed' ? raw('having not bool_or(is_open)') : raw('')
  return sql`select list_id as id from trading.orders where account_id = ${filter.accountId} and list_id is not null
    and (${filter.before ?? null}::uuid is null or list_id < ${filter.before ?? null}) group by list_id ${having} order by list_id desc limit ${filter.limit}`
}

export interface OrderFilter {
  readonly accountId: string
  readonly status: 'open' | 'closed' | 'all'
  readonly symbol: string | undefined
  readonly side: string | undefined
  readonly from: string | undefined
  readonly to: string | undefined
  readonly before: string | undefined
  readonly limit: number
}
/** Newest first; ids are time-ordered. */
export function listOrders(filter: OrderFilter): Statement {
  return sql`select ${raw(orderColumns)} from trading.orders where account_id = ${filter.accountId}
    ${filter.status === 'open' ? raw('and is_open') : filter.status === 'closed' ? raw('and not is_open') : raw('')}
    and (${filter.symbol ?? null}::text is null or symbol = ${filter.symbol ?? null}) and (${filter.side ?? null}::text is null or side = ${filter.side ?? null})
    and (${filter.from ?? null}::timestamptz is null or created_at >= ${filter.from ?? null}) and (${filter.to ?? null}::timestamptz is null or created_at < ${filter.to ?? null})
    and (${filter.before ?? null}::uuid is null or id < ${filter.before ?? null}) order by id desc limit ${filter.limit}`
}
export interface FillFilter {
  readonly accountId: string
  readonly symbol: string | undefined
  readonly orderId: string | undefined
  readonly from: string | undefined
  readonly to: string | undefined
  readonly before: number | undefined
  readonly limit: number
}
export function listFills(filter: FillFilter): Statement {
  return sql`select ${raw(fillColumns)} from trading.fills where account_id = ${filter.accountId}
    and (${filter.symbol ?? null}::text is null or symbol = ${filter.symbol ?? null}) and (${filter.orderId ?? null}::uuid is null or order_id = ${filter.orderId ?? null})
    and (${filter.from ?? null}::timestamptz is null or executed_at >= ${filter.from ?? null}) and (${filter.to ?? null}::timestamptz is null or executed_at < ${filter.to ?? null})
    and (${filter.before ?? null}::bigint is null or seq < ${filter.before ?? null}) order by seq desc limit ${filter.limit}`
}
export function fillOf(accountId: string, id: string): Statement {
  return sql`select ${raw(fillColumns)} from trading.fills where id = ${id} and account_id = ${accountId}`
}

export function forgetKeys(before: EpochMs): Statement {
  return sql`delete from trading.order_keys k using trading.orders o where o.id = k.order_id and not o.is_open and o.updated_at < ${timestamp(before)}`
}
/** Refused orders beyond the newest `keep` of each account that was refused lately. */
export function forgetRefused(keep: number, since: EpochMs): Statement {
  return sql`delete from trading.orders o using (
      select id from (select id, row_number() over (partition by account_id order by id desc) as place from trading.orders
        where status = 'rejected' and command_seq is null and account_id in (select distinct account_id from trading.orders where status = 'rejected' and command_seq is null and created_at > ${timestamp(since)})) ranked
      where place > ${keep}) old where o.id = old.id`
}

export async function saveInstruments(tx: Sql, rules: readonly { readonly symbol: string; readonly version: number }[]): Promise<void> {
  for (const rule of rules) {
    await tx.query(
      sql`insert into trading.instruments (symbol, version, rules) values (${rule.symbol}, ${rule.version}, ${JSON.stringify(rule)}) on conflict (symbol) do update set version = excluded.version, rules = excluded.rules`,
    )
  }
}
export const loadInstruments: Statement = { text: 'select rules from trading.instruments', values: [] }
/** The last command of a shard whose order has changed since it was received: the engine is at least that far. */
export function lastApplied(shard: number): Statement {
  return named('last-applied', 'select last_command as last from trading.applied where shard = $1', [shard])
}
