create table auth.users (
  id uuid primary key,
  email text,
  email_key text,
  username text not null,
  username_key text not null,
  password_hash text not null,
  role text not null default 'user',
  created_at timestamptz not null,
  constraint users_email_unique unique (email_key),
  constraint users_username_unique unique (username_key),
  constraint users_role check (role in ('guest', 'user', 'moderator', 'admin'))
);

create table auth.sessions (
  id uuid primary key,
  user_id uuid not null references auth.users (id),
  kind text not null,
  created_at timestamptz not null,
  last_used_at timestamptz not null,
  expires_at timestamptz not null,
  revoked_at timestamptz,
  constraint sessions_kind check (kind in ('token', 'cookie'))
);
create index sessions_user on auth.sessions (user_id, created_at);

-- Only hashes: who reads this table cannot sign in. A used token that comes again ends its whole session.
create table auth.refresh_tokens (
  hash text primary key,
  session_id uuid not null references auth.sessions (id) on delete cascade,
  created_at timestamptz not null,
  used_at timestamptz
);
create index refresh_tokens_session on auth.refresh_tokens (session_id);

-- Ended sessions in order, so that every process can keep those revoked within a token's life.
create table auth.revocations (
  seq bigint generated always as identity primary key,
  session_id uuid not null,
  at timestamptz not null
);
create index revocations_session on auth.revocations (session_id);

create table auth.ws_tickets (
  hash text primary key,
  session_id uuid not null references auth.sessions (id) on delete cascade,
  expires_at timestamptz not null
);

create table auth.signing_keys (
  kid text primary key,
  private_key jsonb not null,
  public_key jsonb not null,
  created_at timestamptz not null
);

create function auth.read_public_keys() returns table (kid text, public_key jsonb)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$ select k.kid, k.public_key from auth.signing_keys k $$;

create function auth.read_revocations(in_after bigint) returns table (seq bigint, session_id uuid, at timestamptz)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select r.seq, r.session_id, r.at from auth.revocations r where r.seq > in_after order by r.seq limit 10000
$$;

create function auth.is_revoked(in_session uuid) returns boolean
language sql stable security definer set search_path = pg_catalog, pg_temp as $$ select exists (select from auth.revocations r where r.session_id = in_session) $$;

create function auth.redeem_ticket(in_hash text, in_at timestamptz) returns table (user_id uuid, session_id uuid, role text)
language sql security definer set search_path = pg_catalog, pg_temp as $$
  with used as (delete from auth.ws_tickets t where t.hash = in_hash returning t.session_id, t.expires_at)
  select u.id, s.id, u.role from used join auth.sessions s on s.id = used.session_id join auth.users u on u.id = s.user_id
  where used.expires_at > in_at and s.revoked_at is null and s.expires_at > in_at
$$;
revoke all on function auth.read_public_keys, auth.read_revocations, auth.is_revoked, auth.redeem_ticket from public;
