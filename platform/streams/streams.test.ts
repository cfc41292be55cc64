import pg from 'pg'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Envelope, TopicContract } from '#contracts/kit'
import { createLocalBus } from '#platform/adapters/bus-local'
import { systemClock } from '#platform/adapters/system'
import type { Log, Sql } from '#platform/ports'
import { createPool, type Pool } from '#platform/sql'
import { freshDatabase, type TestDatabase } from '#testing/postgres'
import { until } from '#testing/until'
import { seeded } from '../../bench/figures.ts'
import {
  createOutbox,
  createReader,
  createRelay,
  type Relay,
  startConsumer,
  startFollower,
  streamSchema,
  type Subscriber,
} from './index.ts'

const quiet: Log = { info: () => undefined, warn: () => undefined, error: () => undefined, child: () => quiet }
const seed = Number(process.env['TRADECRAFT_SEED'] ?? 7)
let database: TestDatabase
let pool: Pool
let owner: pg.Client

beforeAll(async () => {
  database = await freshDatabase()
  owner = await connected()
  pool = createPool(database.connection(), 4, () => undefined)
})
afterAll(async () => {
  await pool[Symbol.asyncDispose]()
  await owner.end()
  await database.stop()
})
beforeEach(async () => {
  await owner.query(
    `drop schema if exists s cascade; create schema s; ${streamSchema('s')} create table s.outbox_all partition of s.outbox default; create table s.effects (n bigserial, stream text, seq bigint)`,
  )
})

async function connected(): Promise<pg.Client> {
  const client = new pg.Client(database.connection())
  await client.connect()
  return client
}
async function append(client: { query: pg.Client['query'] }, stream: string, topics: readonly string[]): Promise<void> {
  const bodies = topics.map((topic, index) => JSON.stringify({ topic, index }))
  await client.query('select s.append_events($1, $2, $3, $4, $5, now())', [stream, topics, topics, bodies, 'ab'.repeat(16)])
}
const sequence = (length: number): number[] => Array.from({ length }, (_, index) => index + 1)

/** A relay on a bus of one process; `disturb` stands between it and its subscribers. */
function relayOf(disturb?: (subscriber: Subscriber) => Subscriber): { readonly relay: Relay; wake(stream: string): void } {
  const bus = createLocalBus(() => undefined)
  const inner = createRelay({ owner: 's', reader: createReader('s', pool), bus, clock: systemClock, log: quiet })
  const relay: Relay = {
    read: (stream, after) => inner.read(stream, after),
    heads: () => inner.heads(),
    subscribe: subscriber => inner.subscribe(disturb?.(subscriber) ?? subscriber),
    [Symbol.asyncDispose]: () => inner[Symbol.asyncDispose](),
  }
  return { relay, wake: stream => bus.wake('s', stream) }
}
/** Loses some offers, repeats some, and repeats some with older events before them. */
function unreliable(random: () => number, weather: { calm: boolean }): (subscriber: Subscriber) => Subscriber {
  const past = new Map<string, Envelope[]>()
  return subscriber => ({
    wants: stream => subscriber.wants(stream),
    paceMs: subscriber.paceMs,
    offer(stream, after, batch) {
      const earlier = past.get(stream) ?? []
      past.set(stream, [...earlier, ...batch].slice(-50))
      const luck = weather.calm ? 1 : random()
      if (luck < 0.3) return
      subscriber.offer(stream, after, batch)
      if (luck < 0.6) subscriber.offer(stream, after, batch)
      if (luck < 0.5 && earlier.length > 0) subscriber.offer(stream, earlier[0]!.seq - 1, [...earlier, ...batch])
    },
  })
}

