-- Snapshots of all books of a shard: the bytes are in the blob store under `key`, their SHA-256 is `hash`; they are the state right after
-- batch `batch_no` was committed.
create table matching.snapshots (
  shard int not null,
  batch_no bigint not null,
  at timestamptz not null,
  last_command bigint not null,
  last_trade bigint not null,
  hash text not null,
  size bigint not null,
  key text not null,
  constraint snapshots_pkey primary key (shard, batch_no)
);
-- SHA-256 over everything the books held after a batch, house and queue places too; not on every row.
alter table matching.audit_log add column full_hash text;
