/** Orders, fills, trades, streams and what projects them. */
import { type Check, verdict } from './check.ts'

export const orderChecks: readonly Check[] = [
  {
    id: 'I7',
    holds: 'every trade settles exactly once, every settlement has its trade',
    sql: verdict(`select 'trade ' || t.trade_id,
        (select count(distinct l.asset) from wallet.wallet_transactions l where l.journal = t.trade_id and l.type = 'trade') <> 2
          or (select count(*) from trading.fills f where f.trade_id = t.trade_id) <> (case t.venue when 'internal' then 2 else 1 end)
        from matching.trades t
      union all select 'settlement ' || l.journal, t.trade_id is null from (select distinct journal from wallet.wallet_transactions where type = 'trade') l left join matching.trades t on t.trade_id = l.journal
      union all select format('trades of shard %s', shard), max(trade_no) <> count(*) or max(trade_no) <> (select s.last_trade from matching.shards s where s.shard = t.shard) from matching.trades t group by shard`),
  },
  {
    id: 'I8',
    holds: "an order's filled amounts are the sums of its fills, and its status agrees",
    sql: verdict(`select 'order ' || o.id,
        o.filled_quantity <> f.quantity or o.filled_quote <> f.quote or o.fee <> f.fee or o.filled_quantity < 0 or (o.quantity is not null and o.filled_quantity > o.quantity)
          or (o.status = 'filled' and (o.filled_quantity = 0 or (o.quantity is not null and o.filled_quantity <> o.quantity))) or (o.status in ('received', 'open', 'rejected') and o.filled_quantity <> 0)
          or (o.status = 'partially_filled' and (o.filled_quantity = 0 or o.filled_quantity = o.quantity))
          or (o.status in ('open', 'partially_filled')) <> exists (select from matching.live_orders l where l.order_id = o.id)
          or exists (select from matching.live_orders l where l.order_id = o.id and (l.leaves <> o.quantity - o.filled_quantity or l.filled_quantity <> o.filled_quantity))
      from trading.orders o cross join lateral (
        select coalesce(sum(x.quantity), 0) as quantity, coalesce(sum(x.quote_quantity), 0) as quote, coalesce(sum(x.fee), 0) as fee from trading.fills x where x.order_id = o.id) f`),
  },
  {
    id: 'I12',
    holds: 'every stream is 1, 2, 3 … without a gap or a repeat',
    sql: verdict(
      ['auth', 'wallet', 'trading', 'matching', 'market_data', 'portfolio']
        .map(
          schema => `select '${schema} stream ' || h.stream, coalesce(o.last, 0) <> h.last_seq or o.last - o.first + 1 <> o.n or o.n <> o.different
            from ${schema}.stream_heads h left join (select stream, min(seq) as first, max(seq) as last, count(*) as n, count(distinct seq) as different from ${schema}.outbox group by stream) o on o.stream = h.stream`,
        )
        .concat(`select 'events of account ' || h.account_id, h.last_seq <> coalesce(o.n, 0) or o.last <> h.last_seq
            from trading.account_heads h left join (select account_id, count(*) as n, max(account_seq) as last from trading.outbox where account_id is not null group by 1) o on o.account_id = h.account_id`)
        .join('\nunion all '),
    ),
  },
  {
    id: 'I16',
    holds: 'the engine has applied no command that does not exist, and orders know their place',
    sql: verdict(`select 'shard ' || s.shard, s.last_command > coalesce((select h.last_seq from trading.stream_heads h where h.stream = 'commands.' || s.shard), 0)
          or s.last_command <> coalesce((select a.last_command from trading.applied a where a.shard = s.shard), 0) from matching.shards s
      union all select 'order ' || o.id, o.status = 'received' and o.command_seq <= (select s.last_command from matching.shards s where s.shard = o.shard) from trading.orders o where o.command_seq is not null`),
  },
  {
    id: 'I17',
    holds: 'no consumer is ahead of its stream, and no fill exists twice',
    sql: verdict(
      [
        ['trading', 'market_data'],
        ['wallet', 'market_data'],
        ['matching', 'market_data'],
        ['market_data', 'matching'],
        ['portfolio', 'matching'],
        ['portfolio', 'wallet'],
      ]
        .map(
          ([consumer, owner]) => `select '${consumer} on ${owner} ' || i.stream, i.seq > coalesce(h.last_seq, 0)
            from ${consumer}.inbox i join ${owner}.stream_heads h on h.stream = i.stream`,
        )
        .concat(`select format('trade %s of order %s', trade_id, order_id), count(*) > 1 from trading.fills group by trade_id, order_id`)
        .join('\nunion all '),
    ),
  },
]