describe('a stream', () => {
  test('is numbered in the order of commits: who comes second waits, who is undone leaves no hole', async () => {
    const [first, second] = [await connected(), await connected()]
    const order: string[] = []
    await first.query('begin')
    await append(first, 'a', ['first'])
    await second.query('begin')
    const waiting = append(second, 'a', ['second']).then(() => order.push('second appended'))
    await until('the second waits for the head', async () => {
      const { rowCount } = await owner.query(`select from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()`)
      return rowCount === 1
    })
    expect(await createReader('s', pool).read('a', 0)).toEqual([])
    order.push('first undone')
    await first.query('rollback')
    await waiting
    await second.query('commit')
    await Promise.all([first.end(), second.end()])
    expect(order).toEqual(['first undone', 'second appended'])
    expect((await createReader('s', pool).read('a', 0)).map(({ seq, topic }) => [seq, topic])).toEqual([[1, 'second']])
  })

  test('transactions that commit in another order than they began: a follower of each stream gets every event once', async () => {
    const { relay, wake } = relayOf()
    await using held = relay
    const got = new Map<string, number[]>([
      ['a', []],
      ['b', []],
    ])
    const followers = await Promise.all(
      [...got].map(([stream, list]) =>
        startFollower(held, stream, 0, batch => void list.push(...batch.map(({ seq }) => seq)), systemClock, quiet, 1),
      ),
    )
    for (let round = 0; round < 10; round++) {
      const [early, late] = [await connected(), await connected()]
      await early.query('begin')
      await append(early, 'a', ['x', 'y'])
      await late.query('begin')
      await append(late, 'b', ['x'])
      await late.query('commit')
      wake('b')
      await until('the one that committed is read', () => got.get('b')!.length === round + 1)
      await early.query('commit')
      wake('a')
      await Promise.all([early.end(), late.end()])
    }
    await until('everything is read', () => got.get('a')!.length === 20)
    expect([...got.values()]).toEqual([sequence(20), sequence(10)])
    for (const follower of followers) await follower[Symbol.asyncDispose]()
  })

  test(`prev_seq is the last event of the same topic, across pages and wherever reading starts (seed ${seed})`, async () => {
    const random = seeded(seed)
    const topics = Array.from({ length: 2_600 }, () => ['often', 'often', 'often', 'often', 'rare', 'other'][Math.floor(random() * 6)]!)
    topics[2_500] = 'once'
    await append(owner, 'a', topics)
    const expected = topics.map((topic, index) => topics.lastIndexOf(topic, index - 1 < 0 ? -topics.length - 1 : index - 1) + 1)
    const reader = createReader('s', pool)
    const read: Envelope[] = []
    for (let page = await reader.read('a', 0); page.length > 0; page = await reader.read('a', read.length)) read.push(...page)
    expect(read.map(({ prev_seq: before }) => before)).toEqual(expected)
    for (const after of [0, 1, 999, 1_000, 1_777, 2_499, 2_599]) {
      const fresh = await createReader('s', pool).read('a', after)
      expect(fresh.map(({ prev_seq: before }) => before)).toEqual(expected.slice(after, after + 1_000))
      expect((await reader.read('a', after)).map(({ prev_seq: before }) => before)).toEqual(expected.slice(after, after + 1_000))
    }
  })
})

describe('an outbox', () => {
  test('writes the streams in name order and each event in the order it was announced', async () => {
    const outbox = createOutbox(
      's',
      () => 'ab'.repeat(16),
      () => Date.now(),
    )
    const topic = { name: 't', version: 'v1', owner: 's', summary: '', payload: {} } as unknown as TopicContract
    outbox.add(topic, 'b', 'k', { n: 1 })
    outbox.add(topic, 'a', 'k', { n: 2 })
    outbox.add(topic, 'b', 'k', { n: 3 })
    expect(await pool.transaction(tx => outbox.flush(tx))).toEqual(['a', 'b'])
    expect((await createReader('s', pool).read('b', 0)).map(({ payload }) => payload)).toEqual([{ n: 1 }, { n: 3 }])
    expect(await pool.transaction(tx => outbox.flush(tx))).toEqual([])
  })
})

/** Appends to three streams, in bursts, while somebody reads. */
async function write(wake: (stream: string) => void, bursts: number, random: () => number): Promise<ReadonlyMap<string, number>> {
  const heads = new Map<string, number>()
  for (let burst = 0; burst < bursts; burst++) {
    const stream = ['a', 'b', 'c'][Math.floor(random() * 3)]!
    const count = 1 + Math.floor(random() * 40)
    await append(
      owner,
      stream,
      Array.from({ length: count }, () => 't'),
    )
    heads.set(stream, (heads.get(stream) ?? 0) + count)
    if (random() < 0.8) wake(stream)
  }
  return heads
}
/** One more event on every stream, so that readers hear of what the weather took from them. */
async function calmed(wake: (stream: string) => void, heads: ReadonlyMap<string, number>): Promise<Map<string, number>> {
  for (const stream of heads.keys()) {
    await append(owner, stream, ['t'])
    wake(stream)
  }
  return new Map([...heads].map(([stream, count]) => [stream, count + 1]))
}
async function effects(): Promise<Map<string, number[]>> {
  const { rows } = await owner.query<{ stream: string; seq: string }>('select stream, seq from s.effects order by n')
  return new Map([...Map.groupBy(rows, ({ stream }) => stream)].map(([stream, list]) => [stream, list.map(({ seq }) => Number(seq))]))
}

