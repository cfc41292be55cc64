create function wallet.open_account(in_id uuid, in_user uuid, in_currency text, in_start numeric, in_grants uuid, in_at timestamptz, in_trace text) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare asset_scale int; units bigint; place int;
begin
  select a.scale into strict asset_scale from wallet.assets a where a.asset = in_currency;
  units := in_start * (10::numeric ^ asset_scale);
  select count(*) into place from wallet.accounts a where a.user_id = in_user;
  insert into wallet.accounts (id, user_id, ordinal, name, currency, start_balance, created_at) values (in_id, in_user, place, case place when 0 then 'Main' else 'Account ' || place + 1 end, in_currency, units, in_at);
  insert into wallet.balances (account_id, asset, available, held, version) values (in_id, in_currency, units, 0, 1);
  insert into wallet.wallet_transactions (at, journal, type, account_id, asset, available_change, held_change, version, available_after, held_after) values
    (in_at, in_id, 'grant', in_id, in_currency, units, 0, 1, units, 0),
    (in_at, in_id, 'grant', in_grants, in_currency, -units, 0, null, null, null);
  perform wallet.append_events('accounts', array['account.opened', 'wallet.updated'], array[in_id::text, in_id::text], array[
    json_build_object('account_id', in_id, 'user_id', in_user, 'ordinal', place, 'currency', in_currency, 'start_balance', round(in_start, asset_scale)::text, 'season', 1,
      'opened_at', to_char(in_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'))::text,
    json_build_object('balances', json_build_array(json_build_object('account_id', in_id, 'asset', in_currency, 'scale', asset_scale, 'available', units::text, 'held', '0', 'version', 1)))::text
  ], in_trace, in_at);
end $$;

create function wallet.read_accounts(in_user uuid) returns table (id uuid, ordinal int, state text, currency text, start_balance bigint)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select a.id, a.ordinal, a.state, a.currency, a.start_balance from wallet.accounts a where a.user_id = in_user order by a.ordinal
$$;

create function wallet.read_balances(in_account uuid) returns table (asset text, scale int, available bigint, held bigint, version bigint)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select b.asset, s.scale::int, b.available, b.held, b.version from wallet.balances b join wallet.assets s on s.asset = b.asset where b.account_id = in_account order by b.asset
$$;

-- An ordered lock: the sorted keys drive the locks one by one.
create function wallet.lock_balances(in_accounts uuid[], in_assets text[]) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp set plan_cache_mode = force_generic_plan set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off as $$
begin
  perform from (select distinct k.account_id, k.asset from unnest(in_accounts, in_assets) as k(account_id, asset) order by 1, 2) k
    cross join lateral (select from wallet.balances b where b.account_id = k.account_id and b.asset = k.asset for no key update) l;
end $$;

-- Verdicts exactly as if the orders came one after another: 1 held, 3 not enough, 4 fits alone but not after the earlier ones of this batch.
-- The balances must be locked by an earlier statement of the same transaction.
create function wallet.hold_orders(in_orders uuid[], in_accounts uuid[], in_assets text[], in_amounts bigint[], in_at timestamptz)
returns table (idx int, code int, available_after bigint, held_after bigint, version_after bigint)
language plpgsql security definer set search_path = pg_catalog, pg_temp set plan_cache_mode = force_generic_plan set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off set enable_material = off as $$
begin
  return query
  with wanted as (
    select r.idx::int as idx, r.order_id, r.account_id, r.asset, r.amount, coalesce(b.available, 0) as available, coalesce(b.held, 0) as held, coalesce(b.version, 0) as version
    from unnest(in_orders, in_accounts, in_assets, in_amounts) with ordinality as r(order_id, account_id, asset, amount, idx)
    left join lateral (select x.available, x.held, x.version from wallet.balances x where x.account_id = r.account_id and x.asset = r.asset limit 1) b on true
  ), judged as (
    select w.*, case
      when w.amount > w.available then 3
      when sum(w.amount) filter (where w.amount <= w.available) over (partition by w.account_id, w.asset order by w.idx) <= w.available then 1
      else 4 end as code
    from wanted w
  ), lined as materialized (
    select j.*, (j.available - sum(j.amount) over w)::bigint as available_now, (j.held + sum(j.amount) over w)::bigint as held_now, j.version + row_number() over w as version_now
    from judged j window w as (partition by j.account_id, j.asset, j.code = 1 order by j.idx)
  ), moved as (
    update wallet.balances b set available = b.available - s.amount, held = b.held + s.amount, version = b.version + s.n
    from (select l.account_id, l.asset, sum(l.amount)::bigint as amount, count(*) as n from lined l where l.code = 1 group by 1, 2) s where b.account_id = s.account_id and b.asset = s.asset
  ), reserved as (
    insert into wallet.holds (order_id, account_id, asset, remaining) select l.order_id, l.account_id, l.asset, l.amount from lined l where l.code = 1
  ), written as (
    insert into wallet.wallet_transactions (at, journal, type, account_id, asset, available_change, held_change, version, available_after, held_after)
    select in_at, l.order_id, 'hold', l.account_id, l.asset, -l.amount, l.amount, l.version_now, l.available_now, l.held_now from lined l where l.code = 1
  )
  select l.idx, l.code, l.available_now, l.held_now, l.version_now from lined l order by l.idx;
end $$;

-- Posts all journals of a batch, moves and closes holds, and says the new balances on the shard's stream.
-- Lines of system accounts carry is_system; they have no balance row. Raises when a hold does not match: the batch is wrong and nothing of it commits.
create function wallet.settle_batch(
  in_shard int, in_at timestamptz, in_trace text,
  in_journals uuid[], in_types text[], in_accounts uuid[], in_assets text[], in_available bigint[], in_held bigint[], in_fees bigint[], in_system boolean[],
  in_hold_orders uuid[], in_hold_accounts uuid[], in_hold_assets text[], in_hold_taken bigint[], in_hold_closed boolean[]
) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp set plan_cache_mode = force_generic_plan set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off set enable_material = off as $$
declare body text; n int;
begin
  insert into wallet.balances (account_id, asset)
    select distinct k.account_id, k.asset from unnest(in_accounts, in_assets, in_system) as k(account_id, asset, is_system)
    left join lateral (select b.asset from wallet.balances b where b.account_id = k.account_id and b.asset = k.asset limit 1) known on true
    where not k.is_system and known.asset is null order by 1, 2 -- "not exists" would be planned as a walk over all balances
    on conflict do nothing;
  perform from (select distinct k.account_id, k.asset from unnest(in_accounts, in_assets, in_system) as k(account_id, asset, is_system) where not k.is_system order by 1, 2) k
    cross join lateral (select from wallet.balances b where b.account_id = k.account_id and b.asset = k.asset for no key update) l;

  update wallet.holds h set remaining = h.remaining - t.taken
    from (select k.order_id, k.account_id, k.asset, sum(k.taken)::bigint as taken from unnest(in_hold_orders, in_hold_accounts, in_hold_assets, in_hold_taken) as k(order_id, account_id, asset, taken) group by 1, 2, 3) t
    where h.order_id = t.order_id and h.account_id = t.account_id and h.asset = t.asset;
  get diagnostics n = row_count;
  if n <> (select count(distinct k) from unnest(in_hold_orders) k) then raise exception 'a hold is missing' using errcode = '23514', constraint = 'holds_present'; end if;
  delete from wallet.holds h using unnest(in_hold_orders, in_hold_closed) as k(order_id, closed) where k.closed and h.order_id = k.order_id and h.remaining = 0;
  get diagnostics n = row_count;
  if n <> (select count(*) from unnest(in_hold_closed) k where k) then raise exception 'a hold did not end at zero' using errcode = '23514', constraint = 'holds_end_at_zero'; end if;

  with line as (
    select * from unnest(in_journals, in_types, in_accounts, in_assets, in_available, in_held, in_fees, in_system) with ordinality as l(journal, type, account_id, asset, available, held, fee, is_system, n)
  ), numbered as (
    select l.*, b.available + sum(l.available) over w as available_after, b.held + sum(l.held) over w as held_after, b.version + row_number() over w as version
    from line l cross join lateral (select x.available, x.held, x.version from wallet.balances x where x.account_id = l.account_id and x.asset = l.asset limit 1) b
    where not l.is_system window w as (partition by l.account_id, l.asset order by l.n)
  ), written as (
    insert into wallet.wallet_transactions (at, journal, type, account_id, asset, available_change, held_change, fee, version, available_after, held_after)
    select in_at, n.journal, n.type, n.account_id, n.asset, n.available, n.held, n.fee, n.version, n.available_after, n.held_after from numbered n
    union all
    select in_at, l.journal, l.type, l.account_id, l.asset, l.available, l.held, 0, null, null, null from line l where l.is_system
  ), last as (
    select distinct on (n.account_id, n.asset) n.account_id, n.asset, n.available_after::bigint as available, n.held_after::bigint as held, n.version from numbered n order by n.account_id, n.asset, n.version desc
  ), moved as (
    update wallet.balances b set available = l.available, held = l.held, version = l.version from last l where b.account_id = l.account_id and b.asset = l.asset
  )
  select '{"balances":[' || string_agg(format('{"account_id":"%s","asset":"%s","scale":%s,"available":"%s","held":"%s","version":%s}', l.account_id, l.asset, s.scale, l.available, l.held, l.version), ',') || ']}'
    into body from last l cross join lateral (select a.scale from wallet.assets a where a.asset = l.asset limit 1) s;
  if body is not null then
    perform wallet.append_events('wallet.' || in_shard, array['wallet.updated'], array[in_shard::text], array[body], in_trace, in_at);
  end if;
end $$;

revoke all on function wallet.open_account, wallet.read_accounts, wallet.read_balances, wallet.lock_balances, wallet.hold_orders, wallet.settle_batch from public;
