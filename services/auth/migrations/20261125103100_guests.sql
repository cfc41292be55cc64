-- A guest has no email and no password: only its session. Everybody else can sign in.
alter table auth.users alter column password_hash drop not null;
alter table auth.users add constraint users_can_sign_in check (role = 'guest' or (email is not null and password_hash is not null));

-- What a page keeps for its user: JSON as text, for nothing is asked by it.
create table auth.settings (
  user_id uuid primary key references auth.users (id),
  body text not null,
  updated_at timestamptz not null,
  constraint settings_size check (octet_length(body) <= 65536)
);
