-- Amounts are integers in base units of their asset; cost, realized and fees in those of the account's currency.
create table portfolio.instruments (symbol text primary key, version int not null, rules text not null);

create table portfolio.accounts (
  account_id uuid primary key,
  user_id uuid not null,
  currency text not null,
  start_balance bigint not null,
  opened_at timestamptz not null
);

-- What the wallet said last. Holds alone are not told, so the split may be older than the sum, which is exact.
create table portfolio.balances (
  account_id uuid not null,
  asset text not null,
  scale int not null,
  available bigint not null,
  held bigint not null,
  version bigint not null,
  constraint balances_pkey primary key (account_id, asset),
  constraint balances_not_negative check (available >= 0 and held >= 0)
) with (fillfactor = 70);

-- Moved by trades alone. A closed position stays, with what it realized.
create table portfolio.positions (
  account_id uuid not null,
  asset text not null,
  quantity bigint not null,
  cost bigint not null,
  realized bigint not null,
  fees_paid bigint not null,
  lots_opened bigint not null,
  method text not null default 'fifo',
  constraint positions_pkey primary key (account_id, asset),
  constraint positions_not_negative check (quantity >= 0 and cost >= 0),
  constraint positions_nothing_costs_nothing check (quantity > 0 or cost = 0),
  constraint positions_method check (method in ('fifo', 'average'))
) with (fillfactor = 70);

-- Tax lots in the order they were opened; a sale takes from the lowest number.
create table portfolio.lots (
  account_id uuid not null,
  asset text not null,
  lot_no bigint not null,
  quantity bigint not null,
  cost bigint not null,
  opened_at timestamptz not null,
  trade_id uuid not null,
  constraint lots_pkey primary key (account_id, asset, lot_no),
  constraint lots_quantity_positive check (quantity > 0),
  constraint lots_cost_not_negative check (cost >= 0)
) with (fillfactor = 80);

-- Equity over time: after trades at most one a minute of market time, and one an hour. `at` is market time, so no partitions by it.
create table portfolio.portfolios (
  account_id uuid not null,
  at timestamptz not null,
  equity bigint not null,
  cash bigint not null,
  realized bigint not null,
  constraint portfolios_pkey primary key (account_id, at)
);

-- Wallet and trades side by side, one row per account and asset. Both come from one statement, so from one moment.
create function portfolio.read_holdings(in_accounts uuid[])
returns table (account_id uuid, asset text, scale int, total bigint, quantity bigint, cost bigint, realized bigint, fees_paid bigint)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select coalesce(b.account_id, p.account_id), coalesce(b.asset, p.asset), b.scale, coalesce(b.available + b.held, 0), coalesce(p.quantity, 0), coalesce(p.cost, 0), coalesce(p.realized, 0), coalesce(p.fees_paid, 0)
  from (select * from portfolio.balances x where x.account_id = any(in_accounts)) b
  full join (select * from portfolio.positions y where y.account_id = any(in_accounts)) p on p.account_id = b.account_id and p.asset = b.asset
$$;
revoke all on function portfolio.read_holdings from public;
