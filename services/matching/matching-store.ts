/** All SQL of matching's tables. */
import { applyFills, settleBatch } from '#contracts/procedures'
import { systemAccount } from '#core/ledger'
import type { ProcedureContract } from '#contracts/kit'
import { tradeExecuted } from '#contracts/topics/trades'
import type { Sql, Statement } from '#platform/service'
import { named, sql, timestamp } from '#platform/sql'
import { bigints, booleans, ints, texts, timestamps, uuids } from './columns.ts'
import type { Settlement } from './batch-changes.ts'
import { writePlaced } from './placed-words.ts'
import type { Tracked } from './tracked.ts'

export interface Position {
  readonly source: string
  readonly session: number
  readonly n: number
  /** Market time, ms. */
  readonly t: number
  /** Price of the last print that counts, in ticks; 0 or absent before the first. */
  readonly last?: number
}
export interface ShardRow {
  readonly epoch: bigint
  readonly last_command: bigint
  readonly last_trade: bigint
  readonly last_batch: bigint
  readonly positions: Readonly<Record<string, Position>>
}
export interface LiveListRow {
  readonly symbol: string
  readonly body: string
}
/** An order's place in the book, in base units. */
export interface LivePlace {
  readonly order: Tracked
  readonly leaves: bigint
  readonly ahead: bigint
  readonly priority: number
  readonly extra: string | null
}
/** A list with a live member, as it is stored. */
export interface ListPlace {
  readonly id: string
  readonly symbol: string
  readonly body: string
}

/** Takes the shard: the epoch rises by one, so whoever had it before can commit nothing more. */
export async function takeShard(tx: Sql, shard: number): Promise<ShardRow> {
  const [row] =
    await tx.query<ShardRow>(sql`insert into matching.shards as s (shard, epoch, last_command, last_trade, last_batch, positions) values (${shard}, 1, 0, 0, 0, '{}')
    on conflict (shard) do update set epoch = s.epoch + 1 returning epoch, last_command, last_trade, last_batch, positions`)
  return row!
}
export function readShard(shard: number): Statement {
  return sql`select epoch, last_command, last_trade, last_batch, positions from matching.shards where shard = ${shard}`
}
/** How long the table is, in blocks. */
export const liveOrderBlocks: Statement = {
  text: `select (pg_relation_size('matching.live_orders') / current_setting('block_size')::int)::int as blocks`,
  values: [],
}
/** Orders in the blocks from `from` up to `to`, each as a line (stored-order.ts), in no order. */
export function liveOrderLines(shard: number, from: number, to: number): Statement {
  return sql`select string_agg(concat_ws(chr(9), number, priority, price, leaves, ahead, filled_quantity, side, symbol, hold_remaining, filled_quote, fee, coalesce(extra, ''), placed), chr(10)) as lines
    from matching.live_orders where ctid >= ${`(${from},0)`}::tid and ctid < ${`(${to},0)`}::tid and shard = ${shard}`
}

export function liveLists(shard: number): Statement {
  return sql`select symbol, body from matching.live_lists where shard = ${shard} order by list_id`
}

export interface BatchHead {
  readonly shard: number
  readonly epoch: bigint
  readonly batchNo: number
  readonly previousCommand: number
  readonly lastCommand: number
  readonly lastTrade: number
  readonly positions: Readonly<Record<string, Position>>
  readonly entries: readonly unknown[]
  readonly at: number
  readonly traceId: string
}

/** The fence: only the living engine, and only from where the last batch left off. Raises `fencedCode` otherwise. */
export function moveShard(head: BatchHead): Statement {
  return named('move-shard', 'select matching.move_shard($1, $2, $3, $4, $5, $6, $7)', [
    head.shard,
    head.epoch,
    head.previousCommand,
    head.lastCommand,
    head.lastTrade,
    head.batchNo,
    JSON.stringify(head.positions),
  ])
}
/** Another engine has the shard, or this batch was committed already. */
export const fencedCode = 'TC001'

