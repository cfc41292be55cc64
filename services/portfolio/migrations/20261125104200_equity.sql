-- A snapshot is kept by its minute and says when in it it was taken, so that a curve never stands still or goes back.
alter table portfolio.portfolios add column taken_at timestamptz;
update portfolio.portfolios set taken_at = at;
alter table portfolio.portfolios alter column taken_at set not null;

-- Market time of a position's last trade: who traded lately has a point a minute.
alter table portfolio.positions add column moved_at timestamptz not null default 'epoch';

-- The day of market time (UTC) that profit is told since. One row: it moves on once the equity at its beginning is stored.
create table portfolio.market_day (one boolean primary key default true, opened_at timestamptz not null, constraint market_day_one check (one));

-- Equity with which accounts went into the day; none for an account that has no snapshot from before, which began with its start balance.
create function portfolio.read_day_opens(in_accounts uuid[]) returns table (account_id uuid, equity bigint)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select k.id, p.equity from portfolio.market_day d cross join unnest(in_accounts) as k(id)
  cross join lateral (select x.equity from portfolio.portfolios x where x.account_id = k.id and x.at < d.opened_at order by x.at desc limit 1) p
$$;
revoke all on function portfolio.read_day_opens from public;
