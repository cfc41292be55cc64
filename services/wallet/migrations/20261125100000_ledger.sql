-- Units: every amount is an integer number of the asset's base units (10^-scale). An asset's scale never changes.
create table wallet.assets (
  asset text primary key,
  scale smallint not null,
  constraint assets_scale_range check (scale between 0 and 18)
);

create table wallet.accounts (
  id uuid primary key,
  user_id uuid not null,
  ordinal int not null,
  name text not null,
  state text not null default 'active',
  currency text not null,
  start_balance bigint not null,
  season int not null default 1,
  created_at timestamptz not null,
  constraint accounts_ordinal_unique unique (user_id, ordinal),
  constraint accounts_state check (state in ('active', 'halted'))
);

create table wallet.balances (
  account_id uuid not null,
  asset text not null,
  available bigint not null default 0,
  held bigint not null default 0,
  version bigint not null default 0,
  constraint balances_pkey primary key (account_id, asset),
  constraint balances_available_not_negative check (available >= 0),
  constraint balances_held_not_negative check (held >= 0)
) with (fillfactor = 50);

-- What an open order still reserves. The row goes with the order's last posting.
create table wallet.holds (
  order_id uuid primary key,
  account_id uuid not null,
  asset text not null,
  remaining bigint not null,
  constraint holds_remaining_not_negative check (remaining >= 0)
) with (fillfactor = 70);

-- The ledger: append-only double entry. One line per journal, account and asset carries the changes of both buckets.
-- System accounts (house, fee, grants, rounding) have lines, but no balance row and no version.
create table wallet.wallet_transactions (
  at timestamptz not null,
  journal uuid not null,
  type text not null,
  account_id uuid not null,
  asset text not null,
  available_change bigint not null,
  held_change bigint not null,
  fee bigint not null default 0,
  version bigint,
  available_after bigint,
  held_after bigint,
  constraint wallet_transactions_line unique (account_id, at, asset, version),
  constraint wallet_transactions_type check (type in ('grant', 'hold', 'release', 'trade', 'rounding')),
  constraint wallet_transactions_after check ((version is null) = (available_after is null) and (version is null) = (held_after is null))
) partition by range (at);

-- All lines of a journal come in one INSERT; per journal and asset they sum to zero, or nothing is written.
create function wallet.check_zero_sum() returns trigger language plpgsql set search_path = pg_catalog, pg_temp as $$
declare broken record;
begin
  select a.journal, a.type, a.asset, sum(a.available_change + a.held_change) as rest into broken
  from added a group by a.journal, a.type, a.asset having sum(a.available_change + a.held_change) <> 0 limit 1;
  if found then
    raise exception 'journal % (%) does not sum to zero in %: %', broken.journal, broken.type, broken.asset, broken.rest using errcode = '23514', constraint = 'wallet_transactions_zero_sum';
  end if;
  return null;
end $$;
create trigger zero_sum after insert on wallet.wallet_transactions referencing new table as added for each statement execute function wallet.check_zero_sum();

create function wallet.refuse_change() returns trigger language plpgsql as $$ begin raise exception 'the ledger is append-only' using errcode = '23514'; end $$;
create trigger append_only before update or delete on wallet.wallet_transactions for each row execute function wallet.refuse_change();
