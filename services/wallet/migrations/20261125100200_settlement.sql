-- A sum that stays bigint and raises when it leaves its range: PostgreSQL's own turns into numeric, one allocation a row.
create aggregate wallet.total(bigint) (sfunc = pg_catalog.int8pl, stype = bigint, initcond = '0', parallel = safe);

create or replace function wallet.check_zero_sum() returns trigger language plpgsql set search_path = pg_catalog, pg_temp as $$
declare broken record;
begin
  select a.journal, a.type, a.asset, wallet.total(a.available_change + a.held_change) as rest into broken
  from added a group by a.journal, a.type, a.asset having wallet.total(a.available_change + a.held_change) <> 0 limit 1;
  if found then
    raise exception 'journal % (%) does not sum to zero in %: %', broken.journal, broken.type, broken.asset, broken.rest using errcode = '23514', constraint = 'wallet_transactions_zero_sum';
  end if;
  return null;
end $$;

-- As before, with fewer visits: a balance is looked up once, by the statement that locks it, and later found by its place (ctid), which cannot
-- change while it is locked; a hold that closes is deleted at once and not first set to zero.
create or replace function wallet.settle_batch(
  in_shard int, in_at timestamptz, in_trace text,
  in_journals uuid[], in_types text[], in_accounts uuid[], in_assets text[], in_available bigint[], in_held bigint[], in_fees bigint[], in_system boolean[],
  in_hold_orders uuid[], in_hold_accounts uuid[], in_hold_assets text[], in_hold_taken bigint[], in_hold_closed boolean[]
) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp set plan_cache_mode = force_generic_plan set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off set enable_material = off as $$
declare body text; places tid[]; availables bigint[]; helds bigint[]; versions bigint[]; assets text[]; scales int[];
  closing int; closed int; lowering int; lowered int; changed int;
begin
  -- What takes from a hold has a balance; only a receipt can be the first of its asset.
  insert into wallet.balances (account_id, asset)
    select distinct k.account_id, k.asset from unnest(in_accounts, in_assets, in_held, in_system) as k(account_id, asset, held, is_system)
    left join lateral (select b.asset from wallet.balances b where b.account_id = k.account_id and b.asset = k.asset limit 1) known on true
    where not k.is_system and k.held = 0 and known.asset is null order by 1, 2 -- "not exists" would be planned as a walk over all balances
    on conflict do nothing;
  select array_agg(l.ctid order by k.account_id, k.asset), array_agg(l.available order by k.account_id, k.asset), array_agg(l.held order by k.account_id, k.asset), array_agg(l.version order by k.account_id, k.asset)
    into places, availables, helds, versions
    from (select distinct k.account_id, k.asset from unnest(in_accounts, in_assets, in_system) as k(account_id, asset, is_system) where not k.is_system order by 1, 2) k
    left join lateral (select b.ctid, b.available, b.held, b.version from wallet.balances b where b.account_id = k.account_id and b.asset = k.asset limit 1 for no key update) l on true;
  if array_position(versions, null) is not null then raise exception 'a balance is missing' using errcode = '23514', constraint = 'balances_present'; end if;

  with taken as materialized (
    select k.order_id, k.account_id, k.asset, wallet.total(k.taken) as taken, bool_or(k.closed) as closed
    from unnest(in_hold_orders, in_hold_accounts, in_hold_assets, in_hold_taken, in_hold_closed) as k(order_id, account_id, asset, taken, closed) group by 1, 2, 3
  ), ended as (
    delete from wallet.holds h using taken t where t.closed and h.order_id = t.order_id and h.account_id = t.account_id and h.asset = t.asset and h.remaining = t.taken returning 1
  ), reduced as (
    update wallet.holds h set remaining = h.remaining - t.taken from taken t where not t.closed and h.order_id = t.order_id and h.account_id = t.account_id and h.asset = t.asset returning 1
  )
  select count(*) filter (where t.closed), (select count(*) from ended), count(*) filter (where not t.closed), (select count(*) from reduced) into closing, closed, lowering, lowered from taken t;
  if lowered <> lowering then raise exception 'a hold is missing' using errcode = '23514', constraint = 'holds_present'; end if;
  if closed <> closing then raise exception 'a hold is missing or did not end at zero' using errcode = '23514', constraint = 'holds_end_at_zero'; end if;

  select array_agg(a.asset), array_agg(a.scale) into assets, scales from (select distinct k from unnest(in_assets) k) k cross join lateral (select x.asset, x.scale from wallet.assets x where x.asset = k.k limit 1) a;
  with line as (
    select * from unnest(in_journals, in_types, in_accounts, in_assets, in_available, in_held, in_fees, in_system) with ordinality as l(journal, type, account_id, asset, available, held, fee, is_system, n)
  ), numbered as (
    select p.*, availables[p.place] + p.available_sum as available_after, helds[p.place] + p.held_sum as held_after, versions[p.place] + p.nth as version
    from (
      select l.*, dense_rank() over (order by l.account_id, l.asset) as place, wallet.total(l.available) over w as available_sum, wallet.total(l.held) over w as held_sum, row_number() over w as nth, lead(1) over w is null as is_last
      from line l where not l.is_system window w as (partition by l.account_id, l.asset order by l.n)
    ) p
  ), written as (
    insert into wallet.wallet_transactions (at, journal, type, account_id, asset, available_change, held_change, fee, version, available_after, held_after)
    select in_at, n.journal, n.type, n.account_id, n.asset, n.available, n.held, n.fee, n.version, n.available_after, n.held_after from numbered n
    union all
    select in_at, l.journal, l.type, l.account_id, l.asset, l.available, l.held, 0, null, null, null from line l where l.is_system
  ), moved as (
    update wallet.balances b set available = l.available_after, held = l.held_after, version = l.version from numbered l where l.is_last and b.ctid = places[l.place] returning 1
  )
  select '{"balances":[' || string_agg(format('{"account_id":"%s","asset":"%s","scale":%s,"available":"%s","held":"%s","version":%s}', l.account_id, l.asset, scales[array_position(assets, l.asset)], l.available_after, l.held_after, l.version), ',') || ']}', (select count(*) from moved)
    into body, changed from numbered l where l.is_last;
  if changed <> coalesce(cardinality(places), 0) then raise exception 'a locked balance is not where it was' using errcode = '23514', constraint = 'balances_present'; end if;
  if body is not null then
    perform wallet.append_events('wallet.' || in_shard, array['wallet.updated'], array[in_shard::text], array[body], in_trace, in_at);
  end if;
end $$;
revoke all on function wallet.total(bigint) from public;
