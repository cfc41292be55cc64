/** The ledger's invariants, recomputed from its lines. */
import { shards } from '#contracts/instruments'
import { systemAccount } from '#core/ledger'
import { type Check, verdict } from './check-store.ts'

const feeAccounts = shards.map(shard => `'${systemAccount('fee', shard)}'`).join(', ')

export const moneyChecks: readonly Check[] = [
  {
    id: 'I1',
    holds: 'every journal sums to zero per asset',
    sql: verdict(
      `select format('journal %s (%s) in %s', journal, type, asset), sum(available_change + held_change) <> 0 from wallet.wallet_transactions group by journal, type, asset`,
    ),
  },
  {
    id: 'I2',
    holds: 'per asset, balances and system accounts sum to zero',
    sql: verdict(`select 'asset ' || asset, sum(amount) <> 0 from (
      select asset, (available + held)::numeric as amount from wallet.balances
      union all select asset, (available_change + held_change)::numeric from wallet.wallet_transactions where version is null) a group by asset`),
  },
  {
    id: 'I3',
    holds: 'a balance is the sum of its lines, version by version, per bucket',
    sql: verdict(`select format('account %s asset %s version %s', account_id, asset, version),
        version <> place or available_after <> available_sum or held_after <> held_sum
          or (is_last and not exists (select from wallet.balances b where b.account_id = l.account_id and b.asset = l.asset and b.version = l.version and b.available = l.available_after and b.held = l.held_after))
      from (select account_id, asset, version, available_after, held_after, row_number() over w as place, sum(available_change) over w as available_sum, sum(held_change) over w as held_sum,
          lead(version) over w is null as is_last
        from wallet.wallet_transactions where version is not null window w as (partition by account_id, asset order by version)) l
      union all select format('account %s asset %s has a balance without lines', b.account_id, b.asset),
        (b.available <> 0 or b.held <> 0) and not exists (select from wallet.wallet_transactions t where t.account_id = b.account_id and t.asset = b.asset) from wallet.balances b`),
  },
  {
    id: 'I4',
    holds: 'nothing available or held is negative',
    sql: verdict(
      `select format('account %s asset %s', account_id, asset), available < 0 or held < 0 from wallet.balances union all select 'hold of order ' || order_id, remaining < 0 from wallet.holds`,
    ),
  },
  {
    id: 'I5',
    holds: "what is held is what the account's open orders still need",
    sql: verdict(`select format('account %s asset %s', b.account_id, b.asset), b.held <> coalesce(h.remaining, 0)
        from wallet.balances b left join (select account_id, asset, sum(remaining) as remaining from wallet.holds group by 1, 2) h on h.account_id = b.account_id and h.asset = b.asset
      union all select 'order ' || o.id, h.remaining is distinct from (case when o.side = 'sell' then o.quantity - o.filled_quantity - o.prevented_quantity
          else (o.price::numeric * (o.quantity - o.filled_quantity - o.prevented_quantity) * 10::numeric ^ ((i.rules::json->>'quote_scale')::int - (i.rules::json->>'price_scale')::int - (i.rules::json->>'base_scale')::int))::bigint end)
        from trading.orders o join trading.instruments i on i.symbol = o.symbol left join wallet.holds h on h.order_id = o.id
        where o.status in ('armed', 'open', 'partially_filled') and o.list_id is null and o.quantity is not null and (o.side = 'sell' or o.price is not null)
      union all select 'list ' || l.list_id, coalesce(l.held, 0) < l.needed from (
          select o.list_id, sum(h.remaining) filter (where h.asset = i.rules::json->>'base_asset') as held,
            max(o.quantity - o.filled_quantity - o.prevented_quantity) filter (where o.side = 'sell' and o.status in ('armed', 'open', 'partially_filled')) as needed
          from trading.orders o join trading.instruments i on i.symbol = o.symbol left join wallet.holds h on h.order_id = o.id where o.list_id is not null group by 1) l`),
  },
  {
    id: 'I6',
    holds: 'a hold ends exactly once, with its order',
    sql: verdict(`select 'order ' || o.id, (h.order_id is not null) <> o.is_open
        from trading.orders o left join wallet.holds h on h.order_id = o.id where o.command_seq is not null and o.list_id is null
      union all select 'hold of unknown order ' || h.order_id, o.id is null from wallet.holds h left join trading.orders o on o.id = h.order_id
      union all select 'hold of ended list ' || o.list_id, not exists (select from trading.orders x where x.list_id = o.list_id and x.is_open)
        from wallet.holds h join trading.orders o on o.id = h.order_id where o.list_id is not null
      union all select 'releases of order ' || journal, sum(held_change) < 0 or count(*) filter (where type = 'hold') = 0 from wallet.wallet_transactions where type in ('hold', 'release') group by journal`),
  },
  {
    id: 'I9',
    holds: 'in every trade the buyer paid what the seller received plus fees',
    sql: verdict(`with i as materialized (select symbol, rules::json->>'base_asset' as base_asset from trading.instruments)
      select 'trade ' || t.trade_id,
        s.quote_paid <> t.quote_quantity or s.quote_got + s.quote_fee <> t.quote_quantity or s.base_paid <> t.quantity or s.base_got + s.base_fee <> t.quantity or s.quote_fee + s.base_fee <> coalesce(f.fee, 0)
      from matching.trades t left join (select trade_id, sum(fee) as fee from trading.fills group by 1) f on f.trade_id = t.trade_id
      join (select l.journal,
          coalesce(sum(-l.change) filter (where not l.is_base and l.change < 0), 0) as quote_paid, coalesce(sum(l.change) filter (where not l.is_base and l.change > 0 and not l.is_fee), 0) as quote_got,
          coalesce(sum(l.change) filter (where not l.is_base and l.is_fee), 0) as quote_fee, coalesce(sum(-l.change) filter (where l.is_base and l.change < 0), 0) as base_paid,
          coalesce(sum(l.change) filter (where l.is_base and l.change > 0 and not l.is_fee), 0) as base_got, coalesce(sum(l.change) filter (where l.is_base and l.is_fee), 0) as base_fee
        from (select x.journal, (x.available_change + x.held_change)::numeric as change, x.account_id in (${feeAccounts}) as is_fee, x.asset = i.base_asset as is_base
          from wallet.wallet_transactions x join matching.trades y on y.trade_id = x.journal join i on i.symbol = y.symbol where x.type = 'trade') l group by 1) s on s.journal = t.trade_id
      left join trading.orders bo on bo.id = t.buy_order_id left join trading.orders so on so.id = t.sell_order_id
      where bo.account_id is distinct from so.account_id`),
  },
]
