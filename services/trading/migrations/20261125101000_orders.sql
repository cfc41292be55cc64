-- Prices are integers at the symbol's price scale, quantities at the base asset's scale, quote amounts at the quote asset's scale.
create table trading.instruments (
  symbol text primary key,
  version int not null,
  rules text not null
);

create table trading.orders (
  id uuid primary key,
  account_id uuid not null,
  user_id uuid not null,
  client_order_id text,
  symbol text not null,
  side text not null,
  type text not null,
  time_in_force text not null,
  post_only boolean not null,
  price bigint,
  quantity bigint,
  quote_quantity bigint,
  filled_quantity bigint not null default 0,
  filled_quote bigint not null default 0,
  fee bigint not null default 0,
  status text not null,
  reason text,
  filter_version int not null,
  shard int not null,
  command_seq bigint,
  seq bigint not null default 0,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  constraint orders_side check (side in ('buy', 'sell')),
  constraint orders_status check (status in ('received', 'pending', 'armed', 'open', 'partially_filled', 'filled', 'canceled', 'expired', 'rejected', 'replaced')),
  constraint orders_filled_within check (filled_quantity >= 0 and (quantity is null or filled_quantity <= quantity)),
  constraint orders_filled_whole check (status <> 'filled' or quantity is null or filled_quantity = quantity)
) with (fillfactor = 70);
create index orders_account on trading.orders (account_id, id);
create index orders_open on trading.orders (account_id, id) where status in ('received', 'pending', 'armed', 'open', 'partially_filled');

-- Written only when an order is accepted; forgotten 24 h after the order's end. A refused order reserves nothing.
create table trading.order_keys (
  account_id uuid not null,
  client_order_id text not null,
  request_hash text not null,
  order_id uuid not null,
  constraint order_keys_pkey primary key (account_id, client_order_id)
);

-- The account's own gapless sequence over its order events: the `seq` of user:orders and user:fills, and of orders and fills by REST.
create table trading.account_heads (account_id uuid primary key, last_seq bigint not null default 0) with (fillfactor = 50);
alter table trading.outbox add column account_id uuid, add column account_seq bigint;
create unique index outbox_account on trading.outbox (account_id, account_seq, at) where account_id is not null;

create table trading.fills (
  id uuid not null,
  order_id uuid not null,
  account_id uuid not null,
  trade_id uuid not null,
  symbol text not null,
  side text not null,
  price bigint not null,
  quantity bigint not null,
  quote_quantity bigint not null,
  fee bigint not null,
  fee_asset text not null,
  liquidity text not null,
  venue text not null,
  evidence text not null,
  executed_at timestamptz not null,
  seq bigint not null,
  at timestamptz not null,
  constraint fills_pkey primary key (id),
  constraint fills_quantity_positive check (quantity > 0)
);
create index fills_account on trading.fills (account_id, seq);
create index fills_order on trading.fills (order_id);

-- How far the engine is, written by apply_fills: the net under its notification.
create table trading.applied (shard int primary key, last_command bigint not null) with (fillfactor = 50);