/** The calls of wallet's and trading's procedures. */
export function settle(head: BatchHead, { lines, holds, touched, lastEvents, events, fills }: Settlement): Statement[] {
  const statements: Statement[] = []
  const systems = new Set((['house', 'fee', 'rounding', 'grants'] as const).map(kind => systemAccount(kind, head.shard)))
  if (lines.length > 0 || holds.length > 0) {
    statements.push(
      call(settleBatch, [
        head.shard,
        timestamp(head.at),
        head.traceId,
        uuids(lines.map(line => line.journal)),
        texts(lines.map(line => line.type)),
        uuids(lines.map(line => line.account)),
        texts(lines.map(line => line.asset)),
        bigints(lines.map(line => line.available)),
        bigints(lines.map(line => line.held)),
        bigints(lines.map(line => line.fee)),
        booleans(lines.map(line => systems.has(line.account))),
        uuids(holds.map(hold => hold.orderId)),
        uuids(holds.map(hold => hold.accountId)),
        texts(holds.map(hold => hold.asset)),
        bigints(holds.map(hold => hold.taken)),
        booleans(holds.map(hold => hold.closed)),
        booleans(holds.map(hold => hold.opened)),
      ]),
    )
  }
  const orders = [...touched.values()]
  statements.push(
    call(applyFills, [
      head.shard,
      timestamp(head.at),
      head.traceId,
      head.lastCommand,
      uuids(orders.map(order => order.placed.order_id)),
      texts(orders.map(order => order.status)),
      texts(orders.map(order => order.reason)),
      bigints(orders.map(order => order.filledQuantity)),
      bigints(orders.map(order => order.filledQuote)),
      bigints(orders.map(order => order.fee)),
      ints(orders.map(order => lastEvents.get(order.placed.order_id)!)),
      bigints(orders.map(order => order.price ?? null)),
      bigints(orders.map(order => order.quantity ?? null)),
      bigints(orders.map(order => order.preventedQuantity)),
      texts(events.map(event => event.topic)),
      uuids(events.map(event => event.accountId)),
      uuids(events.map(event => event.orderId)),
      texts(events.map(event => event.body)),
      uuids(fills.map(({ fill }) => fill.id)),
      ints(fills.map(({ event }) => event)),
      uuids(fills.map(({ fill }) => fill.trade_id)),
      texts(fills.map(({ fill }) => fill.symbol)),
      texts(fills.map(({ fill }) => fill.side)),
      bigints(fills.map(({ price }) => price)),
      bigints(fills.map(({ quantity }) => quantity)),
      bigints(fills.map(({ quote }) => quote)),
      bigints(fills.map(({ fee }) => fee)),
      texts(fills.map(({ fill }) => fill.fee_asset)),
      texts(fills.map(({ fill }) => fill.liquidity)),
      texts(fills.map(({ fill }) => fill.venue)),
      texts(fills.map(({ evidence }) => evidence)),
      timestamps(fills.map(({ fill }) => fill.executed_at)),
    ]),
  )
  return statements
}

