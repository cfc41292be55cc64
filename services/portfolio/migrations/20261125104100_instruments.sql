-- The rules of all symbols, for a reader that keeps none of its own.
create function portfolio.read_instruments() returns table (rules text)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$ select i.rules from portfolio.instruments i $$;
revoke all on function portfolio.read_instruments from public;
