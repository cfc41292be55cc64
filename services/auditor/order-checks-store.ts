/** Orders, fills, trades, streams and what projects them. */
import { type Check, verdict } from './check-store.ts'

export const orderChecks: readonly Check[] = [
  {
    id: 'I7',
    holds: 'every trade settles exactly once, every settlement has its trade',
    sql: verdict(`select 'trade ' || t.trade_id, coalesce(l.assets, 0) <> 2 or coalesce(f.fills, 0) <> (case t.venue when 'internal' then 2 else 1 end)
        from matching.trades t
        left join (select journal, count(distinct asset) as assets from wallet.wallet_transactions where type = 'trade' group by 1) l on l.journal = t.trade_id
        left join (select trade_id, count(*) as fills from trading.fills group by 1) f on f.trade_id = t.trade_id
      union all select 'settlement ' || l.journal, t.trade_id is null from (select distinct journal from wallet.wallet_transactions where type = 'trade') l left join matching.trades t on t.trade_id = l.journal
      union all select format('trades of shard %s', shard), max(trade_no) <> count(*) or max(trade_no) <> (select s.last_trade from matching.shards s where s.shard = t.shard) from matching.trades t group by shard`),
  },
  {
    id: 'I8',
    holds: "an order's filled amounts are the sums of its fills, and its status agrees",
    sql: verdict(`select 'order ' || o.id,
        o.filled_quantity <> o.fill_quantity or o.filled_quote <> o.fill_quote or o.fee <> o.fill_fee or o.filled_quantity < 0 or (o.quantity is not null and o.filled_quantity + o.prevented_quantity > o.quantity)
          or (o.status = 'filled' and (o.filled_quantity = 0 or (o.quantity is not null and o.filled_quantity + o.prevented_quantity <> o.quantity))) or (o.status in ('received', 'pending', 'armed', 'open', 'rejected') and o.filled_quantity <> 0)
          or (o.status = 'partially_filled' and (o.filled_quantity = 0 or o.filled_quantity = o.quantity))
          or (o.is_open and o.status <> 'received') <> o.is_live
          or (o.is_live and (o.leaves <> o.quantity - o.filled_quantity - o.prevented_quantity or o.live_filled <> o.filled_quantity))
      from (select o.*, coalesce(f.quantity, 0) as fill_quantity, coalesce(f.quote, 0) as fill_quote, coalesce(f.fee, 0) as fill_fee, l.order_id is not null as is_live, l.leaves, l.filled_quantity as live_filled
        from trading.orders o left join (select order_id, sum(quantity) as quantity, sum(quote_quantity) as quote, sum(fee) as fee from trading.fills group by 1) f on f.order_id = o.id
        left join matching.live_orders l on l.order_id = o.id) o`),
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