export function saveTrades(head: BatchHead, { trades }: Settlement): Statement[] {
  if (trades.length === 0) return []
  return [
    named(
      'save-trades',
      `insert into matching.trades (trade_id, at, shard, trade_no, symbol, buy_order_id, sell_order_id, taker_order_id, maker_order_id, taker_side, price, quantity, quote_quantity, venue, cause, session, frame_no, level, shown, queue_ahead, market_trade_id, command_seq, executed_at)
     select t.id, $1, $2, t.no, t.symbol, t.buy, t.sell, t.taker, t.maker, t.side, t.price, t.quantity, t.quote, t.venue, t.cause, t.session, t.frame, t.level, t.shown, t.ahead, t.market_trade, t.command, t.executed
     from unnest($3::uuid[], $4::bigint[], $5::text[], $6::uuid[], $7::uuid[], $8::uuid[], $9::uuid[], $10::text[], $11::bigint[], $12::bigint[], $13::bigint[], $14::text[], $15::text[], $16::int[], $17::bigint[], $18::bigint[], $19::bigint[], $20::bigint[], $21::text[], $22::bigint[], $23::timestamptz[])
       as t(id, no, symbol, buy, sell, taker, maker, side, price, quantity, quote, venue, cause, session, frame, level, shown, ahead, market_trade, command, executed)`,
      [
        timestamp(head.at),
        head.shard,
        uuids(trades.map(({ trade }) => trade.trade_id)),
        bigints(trades.map(({ trade }) => trade.trade_no)),
        texts(trades.map(({ trade }) => trade.symbol)),
        uuids(trades.map(({ buy }) => buy)),
        uuids(trades.map(({ sell }) => sell)),
        uuids(trades.map(({ taker }) => taker)),
        uuids(trades.map(({ maker }) => maker)),
        texts(trades.map(({ trade }) => trade.taker_side)),
        bigints(trades.map(({ price }) => price)),
        bigints(trades.map(({ quantity }) => quantity)),
        bigints(trades.map(({ quote }) => quote)),
        texts(trades.map(({ trade }) => trade.venue)),
        texts(trades.map(({ trade }) => trade.evidence.cause)),
        ints(trades.map(({ trade }) => trade.evidence.session)),
        bigints(trades.map(({ trade }) => trade.evidence.frame_no)),
        bigints(trades.map(({ level }) => level)),
        bigints(trades.map(({ shown }) => shown)),
        bigints(trades.map(({ ahead }) => ahead)),
        texts(trades.map(({ trade }) => trade.evidence.market_trade_id)),
        bigints(trades.map(({ command }) => command)),
        timestamps(trades.map(({ trade }) => trade.executed_at)),
      ],
    ),
  ]
}

export function saveLiveOrders(shard: number, places: readonly LivePlace[], ended: readonly string[]): Statement[] {
  const statements: Statement[] = []
  if (ended.length > 0) statements.push(named('end-live-orders', 'select matching.end_live_orders($1)', [uuids(ended)]))
  if (places.length === 0) return statements
  statements.push(
    named(
      'save-live-orders',
      `insert into matching.live_orders as l (order_id, shard, symbol, number, side, price, leaves, ahead, priority, hold_remaining, filled_quantity, filled_quote, fee, placed, extra)
     select o.id, $1, o.symbol, o.number, o.side, o.price, o.leaves, o.ahead, o.priority, o.hold, o.filled, o.filled_quote, o.fee, o.placed, o.extra
     from unnest($2::uuid[], $3::text[], $4::bigint[], $5::text[], $6::bigint[], $7::bigint[], $8::bigint[], $9::bigint[], $10::bigint[], $11::bigint[], $12::bigint[], $13::bigint[], $14::text[], $15::text[])
       as o(id, symbol, number, side, price, leaves, ahead, priority, hold, filled, filled_quote, fee, placed, extra)
     on conflict (order_id) do update set leaves = excluded.leaves, price = excluded.price, ahead = excluded.ahead, priority = excluded.priority, extra = excluded.extra, hold_remaining = excluded.hold_remaining, filled_quantity = excluded.filled_quantity, filled_quote = excluded.filled_quote, fee = excluded.fee`,
      [
        shard,
        uuids(places.map(({ order }) => order.placed.order_id)),
        texts(places.map(({ order }) => order.placed.symbol)),
        bigints(places.map(({ order }) => order.number)),
        texts(places.map(({ order }) => order.placed.side)),
        bigints(places.map(({ order }) => order.price ?? 0n)),
        bigints(places.map(({ leaves }) => leaves)),
        bigints(places.map(({ ahead }) => ahead)),
        bigints(places.map(({ priority }) => priority)),
        bigints(places.map(({ order }) => order.hold.state.remaining)),
        bigints(places.map(({ order }) => order.filledQuantity)),
        bigints(places.map(({ order }) => order.filledQuote)),
        bigints(places.map(({ order }) => order.fee)),
        texts(places.map(({ order }) => writePlaced(order.placed))),
        texts(places.map(({ extra }) => extra)),
      ],
    ),
  )
  return statements
}

