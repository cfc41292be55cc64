/** The lean order: what a careful engineer writes first. One call, one order, one transaction; the measure of our gates on any machine. */
import { randomUUID } from 'node:crypto'
import type pg from 'pg'

const hold = 50_000_000

/** Makes `bench.place_one`, which does all that placement does: key, hold, ledger line, order, event, sequences. */
export async function installLean(owner: pg.Client, at: string): Promise<void> {
  await owner.query(`
create schema bench;
create function bench.place_one(in_id uuid, in_account uuid, in_client text, in_body text) returns int language plpgsql as $$
declare a bigint; h bigint; v bigint; seq bigint; account_number bigint;
begin
  if exists (select from trading.order_keys k where k.account_id = in_account and k.client_order_id = in_client) then return 2; end if;
  update wallet.balances b set available = b.available - ${hold}, held = b.held + ${hold}, version = b.version + 1 where b.account_id = in_account and b.asset = 'USDT' and b.available >= ${hold} returning available, held, version into a, h, v;
  if not found then return 3; end if;
  insert into wallet.holds values (in_id, in_account, 'USDT', ${hold});
  insert into wallet.wallet_transactions (at, journal, type, account_id, asset, available_change, held_change, version, available_after, held_after) values ('${at}', in_id, 'hold', in_account, 'USDT', -${hold}, ${hold}, v, a, h);
  insert into trading.order_keys values (in_account, in_client, 'h', in_id);
  insert into trading.account_heads as x values (in_account, 1) on conflict (account_id) do update set last_seq = x.last_seq + 1 returning last_seq into account_number;
  insert into trading.stream_heads as x values ('commands.0', 1) on conflict (stream) do update set last_seq = x.last_seq + 1 returning last_seq into seq;
  insert into trading.orders (id, account_id, user_id, client_order_id, symbol, side, type, time_in_force, post_only, price, quantity, status, filter_version, shard, command_seq, seq, created_at, updated_at)
    values (in_id, in_account, in_account, in_client, 'BTCUSDT', 'buy', 'limit', 'gtc', false, 5000000, 1000, 'received', 1, 0, seq, account_number, '${at}', '${at}');
  insert into trading.outbox values ('commands.0', seq, 'order.placed', 'BTCUSDT', in_body, 'bench', '${at}', in_account, account_number);
  return 1;
end $$`)
}

/** One order each, one after another on this connection. */
export async function placeLean(client: pg.Client, accounts: readonly string[], body: string): Promise<void> {
  for (const account of accounts) {
    const id = randomUUID()
    const { rows } = await client.query<{ code: number }>({
      name: 'one',
      text: 'select bench.place_one($1, $2, $3, $4) as code',
      values: [id, account, id, body],
    })
    if (rows[0]?.code !== 1) throw new Error('a lean order was not accepted')
  }
}
