/**
 * The tables and functions of streams, the same in every service's schema. A stream is a gapless sequence of rows written in the
 * transaction that causes them; the lock on its head makes sequence order = commit order.
 * `outbox` may be another table of the same leading columns (trading's order_events carries the account's sequence too).
 */
export function streamSchema(schema: string): string {
  return `
create table ${schema}.stream_heads (stream text primary key, last_seq bigint not null) with (fillfactor = 50);
create table ${schema}.inbox (consumer text not null, stream text not null, seq bigint not null, primary key (consumer, stream)) with (fillfactor = 50);
create table ${schema}.outbox (
  stream text not null, seq bigint not null, topic text not null, key text not null, body text not null, trace_id text not null, at timestamptz not null,
  primary key (stream, seq, at)
) partition by range (at);

create function ${schema}.append_events(in_stream text, topics text[], keys text[], bodies text[], trace text, in_at timestamptz) returns bigint
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare first_seq bigint; n int := cardinality(topics);
begin
  insert into ${schema}.stream_heads as h values (in_stream, n) on conflict (stream) do update set last_seq = h.last_seq + n returning last_seq - n into first_seq;
  insert into ${schema}.outbox select in_stream, first_seq + e.n, e.topic, e.key, e.body, trace, in_at from unnest(topics, keys, bodies) with ordinality as e(topic, key, body, n);
  return first_seq + n;
end $$;

create function ${schema}.read_stream(in_stream text, after bigint, rows_max int) returns table (seq bigint, topic text, key text, body text, trace_id text, at timestamptz)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select o.seq, o.topic, o.key, o.body, o.trace_id, o.at from ${schema}.outbox o where o.stream = in_stream and o.seq > after order by o.seq limit rows_max
$$;

create function ${schema}.read_heads() returns table (stream text, last_seq bigint)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$ select h.stream, h.last_seq from ${schema}.stream_heads h $$;

create function ${schema}.topic_position(in_stream text, in_topic text, before bigint) returns bigint
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select o.seq from ${schema}.outbox o where o.stream = in_stream and o.topic = in_topic and o.seq < before order by o.seq desc limit 1
$$;

revoke all on function ${schema}.append_events, ${schema}.read_stream, ${schema}.read_heads, ${schema}.topic_position from public;
`
}

/** What a reader of a service's streams needs. */
export function grantStreamReader(schema: string, role: string): string {
  return `grant usage on schema ${schema} to ${role}; grant execute on function ${schema}.read_stream, ${schema}.read_heads, ${schema}.topic_position to ${role};`
}
