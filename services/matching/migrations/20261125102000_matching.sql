-- One row per shard: who may write (epoch) and how far it is. Every batch moves it, so a batch happens once, by the living engine.
create table matching.shards (
  shard int primary key,
  epoch bigint not null,
  last_command bigint not null,
  last_trade bigint not null,
  last_batch bigint not null,
  positions jsonb not null
) with (fillfactor = 50);

create table matching.instruments (symbol text primary key, version int not null, rules text not null);

-- Everything recovery needs of an open order: written in the batch transaction for the orders it touched.
create table matching.live_orders (
  order_id uuid primary key,
  shard int not null,
  symbol text not null,
  number bigint not null,
  side text not null,
  price bigint not null,
  leaves bigint not null,
  ahead bigint not null,
  priority bigint not null,
  hold_remaining bigint not null,
  filled_quantity bigint not null,
  filled_quote bigint not null,
  fee bigint not null,
  placed text not null,
  constraint live_orders_leaves_positive check (leaves > 0)
) with (fillfactor = 60);

create table matching.trades (
  trade_id uuid not null,
  at timestamptz not null,
  shard int not null,
  trade_no bigint not null,
  symbol text not null,
  buy_order_id uuid,
  sell_order_id uuid,
  taker_order_id uuid,
  maker_order_id uuid,
  taker_side text not null,
  price bigint not null,
  quantity bigint not null,
  quote_quantity bigint not null,
  venue text not null,
  cause text not null,
  session int not null,
  frame_no bigint not null,
  level bigint not null,
  shown bigint not null,
  queue_ahead bigint not null,
  market_trade_id text,
  command_seq bigint,
  executed_at timestamptz not null,
  constraint trades_pkey primary key (trade_id, at),
  constraint trades_number unique (shard, trade_no, at),
  constraint trades_one_side_is_the_house check (((buy_order_id is null) <> (sell_order_id is null)) = (venue = 'external') and (buy_order_id is not null or sell_order_id is not null)),
  constraint trades_quantity_positive check (quantity > 0)
) partition by range (at);

-- One row per batch: what was applied, in which order, at which position of the feed. `entries` are [command_seq, symbol, session, frame_no]
-- for commands; a rebuild row holds the queue positions the book was restored with.
create table matching.audit_log (
  shard int not null,
  batch_no bigint not null,
  at timestamptz not null,
  epoch bigint not null,
  kind text not null,
  first_command bigint,
  last_command bigint not null,
  entries text not null,
  positions jsonb not null,
  trades int not null,
  book_hash text,
  constraint audit_log_pkey primary key (shard, batch_no, at),
  constraint audit_log_kind check (kind in ('batch', 'rebuild'))
) partition by range (at);

-- The fence of a batch: only the living engine moves its shard, and only from where the last batch left it.
create function matching.move_shard(in_shard int, in_epoch bigint, in_previous bigint, in_command bigint, in_trade bigint, in_batch bigint, in_positions jsonb) returns void
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  update matching.shards set last_command = in_command, last_trade = in_trade, last_batch = in_batch, positions = in_positions
    where shard = in_shard and epoch = in_epoch and last_batch = in_batch - 1 and last_command = in_previous;
  if not found then raise exception 'the shard is not where this engine left it' using errcode = 'TC001'; end if;
end $$;

-- Queue fronts alone: each by its key, whatever the planner believes of the table.
create function matching.save_fronts(in_orders uuid[], in_aheads bigint[]) returns void
language plpgsql set search_path = pg_catalog, pg_temp set plan_cache_mode = force_generic_plan set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off set enable_material = off as $$
begin
  update matching.live_orders l set ahead = f.ahead from unnest(in_orders, in_aheads) as f(id, ahead) where l.order_id = f.id and l.ahead <> f.ahead;
end $$;
revoke all on function matching.move_shard, matching.save_fronts from public;

create function matching.end_live_orders(in_orders uuid[]) returns void
language plpgsql set search_path = pg_catalog, pg_temp set plan_cache_mode = force_generic_plan set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off as $$
begin
  delete from matching.live_orders l using unnest(in_orders) as k(id) where l.order_id = k.id;
end $$;
revoke all on function matching.end_live_orders from public;
