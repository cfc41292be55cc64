-- Accepts a batch of orders in one transaction. Codes: 1 accepted, 2 the same order again, 3 not enough funds, 4 to be judged again in the next batch,
-- 5 the client_order_id belongs to another order. Lock order: balances, (fresh snapshot) keys, account heads, stream head.
-- Verdicts and heads are arrays in the order of the rows: joining them back would cost the square of the batch.
create function trading.place_orders(
  in_shard int, in_at timestamptz, in_trace text,
  in_ids uuid[], in_accounts uuid[], in_users uuid[], in_clients text[], in_hashes text[], in_symbols text[], in_sides text[], in_types text[], in_tifs text[], in_post_onlys boolean[],
  in_prices bigint[], in_quantities bigint[], in_quotes bigint[], in_versions int[], in_hold_assets text[], in_hold_amounts bigint[], in_bodies text[]
) returns table (idx int, code int, order_id uuid, command_seq bigint, account_seq bigint)
language plpgsql set search_path = pg_catalog, pg_temp set plan_cache_mode = force_generic_plan set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off set enable_material = off as $$
declare n int := cardinality(in_ids); fresh int[]; fresh_ids uuid[]; fresh_accounts uuid[]; fresh_assets text[]; fresh_amounts bigint[];
  judged int[]; judged_available bigint[]; judged_held bigint[]; judged_version bigint[];
  codes int[]; availables bigint[]; helds bigint[]; versions bigint[]; heads bigint[]; accepted int := 0; first_seq bigint; stream_name text := 'commands.' || in_shard;
begin
  perform wallet.lock_balances(in_accounts, in_hold_assets);
  select array_agg(r.idx order by r.idx), array_agg(r.id order by r.idx), array_agg(r.account order by r.idx), array_agg(r.asset order by r.idx), array_agg(r.amount order by r.idx)
    into fresh, fresh_ids, fresh_accounts, fresh_assets, fresh_amounts
    from unnest(in_ids, in_accounts, in_clients, in_hold_assets, in_hold_amounts) with ordinality as r(id, account, client, asset, amount, idx)
    left join lateral (select k.order_id from trading.order_keys k where k.account_id = r.account and k.client_order_id = r.client limit 1) k on true
    where k.order_id is null;
  codes := array_fill(0, array[n]);
  availables := array_fill(0::bigint, array[n]);
  helds := availables;
  versions := availables;
  if fresh is not null then
    select array_agg(v.code order by v.idx), array_agg(v.available_after order by v.idx), array_agg(v.held_after order by v.idx), array_agg(v.version_after order by v.idx) into judged, judged_available, judged_held, judged_version
      from wallet.hold_orders(fresh_ids, fresh_accounts, fresh_assets, fresh_amounts, in_at) v;
    for i in 1 .. cardinality(fresh) loop
      codes[fresh[i]] := judged[i];
      availables[fresh[i]] := judged_available[i];
      helds[fresh[i]] := judged_held[i];
      versions[fresh[i]] := judged_version[i];
      if judged[i] = 1 then accepted := accepted + 1; end if;
    end loop;
  end if;
  if accepted > 0 then
    insert into trading.order_keys (account_id, client_order_id, request_hash, order_id)
      select r.account, r.client, r.hash, r.id from unnest(in_ids, in_accounts, in_clients, in_hashes) with ordinality as r(id, account, client, hash, idx)
      where codes[r.idx] = 1 and r.client is not null order by r.account, r.client;
    insert into trading.account_heads (account_id) select distinct r.account from unnest(in_accounts) with ordinality as r(account, idx)
      left join lateral (select h.account_id from trading.account_heads h where h.account_id = r.account limit 1) known on true
      where codes[r.idx] = 1 and known.account_id is null order by 1 on conflict do nothing; -- "not exists" would be planned as a walk over all heads
    -- The heads of the accepted accounts in account order: dense_rank below finds each again.
    select array_agg(l.last_seq order by k.a) into heads from (select distinct r.account as a from unnest(in_accounts) with ordinality as r(account, idx) where codes[r.idx] = 1 order by 1) k
      cross join lateral (select h.last_seq from trading.account_heads h where h.account_id = k.a limit 1 for no key update) l;
    insert into trading.stream_heads as h values (stream_name, accepted) on conflict (stream) do update set last_seq = h.last_seq + accepted returning last_seq - accepted into first_seq;
  end if;
  return query
  with request as materialized (
    select r.*, codes[r.idx] as code, first_seq + row_number() over (partition by codes[r.idx] = 1 order by r.idx) as command,
      row_number() over (partition by codes[r.idx] = 1, r.account order by r.idx) as place, dense_rank() over (partition by codes[r.idx] = 1 order by r.account) as account_place
    from unnest(in_ids, in_accounts, in_users, in_clients, in_hashes, in_symbols, in_sides, in_types, in_tifs, in_post_onlys, in_prices, in_quantities, in_quotes, in_versions, in_bodies) with ordinality
      as r(id, account, usr, client, hash, symbol, side, type, tif, post_only, price, quantity, quote, filter_version, body, idx)
  ), moved as (
    update trading.account_heads h set last_seq = h.last_seq + c.n from (select x.account, count(*) as n from request x where x.code = 1 group by 1) c where h.account_id = c.account
  ), stored as (
    insert into trading.orders (id, account_id, user_id, client_order_id, symbol, side, type, time_in_force, post_only, price, quantity, quote_quantity, status, filter_version, shard, command_seq, seq, created_at, updated_at)
    select n.id, n.account, n.usr, n.client, n.symbol, n.side, n.type, n.tif, n.post_only, n.price, n.quantity, n.quote, 'received', n.filter_version, in_shard, n.command, heads[n.account_place] + n.place, in_at, in_at from request n where n.code = 1
  ), announced as (
    insert into trading.outbox (stream, seq, topic, key, body, trace_id, at, account_id, account_seq)
    select stream_name, n.command, 'order.placed', n.symbol, left(n.body, -1) || format(',"balance":{"available":"%s","held":"%s","version":%s}}', availables[n.idx], helds[n.idx], versions[n.idx]), in_trace, in_at, n.account, heads[n.account_place] + n.place
    from request n where n.code = 1
  )
  select r.idx::int, case when r.code > 0 then r.code when k.request_hash = r.hash then 2 else 5 end, coalesce(k.order_id, r.id),
    case when r.code = 1 then r.command end, case when r.code = 1 then heads[r.account_place] + r.place end
  from request r
  left join lateral (select x.order_id, x.request_hash from trading.order_keys x where r.code = 0 and x.account_id = r.account and x.client_order_id = r.client limit 1) k on true
  order by r.idx;
