import pg from 'pg'
import { expect, test } from 'vitest'
import type { Order } from '#contracts/routes/orders'
import { auditorRole } from '#platform/host'
import { createConnection } from '#platform/sql'
import { auditBooks } from '#services/auditor'
import { btcusdt, scriptedMarket } from '#testing/scripted-market'
import { until } from '#testing/until'
import { type World, world } from '#testing/world'

async function asOwner<R>(place: World, work: (client: pg.Client) => Promise<R>): Promise<R> {
  const client = new pg.Client(place.database.connection())
  await client.connect()
  try {
    return await work(client)
  } finally {
    await client.end()
  }
}
async function booksBalance(place: World): Promise<void> {
  await using connection = createConnection(place.database.connection({ role: auditorRole }))
  await until('the books balance', async () => (await auditBooks(connection)).every(({ broken }) => broken.length === 0))
}

test('one order that cannot be settled is rejected alone, its money comes back, its symbol halts, and the rest of its batch stands', async () => {
  const market = scriptedMarket([btcusdt, { ...btcusdt, symbol: 'ETHUSDT', baseAsset: 'ETH' }])
  await using place = await world({ replace: [market.service], environment: { LOG_LEVEL: 'silent' } })
  market.show([['60000.00', '5.00000']], [['60010.00', '5.00000']])
  const [alice, bob] = [await place.person('alice'), await place.person('bob')]
  await asOwner(place, client =>
    client.query(`create function trading.poison() returns trigger language plpgsql as $$ begin
        if new.client_order_id like 'poison%' and new.status not in ('received', 'rejected') then raise exception 'poisoned' using errcode = '22000'; end if;
        return new; end $$;
      create trigger poison before update on trading.orders for each row execute function trading.poison()`),
  )
  const order = (id: string, price: string) =>
    ({ symbol: 'BTCUSDT', side: 'buy', type: 'limit', quantity: '0.01000', price, client_order_id: id }) as const
  const before = await alice.send(order('before', '59000.00'))
  const poisoned = await bob.send(order('poison', '59001.00'))
  await until('the engine has spoken', async () =>
    ['open', 'rejected'].includes((await bob.get<Order>(`/orders/${poisoned.body.id}`)).status),
  )
  expect((await bob.get<Order>(`/orders/${poisoned.body.id}`)).reason).toBe('ENGINE_FAULT')
  expect(await bob.balances()).toEqual({ USDT: ['100000.00000000', '0.00000000'] })
  expect((await alice.get<Order>(`/orders/${before.body.id}`)).status).toBe('open')
  // Another fault in another symbol rebuilds every book; the halt stays.
  const other = await bob.send({ ...order('poison', '3000.00'), symbol: 'ETHUSDT', client_order_id: 'poison-2' })
  await until('the engine has spoken again', async () => (await bob.get<Order>(`/orders/${other.body.id}`)).status === 'rejected')
  const after = await alice.send(order('after', '59002.00'))
  expect([after.body.status, after.body.reason]).toEqual(['rejected', 'ENGINE_FAULT'])
  await booksBalance(place)
})

test('the settlement connection is cut again and again: every order gets its answer, and nothing settles twice', async () => {
  const market = scriptedMarket()
  await using place = await world({ replace: [market.service], environment: { LOG_LEVEL: 'silent' } })
  market.show([['60000.00', '50.00000']], [['60010.00', '50.00000']])
  const people = await Promise.all(['ann', 'ben', 'cat', 'dan'].map(name => place.person(name)))
  let isOver = false
  const cutter = asOwner(place, async client => {
    let cuts = 0
    while (!isOver) {
      const { rowCount } = await client.query(
        `select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'tradecraft matching settlement'`,
      )
      cuts += rowCount ?? 0
      await new Promise(resolve => setTimeout(resolve, 30))
    }
    return cuts
  })
  const orders = await Promise.all(
    people.flatMap(person =>
      Array.from(
        { length: 25 },
        async (_, index) =>
          await person.send({
            symbol: 'BTCUSDT',
            side: 'buy',
            type: 'limit',
            quantity: '0.00100',
            price: index % 2 === 0 ? '60010.00' : '59000.00',
          }),
      ),
    ),
  )
  isOver = true
  expect(await cutter).toBeGreaterThan(3)
  expect(orders.every(({ status }) => status === 201 || status === 202)).toBe(true)
  for (const person of people) {
    await until('all orders are settled', async () =>
      (await person.get<{ items: Order[] }>('/orders?limit=100')).items.every(({ status }) => status !== 'received'),
    )
    const { items } = await person.get<{ items: Order[] }>('/orders?limit=100')
    expect([items.filter(({ status }) => status === 'filled').length, items.filter(({ status }) => status === 'open').length]).toEqual([
      13, 12,
    ])
  }
  await booksBalance(place)
})
