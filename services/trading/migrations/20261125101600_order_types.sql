-- Orders that wait, hide, trail, follow the book or each other. What a plain order does not have is text (`terms`), for nothing is asked by it.
alter table trading.orders add column prevented_quantity bigint not null default 0, add column terms text, add column list_id uuid;
create index orders_lists on trading.orders (account_id, list_id) where list_id is not null;
alter table trading.orders drop constraint orders_filled_within, drop constraint orders_filled_whole;
alter table trading.orders add constraint orders_filled_within check (filled_quantity >= 0 and prevented_quantity >= 0 and (quantity is null or filled_quantity + prevented_quantity <= quantity));
alter table trading.orders add constraint orders_filled_whole check (status <> 'filled' or quantity is null or filled_quantity + prevented_quantity = quantity);

drop function trading.place_orders(int, timestamptz, text, uuid[], uuid[], uuid[], text[], text[], text[], text[], text[], text[], boolean[], bigint[], bigint[], bigint[], int[], text[], bigint[], text[]);
-- As before; in_leaders is the place (from 1) of the order that holds for an order: its own, or the first of its list.
create function trading.place_orders(
  in_shard int, in_at timestamptz, in_trace text,
  in_ids uuid[], in_accounts uuid[], in_users uuid[], in_clients text[], in_hashes text[], in_symbols text[], in_sides text[], in_types text[], in_tifs text[], in_post_onlys boolean[],
  in_prices bigint[], in_quantities bigint[], in_quotes bigint[], in_versions int[], in_hold_assets text[], in_hold_amounts bigint[], in_bodies text[],
  in_terms text[], in_lists uuid[], in_leaders int[]
) returns table (idx int, code int, order_id uuid, command_seq bigint, account_seq bigint)
language plpgsql set search_path = pg_catalog, pg_temp set plan_cache_mode = force_generic_plan set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off set enable_material = off as $$
declare n int := cardinality(in_ids); known boolean[]; fresh int[]; fresh_ids uuid[]; fresh_accounts uuid[]; fresh_assets text[]; fresh_amounts bigint[];
  judged int[]; judged_available bigint[]; judged_held bigint[]; judged_version bigint[];
  codes int[]; availables bigint[]; helds bigint[]; versions bigint[]; heads bigint[]; accepted int := 0; first_seq bigint; stream_name text := 'commands.' || in_shard;
begin
  perform wallet.lock_balances(in_accounts, in_hold_assets);
  -- Where one order of a list repeats a client id, none of the list is new.
  select array_agg(r.is_known order by r.idx) into known from (
    select k.idx, bool_or(k.is_known) over (partition by in_leaders[k.idx]) as is_known from (
      select x.idx, y.order_id is not null as is_known from unnest(in_accounts, in_clients) with ordinality as x(account, client, idx)
      left join lateral (select k.order_id from trading.order_keys k where k.account_id = x.account and k.client_order_id = x.client limit 1) y on true) k) r;
  select array_agg(r.idx order by r.idx), array_agg(r.id order by r.idx), array_agg(r.account order by r.idx), array_agg(r.asset order by r.idx), array_agg(r.amount order by r.idx)
    into fresh, fresh_ids, fresh_accounts, fresh_assets, fresh_amounts
    from unnest(in_ids, in_accounts, in_hold_assets, in_hold_amounts) with ordinality as r(id, account, asset, amount, idx) where not known[r.idx] and r.amount > 0;
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
  if 0 = any(in_hold_amounts) then
    -- An order that holds nothing of its own shares the verdict of the one that holds for it.
    for i in 1 .. n loop
      if in_hold_amounts[i] = 0 then
        codes[i] := case when in_leaders[i] <> i then codes[in_leaders[i]] when known[i] then 0 else 1 end;
        if codes[i] = 1 then accepted := accepted + 1; end if;
      end if;
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
    from unnest(in_ids, in_accounts, in_users, in_clients, in_hashes, in_symbols, in_sides, in_types, in_tifs, in_post_onlys, in_prices, in_quantities, in_quotes, in_versions, in_bodies, in_terms, in_lists, in_hold_amounts) with ordinality
      as r(id, account, usr, client, hash, symbol, side, type, tif, post_only, price, quantity, quote, filter_version, body, terms, list, amount, idx)
  ), moved as (
    update trading.account_heads h set last_seq = h.last_seq + c.n from (select x.account, count(*) as n from request x where x.code = 1 group by 1) c where h.account_id = c.account
  ), stored as (
    insert into trading.orders (id, account_id, user_id, client_order_id, symbol, side, type, time_in_force, post_only, price, quantity, quote_quantity, status, filter_version, shard, command_seq, seq, created_at, updated_at, terms, list_id)
    select n.id, n.account, n.usr, n.client, n.symbol, n.side, n.type, n.tif, n.post_only, n.price, n.quantity, n.quote, 'received', n.filter_version, in_shard, n.command, heads[n.account_place] + n.place, in_at, in_at, n.terms, n.list from request n where n.code = 1
  ), announced as (
    insert into trading.outbox (stream, seq, topic, key, body, trace_id, at, account_id, account_seq)
    select stream_name, n.command, 'order.placed', n.symbol, case when n.amount = 0 then n.body else left(n.body, -1) || format(',"balance":{"available":"%s","held":"%s","version":%s}}', availables[n.idx], helds[n.idx], versions[n.idx]) end, in_trace, in_at, n.account, heads[n.account_place] + n.place
    from request n where n.code = 1
  )
  select r.idx::int, case when r.code > 0 then r.code when k.request_hash = r.hash then 2 else 5 end, coalesce(k.order_id, r.id),
    case when r.code = 1 then r.command end, case when r.code = 1 then heads[r.account_place] + r.place end
  from request r
  left join lateral (select x.order_id, x.request_hash from trading.order_keys x where r.code = 0 and x.account_id = r.account and x.client_order_id = r.client limit 1) k on true
  order by r.idx;
