-- What a reader of an account's events begins with. State and last sequence come from one statement, so from one moment:
-- every later event has a higher sequence, none is missed and none comes twice. One row at least carries the sequence.
create function trading.read_open_orders(in_account uuid, in_limit int) returns table (
  last_seq bigint, id uuid, account_id uuid, client_order_id text, symbol text, side text, type text, time_in_force text, post_only boolean, price bigint, quantity bigint, quote_quantity bigint,
  filled_quantity bigint, filled_quote bigint, fee bigint, status text, reason text, filter_version int, seq bigint, created_at timestamptz, updated_at timestamptz
)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select h.last_seq, o.id, o.account_id, o.client_order_id, o.symbol, o.side, o.type, o.time_in_force, o.post_only, o.price, o.quantity, o.quote_quantity,
    o.filled_quantity, o.filled_quote, o.fee, o.status, o.reason, o.filter_version, o.seq, o.created_at, o.updated_at
  from (select coalesce((select x.last_seq from trading.account_heads x where x.account_id = in_account), 0) as last_seq) h
  left join lateral (select * from trading.orders y where y.account_id = in_account and y.status in ('received', 'pending', 'armed', 'open', 'partially_filled') order by y.id desc limit in_limit) o on true
  order by o.seq
$$;

create function trading.read_recent_fills(in_account uuid, in_limit int) returns table (
  last_seq bigint, id uuid, order_id uuid, trade_id uuid, symbol text, side text, price bigint, quantity bigint, quote_quantity bigint, fee bigint, fee_asset text, liquidity text, venue text,
  executed_at timestamptz, seq bigint
)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select h.last_seq, f.id, f.order_id, f.trade_id, f.symbol, f.side, f.price, f.quantity, f.quote_quantity, f.fee, f.fee_asset, f.liquidity, f.venue, f.executed_at, f.seq
  from (select coalesce((select x.last_seq from trading.account_heads x where x.account_id = in_account), 0) as last_seq) h
  left join lateral (select * from trading.fills y where y.account_id = in_account order by y.seq desc limit in_limit) f on true
  order by f.seq
$$;
revoke all on function trading.read_open_orders, trading.read_recent_fills from public;
