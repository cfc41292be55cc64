/** What a replay reads of a shard: its audit log, the commands it applied, and what was stored of them. */
import { toInstrument } from '#contracts/instruments'
import type { InstrumentRules } from '#contracts/topics/market'
import type { Instrument } from '#core/orders'
import type { Sql } from '#platform/service'
import { sql } from '#platform/sql'

/** A batch as the engine wrote it down. */
export interface AuditRow {
  readonly batch_no: number
  readonly kind: 'batch' | 'rebuild'
  readonly entries: string
  readonly positions: Readonly<
    Record<string, { readonly source: string; readonly session: number; readonly n: number; readonly t: number }>
  >
  readonly book_hash: string | null
  readonly full_hash: string | null
}
/** A snapshot of the books right after a batch: where its bytes are, and what they must hash to. */
export interface AuditedSnapshot {
  readonly batch_no: number
  readonly last_trade: number
  readonly hash: string
  readonly key: string
}
/** A trade as it was stored: integers of base units and price scale as text. */
export interface AuditedTrade {
  readonly symbol: string
  readonly price: string
  readonly quantity: string
  readonly taker: string | null
  readonly maker: string | null
  readonly cause: string
  readonly frame: string
  readonly ahead: string
}
export interface AuditedShard {
  readonly instruments: readonly Instrument[]
  /** By their sequence: topic and body of each command. */
  readonly commands: ReadonlyMap<number, { readonly topic: string; readonly body: string }>
  readonly rows: readonly AuditRow[]
  /** In their order. */
  readonly trades: readonly AuditedTrade[]
  /** Kept snapshots, oldest first. */
  readonly snapshots: readonly AuditedSnapshot[]
  /** Live orders and what is left of them, ordered by id. */
  readonly live: readonly (readonly [id: string, leaves: string])[]
}

/** Reads a shard as of one moment; the caller's transaction is repeatable read. */
export async function readShardAudit(db: Sql, shard: number): Promise<AuditedShard> {
  const rules = await db.query<{ rules: string }>(sql`select rules from matching.instruments order by symbol`)
  const commands = await db.query<{ seq: bigint; topic: string; body: string }>(
    sql`select seq, topic, body from trading.outbox where stream = ${`commands.${shard}`} order by seq`,
  )
  const rows = await db.query<Omit<AuditRow, 'batch_no'> & { batch_no: bigint }>(
    sql`select batch_no, kind, entries, positions, book_hash, full_hash from matching.audit_log where shard = ${shard} order by batch_no`,
  )
  const trades = await db.query<AuditedTrade>(
    sql`select symbol, price::text, quantity::text, taker_order_id::text as taker, maker_order_id::text as maker, cause, session || '.' || frame_no as frame, queue_ahead::text as ahead
      from matching.trades where shard = ${shard} order by trade_no`,
  )
  const live = await db.query<{ id: string; leaves: string }>(
    sql`select order_id::text as id, leaves::text as leaves from matching.live_orders where shard = ${shard} order by order_id::text`,
  )
  const snapshots = await db.query<{ batch_no: bigint; last_trade: bigint; hash: string; key: string }>(
    sql`select batch_no, last_trade, hash, key from matching.snapshots where shard = ${shard} order by batch_no`,
  )
  return {
    instruments: rules.map(({ rules: text }) => toInstrument(JSON.parse(text) as InstrumentRules)),
    commands: new Map(commands.map(({ seq, topic, body }) => [Number(seq), { topic, body }])),
    rows: rows.map(row => ({ ...row, batch_no: Number(row.batch_no) })),
    trades,
    snapshots: snapshots.map(row => ({ ...row, batch_no: Number(row.batch_no), last_trade: Number(row.last_trade) })),
    live: live.map(({ id, leaves }) => [id, leaves] as const),
  }
}