end $$;

-- Commands to the engine that change an order which was accepted before; only the stream's head is locked.
drop function trading.cancel_orders(int, timestamptz, text, text[], text[]);
create function trading.append_commands(in_shard int, in_at timestamptz, in_trace text, in_topics text[], in_symbols text[], in_bodies text[]) returns bigint
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  return trading.append_events('commands.' || in_shard, in_topics, in_symbols, in_bodies, in_trace, in_at);
end $$;

drop function trading.keep_refused(timestamptz, uuid[], uuid[], uuid[], text[], text[], text[], text[], text[], boolean[], bigint[], bigint[], bigint[], int[], text[]);
create function trading.keep_refused(
  in_at timestamptz, in_ids uuid[], in_accounts uuid[], in_users uuid[], in_clients text[], in_symbols text[], in_sides text[], in_types text[], in_tifs text[], in_post_onlys boolean[],
  in_prices bigint[], in_quantities bigint[], in_quotes bigint[], in_versions int[], in_terms text[], in_reasons text[]
) returns void language sql set search_path = pg_catalog, pg_temp as $$
  insert into trading.orders (id, account_id, user_id, client_order_id, symbol, side, type, time_in_force, post_only, price, quantity, quote_quantity, status, reason, filter_version, shard, created_at, updated_at, terms)
  select r.id, r.account, r.usr, r.client, r.symbol, r.side, r.type, r.tif, r.post_only, r.price, r.quantity, r.quote, 'rejected', r.reason, r.version, 0, in_at, in_at, r.terms
  from unnest(in_ids, in_accounts, in_users, in_clients, in_symbols, in_sides, in_types, in_tifs, in_post_onlys, in_prices, in_quantities, in_quotes, in_versions, in_terms, in_reasons)
    as r(id, account, usr, client, symbol, side, type, tif, post_only, price, quantity, quote, version, terms, reason)
$$;

