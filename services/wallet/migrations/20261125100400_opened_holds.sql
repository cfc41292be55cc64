-- A hold may begin in a settlement: what a list's working order bought is reserved for its legs, and a replacement takes its predecessor's.
-- `opened` says that there is no row yet; a negative `taken` adds to a hold. Opened and closed in one batch leaves no row and must come to nothing.
drop function wallet.settle_batch(int, timestamptz, text, uuid[], text[], uuid[], text[], bigint[], bigint[], bigint[], boolean[], uuid[], uuid[], text[], bigint[], boolean[]);
create function wallet.settle_batch(
  in_shard int, in_at timestamptz, in_trace text,
  in_journals uuid[], in_types text[], in_accounts uuid[], in_assets text[], in_available bigint[], in_held bigint[], in_fees bigint[], in_system boolean[],
  in_hold_orders uuid[], in_hold_accounts uuid[], in_hold_assets text[], in_hold_taken bigint[], in_hold_closed boolean[], in_hold_opened boolean[]
) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp set plan_cache_mode = force_generic_plan set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off set enable_material = off as $$
declare body text; availables bigint[]; helds bigint[]; versions bigint[]; assets text[]; scales int[];
  closing int; closed int; lowering int; lowered int; unsettled int; changed int;
begin
  -- What takes from a hold has a balance; only a receipt can be the first of its asset.
  insert into wallet.balances (account_id, asset)
    select distinct k.account_id, k.asset from unnest(in_accounts, in_assets, in_held, in_system) as k(account_id, asset, held, is_system)
    left join lateral (select b.asset from wallet.balances b where b.account_id = k.account_id and b.asset = k.asset limit 1) known on true
    where not k.is_system and k.held = 0 and known.asset is null order by 1, 2 -- "not exists" would be planned as a walk over all balances
    on conflict do nothing;
  -- The lock and the change in one: the sorted keys drive the update one by one.
  with moved as (
    update wallet.balances b set available = b.available + k.available, held = b.held + k.held, version = b.version + k.n
    from (
      select l.account_id, l.asset, wallet.total(l.available) as available, wallet.total(l.held) as held, count(*) as n, row_number() over (order by l.account_id, l.asset) as place
      from unnest(in_accounts, in_assets, in_available, in_held, in_system) as l(account_id, asset, available, held, is_system) where not l.is_system group by 1, 2 order by 1, 2
    ) k where b.account_id = k.account_id and b.asset = k.asset
    returning k.place, b.available - k.available as available, b.held - k.held as held, b.version - k.n as version
  )
  select array_agg(m.available order by m.place), array_agg(m.held order by m.place), array_agg(m.version order by m.place) into availables, helds, versions from moved m;
  with taken as materialized (
    select k.order_id, k.account_id, k.asset, wallet.total(k.taken) as taken, bool_or(k.closed) as closed, bool_or(k.opened) as opened
    from unnest(in_hold_orders, in_hold_accounts, in_hold_assets, in_hold_taken, in_hold_closed, in_hold_opened) as k(order_id, account_id, asset, taken, closed, opened) group by 1, 2, 3
  ), ended as (
    delete from wallet.holds h using taken t where t.closed and not t.opened and h.order_id = t.order_id and h.account_id = t.account_id and h.asset = t.asset and h.remaining = t.taken returning 1
  ), reduced as (
    update wallet.holds h set remaining = h.remaining - t.taken from taken t where not t.closed and not t.opened and h.order_id = t.order_id and h.account_id = t.account_id and h.asset = t.asset returning 1
  ), opened as (
    insert into wallet.holds (order_id, account_id, asset, remaining) select t.order_id, t.account_id, t.asset, -t.taken from taken t where t.opened and not t.closed
  )
  select count(*) filter (where t.closed and not t.opened), (select count(*) from ended), count(*) filter (where not t.closed and not t.opened), (select count(*) from reduced), count(*) filter (where t.closed and t.opened and t.taken <> 0)
    into closing, closed, lowering, lowered, unsettled from taken t;
  if lowered <> lowering then raise exception 'a hold is missing' using errcode = '23514', constraint = 'holds_present'; end if;
  if closed <> closing or unsettled > 0 then raise exception 'a hold is missing or did not end at zero' using errcode = '23514', constraint = 'holds_end_at_zero'; end if;

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
  )
  select '{"balances":[' || string_agg(format('{"account_id":"%s","asset":"%s","scale":%s,"available":"%s","held":"%s","version":%s}', l.account_id, l.asset, scales[array_position(assets, l.asset)], l.available_after, l.held_after, l.version), ',') || ']}', count(*)
    into body, changed from numbered l where l.is_last;
  if changed <> coalesce(cardinality(versions), 0) then raise exception 'a balance is missing' using errcode = '23514', constraint = 'balances_present'; end if;
  if body is not null then
    perform wallet.append_events('wallet.' || in_shard, array['wallet.updated'], array[in_shard::text], array[body], in_trace, in_at);
  end if;
end $$;
revoke all on function wallet.settle_batch from public;
