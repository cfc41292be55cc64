/** The bus's part of the platform schema: a ring for large messages, which a crash may empty, and the sending function. */
export const busSchema = `
create unlogged table platform.message_ring (slot int primary key, number bigint not null, body text not null);
create index message_ring_number on platform.message_ring (number);
create sequence platform.message_number;
create function platform.send_messages(kinds text[], keys text[], texts text[]) returns void language plpgsql as $$
declare message record; n bigint;
begin
  for message in select * from unnest(kinds, keys, texts) as t(kind, key, body) loop
    if message.kind = 'r' then
      n := nextval('platform.message_number');
      insert into platform.message_ring as r values (n % 4096, n, message.body) on conflict (slot) do update set number = excluded.number, body = excluded.body;
      perform pg_notify('tradecraft_bus', json_build_array('r', message.key, n::text)::text);
    else
      perform pg_notify('tradecraft_bus', json_build_array(message.kind, message.key, message.body)::text);
    end if;
  end loop;
end $$;
`
