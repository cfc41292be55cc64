-- Reads by key whose plan must not depend on what the statistics were when it was made (a fresh table looks empty to the planner).
create function trading.read_orders(in_ids uuid[]) returns setof trading.orders
language plpgsql stable set search_path = pg_catalog, pg_temp set plan_cache_mode = force_generic_plan set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off as $$
begin
  return query select o.* from unnest(in_ids) as k(id) cross join lateral (select * from trading.orders x where x.id = k.id limit 1) o;
end $$;
create function trading.read_fills(in_orders uuid[]) returns setof trading.fills
language plpgsql stable set search_path = pg_catalog, pg_temp set plan_cache_mode = force_generic_plan set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off as $$
begin
  return query select f.* from unnest(in_orders) as k(id) cross join lateral (select * from trading.fills x where x.order_id = k.id) f;
end $$;
revoke all on function trading.read_orders, trading.read_fills from public;