drop function trading.apply_fills(int, timestamptz, text, bigint, uuid[], text[], text[], bigint[], bigint[], bigint[], int[], text[], uuid[], uuid[], text[], uuid[], int[], uuid[], text[], text[], bigint[], bigint[], bigint[], bigint[], text[], text[], text[], text[], timestamptz[]);
-- As before, and an order's price, quantity and prevented quantity with it: pegs, amends, lists and self-trade prevention move them.
create function trading.apply_fills(
  in_shard int, in_at timestamptz, in_trace text, in_last_command bigint,
  in_orders uuid[], in_statuses text[], in_reasons text[], in_filled bigint[], in_filled_quotes bigint[], in_order_fees bigint[], in_order_events int[],
  in_prices bigint[], in_quantities bigint[], in_prevented bigint[],
  in_event_topics text[], in_event_accounts uuid[], in_event_orders uuid[], in_event_bodies text[],
  in_fill_ids uuid[], in_fill_events int[], in_fill_trades uuid[], in_fill_symbols text[], in_fill_sides text[], in_fill_prices bigint[], in_fill_quantities bigint[], in_fill_quotes bigint[],
  in_fill_fees bigint[], in_fill_fee_assets text[], in_fill_liquidities text[], in_fill_venues text[], in_fill_evidences text[], in_fill_times timestamptz[]
) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp set plan_cache_mode = force_generic_plan set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off set enable_material = off as $$
declare n int := cardinality(in_event_topics); first_seq bigint; numbers bigint[]; stream_name text := 'orders.' || in_shard; open_orders int;
begin
  if n > 0 then
    -- Whether an order is open is judged here and not where the rows are updated: there it would invite a scan of all open orders.
    select count(*) into open_orders from (select o from unnest(in_orders) o order by 1) k cross join lateral (select t.is_open from trading.orders t where t.id = k.o limit 1 for no key update) l
      where l.is_open;
    if open_orders <> cardinality(in_orders) then raise exception 'an order is unknown or has ended already' using errcode = '23514', constraint = 'orders_open'; end if;
    -- The lock and the change in one: the sorted keys drive the update one by one. An account's events take the numbers up to its new last one.
    with moved as (
      update trading.account_heads h set last_seq = h.last_seq + k.n
      from (select e.account, count(*) as n, array_agg(e.n order by e.n) as events from unnest(in_event_accounts) with ordinality as e(account, n) group by 1 order by 1) k where h.account_id = k.account returning h.last_seq - k.n as last_seq, k.events
    )
    select array_agg(e.seq order by e.n) into numbers
      from (select unnest(m.events) as n, m.last_seq + generate_subscripts(m.events, 1) as seq from moved m) e;
    if cardinality(numbers) is distinct from n then raise exception 'an account has no head' using errcode = '23514', constraint = 'account_heads_present'; end if;
    update trading.stream_heads h set last_seq = h.last_seq + n where h.stream = stream_name returning h.last_seq - n into first_seq;
    if first_seq is null then insert into trading.stream_heads as h values (stream_name, n) on conflict (stream) do update set last_seq = h.last_seq + n returning h.last_seq - n into first_seq; end if;
    with announced as (
      insert into trading.outbox (stream, seq, topic, key, body, trace_id, at, account_id, account_seq)
      select stream_name, first_seq + e.n, e.topic, e.order_id::text, e.body, in_trace, in_at, e.account, numbers[e.n] from unnest(in_event_topics, in_event_accounts, in_event_orders, in_event_bodies) with ordinality as e(topic, account, order_id, body, n)
    ), filled as (
      insert into trading.fills (id, order_id, account_id, trade_id, symbol, side, price, quantity, quote_quantity, fee, fee_asset, liquidity, venue, evidence, executed_at, seq, at)
      select f.id, in_event_orders[f.event], in_event_accounts[f.event], f.trade, f.symbol, f.side, f.price, f.quantity, f.quote, f.fee, f.fee_asset, f.liquidity, f.venue, f.evidence, f.executed, numbers[f.event], in_at
      from unnest(in_fill_ids, in_fill_events, in_fill_trades, in_fill_symbols, in_fill_sides, in_fill_prices, in_fill_quantities, in_fill_quotes, in_fill_fees, in_fill_fee_assets, in_fill_liquidities, in_fill_venues, in_fill_evidences, in_fill_times)
        as f(id, event, trade, symbol, side, price, quantity, quote, fee, fee_asset, liquidity, venue, evidence, executed)
    )
    update trading.orders o set status = c.status, reason = c.reason, filled_quantity = c.filled, filled_quote = c.filled_quote, fee = c.fee, updated_at = in_at, seq = numbers[c.event],
      price = c.price, quantity = c.quantity, prevented_quantity = c.prevented
    from unnest(in_orders, in_statuses, in_reasons, in_filled, in_filled_quotes, in_order_fees, in_order_events, in_prices, in_quantities, in_prevented)
      as c(id, status, reason, filled, filled_quote, fee, event, price, quantity, prevented)
    where o.id = c.id;
  end if;
  update trading.applied a set last_command = in_last_command where a.shard = in_shard;
  if not found then insert into trading.applied as a values (in_shard, in_last_command) on conflict (shard) do update set last_command = excluded.last_command; end if;
  perform pg_notify('applied', in_shard || ':' || in_last_command);
end $$;

drop function trading.read_open_orders(uuid, int);
create function trading.read_open_orders(in_account uuid, in_limit int) returns table (
  last_seq bigint, id uuid, account_id uuid, client_order_id text, symbol text, side text, type text, time_in_force text, post_only boolean, price bigint, quantity bigint, quote_quantity bigint,
  filled_quantity bigint, prevented_quantity bigint, filled_quote bigint, fee bigint, list_id uuid, terms text, status text, reason text, filter_version int, seq bigint, created_at timestamptz, updated_at timestamptz
)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select h.last_seq, o.id, o.account_id, o.client_order_id, o.symbol, o.side, o.type, o.time_in_force, o.post_only, o.price, o.quantity, o.quote_quantity,
    o.filled_quantity, o.prevented_quantity, o.filled_quote, o.fee, o.list_id, o.terms, o.status, o.reason, o.filter_version, o.seq, o.created_at, o.updated_at
  from (select coalesce((select x.last_seq from trading.account_heads x where x.account_id = in_account), 0) as last_seq) h
  left join lateral (select * from trading.orders y where y.account_id = in_account and y.is_open order by y.id desc limit in_limit) o on true
  order by o.seq
$$;
revoke all on function trading.place_orders, trading.append_commands, trading.keep_refused, trading.apply_fills, trading.read_open_orders from public;