end $$;

-- Cancels ride in the shard's command stream; only its head is locked.
create function trading.cancel_orders(in_shard int, in_at timestamptz, in_trace text, in_symbols text[], in_bodies text[]) returns bigint
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  return trading.append_events('commands.' || in_shard, array_fill('order.cancelled'::text, array[cardinality(in_bodies)]), in_symbols, in_bodies, in_trace, in_at);
end $$;

-- Orders refused at validation are kept in the history; they never had a hold, an event or a key.
create function trading.keep_refused(
  in_at timestamptz, in_ids uuid[], in_accounts uuid[], in_users uuid[], in_clients text[], in_symbols text[], in_sides text[], in_types text[], in_tifs text[], in_post_onlys boolean[],
  in_prices bigint[], in_quantities bigint[], in_quotes bigint[], in_versions int[], in_reasons text[]
) returns void language sql set search_path = pg_catalog, pg_temp as $$
  insert into trading.orders (id, account_id, user_id, client_order_id, symbol, side, type, time_in_force, post_only, price, quantity, quote_quantity, status, reason, filter_version, shard, created_at, updated_at)
  select r.id, r.account, r.usr, r.client, r.symbol, r.side, r.type, r.tif, r.post_only, r.price, r.quantity, r.quote, 'rejected', r.reason, r.version, 0, in_at, in_at
  from unnest(in_ids, in_accounts, in_users, in_clients, in_symbols, in_sides, in_types, in_tifs, in_post_onlys, in_prices, in_quantities, in_quotes, in_versions, in_reasons)
    as r(id, account, usr, client, symbol, side, type, tif, post_only, price, quantity, quote, version, reason)
$$;