test(`a follower whose offers get lost and repeated reads the rows and delivers each event once, in order (seed ${seed})`, async () => {
  const random = seeded(seed)
  const weather = { calm: false }
  const { relay, wake } = relayOf(unreliable(random, weather))
  await using held = relay
  const got: number[] = []
  let refusals = 0
  const follower = await startFollower(
    held,
    'a',
    0,
    batch => {
      if (random() < 0.05 && ++refusals < 5) throw new Error('not now')
      got.push(...batch.map(({ seq }) => seq))
    },
    systemClock,
    quiet,
    1,
  )
  const heads = await write(wake, 150, random)
  weather.calm = true
  const last = (await calmed(wake, heads)).get('a')
  await until('the last one is delivered', () => follower.position() === last)
  expect(got).toEqual(sequence(last ?? 0))
  await follower[Symbol.asyncDispose]()
})

test(`a consumer whose deliveries repeat and whose transactions fail has every effect exactly once, in order (seed ${seed})`, async () => {
  const random = seeded(seed)
  const weather = { calm: false }
  const { relay, wake } = relayOf(unreliable(random, weather))
  await using held = relay
  let attempts = 0
  const apply = (batch: readonly Envelope[], remember: (tx: Sql) => Promise<void>): Promise<void> =>
    pool.transaction(async tx => {
      attempts++
      await remember(tx)
      if (attempts % 7 === 3) throw new Error('failed before the effect')
      await tx.query({
        text: 'insert into s.effects (stream, seq) select * from unnest($1::text[], $2::bigint[])',
        values: [batch.map(({ stream }) => stream), batch.map(({ seq }) => seq)],
      })
      if (attempts % 7 === 5) throw new Error('failed after the effect')
    })
  const options = { consumer: 'reader', schema: 's', owner: 's', relay: held, sql: pool, clock: systemClock, log: quiet, apply }
  let expected = new Map<string, number>()
  // Stopped and started again in between: the position is the one that was committed.
  for (const life of ['first', 'second', 'last']) {
    weather.calm = life === 'last'
    await using consumer = await startConsumer(options)
    for (const [stream, count] of await write(wake, 40, random)) expected.set(stream, (expected.get(stream) ?? 0) + count)
    expected = await calmed(wake, expected)
    if (life === 'last') await consumer.caughtUp()
  }
  expect(await effects()).toEqual(new Map([...expected].map(([stream, count]) => [stream, sequence(count)])))
  expect(attempts).toBeGreaterThan(6)
})

test('two consumers of one name: the second is told that another consumes it, and no effect comes twice', async () => {
  const { relay, wake } = relayOf()
  await using held = relay
  const apply = (batch: readonly Envelope[], remember: (tx: Sql) => Promise<void>): Promise<void> =>
    pool.transaction(async tx => {
      await remember(tx)
      await tx.query({
        text: 'insert into s.effects (stream, seq) select * from unnest($1::text[], $2::bigint[])',
        values: [batch.map(({ stream }) => stream), batch.map(({ seq }) => seq)],
      })
    })
  const options = { consumer: 'reader', schema: 's', owner: 's', relay: held, sql: pool, clock: systemClock, log: quiet, apply }
  await using _ = await startConsumer(options)
  await using __ = await startConsumer(options)
  const heads = await write(wake, 40, seeded(seed))
  await until('everything is applied', async () =>
    [...(await effects())].every(([stream, list]) => list.length >= (heads.get(stream) ?? 0)),
  )
  expect(await effects()).toEqual(new Map([...heads].map(([stream, count]) => [stream, sequence(count)])))
})
