-- The statuses of an open order are spelled here alone. The index of open orders names this column and not `status`: an update that leaves an
-- order open touches no index. More room in a page keeps the next state of a row beside it.
alter table trading.orders set (fillfactor = 45);
alter table trading.orders add column is_open boolean not null generated always as (status in ('received', 'pending', 'armed', 'open', 'partially_filled')) stored;
drop index trading.orders_open;
create index orders_open on trading.orders (account_id, id) where is_open;

create or replace function trading.read_open_orders(in_account uuid, in_limit int) returns table (
  last_seq bigint, id uuid, account_id uuid, client_order_id text, symbol text, side text, type text, time_in_force text, post_only boolean, price bigint, quantity bigint, quote_quantity bigint,
  filled_quantity bigint, filled_quote bigint, fee bigint, status text, reason text, filter_version int, seq bigint, created_at timestamptz, updated_at timestamptz
)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select h.last_seq, o.id, o.account_id, o.client_order_id, o.symbol, o.side, o.type, o.time_in_force, o.post_only, o.price, o.quantity, o.quote_quantity,
    o.filled_quantity, o.filled_quote, o.fee, o.status, o.reason, o.filter_version, o.seq, o.created_at, o.updated_at
  from (select coalesce((select x.last_seq from trading.account_heads x where x.account_id = in_account), 0) as last_seq) h
  left join lateral (select * from trading.orders y where y.account_id = in_account and y.is_open order by y.id desc limit in_limit) o on true
  order by o.seq
$$;