-- The only way an order changes after it was accepted. Events come in their order; each takes the next sequence of its account.
-- in_order_events: place of each order's last event, from 1.
create function trading.apply_fills(
  in_shard int, in_at timestamptz, in_trace text, in_last_command bigint,
  in_orders uuid[], in_statuses text[], in_reasons text[], in_filled bigint[], in_filled_quotes bigint[], in_order_fees bigint[], in_order_events int[],
  in_event_topics text[], in_event_accounts uuid[], in_event_orders uuid[], in_event_bodies text[],
  in_fill_ids uuid[], in_fill_events int[], in_fill_trades uuid[], in_fill_symbols text[], in_fill_sides text[], in_fill_prices bigint[], in_fill_quantities bigint[], in_fill_quotes bigint[],
  in_fill_fees bigint[], in_fill_fee_assets text[], in_fill_liquidities text[], in_fill_venues text[], in_fill_evidences text[], in_fill_times timestamptz[]
) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp set plan_cache_mode = force_generic_plan set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off set enable_material = off as $$
declare n int := cardinality(in_event_topics); first_seq bigint; heads bigint[]; numbers bigint[]; stream_name text := 'orders.' || in_shard; changed int;
begin
  if n > 0 then
    -- The status is judged here and not where the rows are updated: there it would invite a scan of all open orders.
    select count(*) into changed from (select o from unnest(in_orders) o order by 1) k cross join lateral (select t.status from trading.orders t where t.id = k.o limit 1 for no key update) l
      where l.status in ('received', 'pending', 'armed', 'open', 'partially_filled');
    if changed <> cardinality(in_orders) then raise exception 'an order is unknown or has ended already' using errcode = '23514', constraint = 'orders_open'; end if;
    select array_agg(l.last_seq order by k.a) into heads from (select distinct a from unnest(in_event_accounts) a order by 1) k
      cross join lateral (select h.last_seq from trading.account_heads h where h.account_id = k.a limit 1 for no key update) l;
    insert into trading.stream_heads as h values (stream_name, n) on conflict (stream) do update set last_seq = h.last_seq + n returning last_seq - n into first_seq;
    select array_agg(heads[e.account_place] + e.place order by e.n) into numbers
      from (select x.n, row_number() over (partition by x.account order by x.n) as place, dense_rank() over (order by x.account) as account_place from unnest(in_event_accounts) with ordinality as x(account, n)) e;
    with moved as (
      update trading.account_heads h set last_seq = h.last_seq + c.n from (select x.account, count(*) as n from unnest(in_event_accounts) x(account) group by 1) c where h.account_id = c.account
    ), announced as (
      insert into trading.outbox (stream, seq, topic, key, body, trace_id, at, account_id, account_seq)
      select stream_name, first_seq + e.n, e.topic, e.order_id::text, e.body, in_trace, in_at, e.account, numbers[e.n] from unnest(in_event_topics, in_event_accounts, in_event_orders, in_event_bodies) with ordinality as e(topic, account, order_id, body, n)
    ), filled as (
      insert into trading.fills (id, order_id, account_id, trade_id, symbol, side, price, quantity, quote_quantity, fee, fee_asset, liquidity, venue, evidence, executed_at, seq, at)
      select f.id, in_event_orders[f.event], in_event_accounts[f.event], f.trade, f.symbol, f.side, f.price, f.quantity, f.quote, f.fee, f.fee_asset, f.liquidity, f.venue, f.evidence, f.executed, numbers[f.event], in_at
      from unnest(in_fill_ids, in_fill_events, in_fill_trades, in_fill_symbols, in_fill_sides, in_fill_prices, in_fill_quantities, in_fill_quotes, in_fill_fees, in_fill_fee_assets, in_fill_liquidities, in_fill_venues, in_fill_evidences, in_fill_times)
        as f(id, event, trade, symbol, side, price, quantity, quote, fee, fee_asset, liquidity, venue, evidence, executed)
    )
    update trading.orders o set status = c.status, reason = c.reason, filled_quantity = c.filled, filled_quote = c.filled_quote, fee = c.fee, updated_at = in_at, seq = numbers[c.event]
    from unnest(in_orders, in_statuses, in_reasons, in_filled, in_filled_quotes, in_order_fees, in_order_events) as c(id, status, reason, filled, filled_quote, fee, event)
    where o.id = c.id;
  end if;
  insert into trading.applied as a values (in_shard, in_last_command) on conflict (shard) do update set last_command = excluded.last_command;
  perform pg_notify('applied', in_shard || ':' || in_last_command);
end $$;

create function trading.read_account_events(in_account uuid, in_after bigint, in_limit int) returns table (account_seq bigint, topic text, body text, at timestamptz)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select o.account_seq, o.topic, o.body, o.at from trading.outbox o where o.account_id = in_account and o.account_seq > in_after order by o.account_seq limit in_limit
$$;

revoke all on function trading.place_orders, trading.cancel_orders, trading.keep_refused, trading.apply_fills, trading.read_account_events from public;