/** Lists that a batch touched: what is left of them, and those that have ended. */
export function saveLiveLists(shard: number, places: readonly ListPlace[], ended: readonly string[]): Statement[] {
  const statements: Statement[] = []
  if (ended.length > 0) statements.push(named('end-live-lists', 'delete from matching.live_lists where list_id = any($1)', [uuids(ended)]))
  if (places.length > 0)
    statements.push(
      named(
        'save-live-lists',
        `insert into matching.live_lists (list_id, shard, symbol, body) select l.id, $1, l.symbol, l.body from unnest($2::uuid[], $3::text[], $4::text[]) as l(id, symbol, body)
       on conflict (list_id) do update set body = excluded.body`,
        [shard, uuids(places.map(({ id }) => id)), texts(places.map(({ symbol }) => symbol)), texts(places.map(({ body }) => body))],
      ),
    )
  return statements
}

/** Queue fronts and extremes alone, of orders that no command touched. */
export function saveFronts(ids: readonly string[], aheads: readonly bigint[], extras: readonly (string | null)[]): Statement {
  return named('save-fronts', 'select matching.save_fronts($1, $2, $3)', [uuids(ids), bigints(aheads), texts(extras)])
}

export function saveAudit(
  head: BatchHead,
  batch: {
    readonly kind: 'batch' | 'rebuild'
    readonly trades: number
    readonly bookHash: string | null
    readonly fullHash: string | null
  },
): Statement {
  const { kind, trades, bookHash, fullHash } = batch
  return named(
    'save-audit',
    'insert into matching.audit_log (shard, batch_no, at, epoch, kind, first_command, last_command, entries, positions, trades, book_hash, full_hash) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)',
    [
      head.shard,
      head.batchNo,
      timestamp(head.at),
      head.epoch,
      kind,
      head.lastCommand > head.previousCommand ? head.previousCommand + 1 : null,
      head.lastCommand,
      JSON.stringify(head.entries),
      JSON.stringify(head.positions),
      trades,
      bookHash,
      fullHash,
    ],
  )
}

export interface SnapshotRow {
  readonly shard: number
  readonly batchNo: number
  readonly at: number
  readonly lastCommand: number
  readonly lastTrade: number
  readonly hash: string
  readonly size: number
  readonly key: string
}

/** Notes a stored snapshot and forgets those before the newest `kept`, whose keys it returns. */
export async function saveSnapshot(tx: Sql, row: SnapshotRow, kept: number): Promise<string[]> {
  const { shard, batchNo, at, lastCommand, lastTrade, hash, size, key } = row
  await tx.query(
    sql`insert into matching.snapshots (shard, batch_no, at, last_command, last_trade, hash, size, key)
      values (${shard}, ${batchNo}, ${timestamp(at)}, ${lastCommand}, ${lastTrade}, ${hash}, ${size}, ${key})`,
  )
  const old = await tx.query<{ key: string }>(
    sql`delete from matching.snapshots where shard = ${shard}
      and batch_no < (select min(batch_no) from (select batch_no from matching.snapshots where shard = ${shard} order by batch_no desc limit ${kept}) newest)
      returning key`,
  )
  return old.map(({ key: stale }) => stale)
}

/** The trades' events, on the shard's stream. */
export function announceTrades(head: BatchHead, { trades }: Settlement): Statement[] {
  if (trades.length === 0) return []
  const topics = trades.map(() => tradeExecuted.name)
  const bodies = trades.map(({ trade }) => JSON.stringify(trade))
  return [
    named('announce-trades', 'select matching.append_events($1, $2, $3, $4, $5, $6)', [
      `trades.${head.shard}`,
      texts(topics),
      texts(trades.map(({ trade }) => trade.symbol)),
      texts(bodies),
      head.traceId,
      timestamp(head.at),
    ]),
  ]
}

/** A procedure as a prepared statement. */
function call(procedure: ProcedureContract, values: readonly unknown[]): Statement {
  return named(`call-${procedure.name}`, `select ${procedure.name}(${values.map((_, index) => `$${index + 1}`).join(', ')})`, values)
}

export async function saveInstruments(tx: Sql, rules: readonly { readonly symbol: string; readonly version: number }[]): Promise<void> {
  for (const rule of rules) {
    await tx.query(
      sql`insert into matching.instruments (symbol, version, rules) values (${rule.symbol}, ${rule.version}, ${JSON.stringify(rule)}) on conflict (symbol) do update set version = excluded.version, rules = excluded.rules`,
    )
  }
}
export const loadInstruments: Statement = { text: 'select rules from matching.instruments', values: [] }
