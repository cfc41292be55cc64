-- `extra` holds as JSON what a plain resting order does not have: state, shown slice, amended total, prevented lots, extreme, end. Null = plain.
alter table matching.live_orders add column extra text;
-- Lists with a live member, as JSON.
create table matching.live_lists (
  list_id uuid primary key,
  shard int not null,
  symbol text not null,
  body text not null
);
create function matching.save_fronts(in_orders uuid[], in_aheads bigint[], in_extras text[]) returns void
language plpgsql set search_path = pg_catalog, pg_temp set plan_cache_mode = force_generic_plan set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off set enable_material = off as $$
begin
  update matching.live_orders l set ahead = f.ahead, extra = f.extra from unnest(in_orders, in_aheads, in_extras) as f(id, ahead, extra)
    where l.order_id = f.id and (l.ahead <> f.ahead or l.extra is distinct from f.extra);
end $$;
drop function matching.save_fronts(uuid[], bigint[]);
revoke all on function matching.save_fronts(uuid[], bigint[], text[]) from public;
