import { createAccountFinder } from '#contracts/accounts'
import { readBalances } from '#contracts/procedures'
import { bookUpdated, bookWanted } from '#contracts/topics/market'
import { defineService, type Service } from '#platform/service'
import { migrationsIn } from '#platform/sql'
import { amend } from './amend-order.ts'
import { createApplied } from './applied.ts'
import { createBooks } from './books.ts'
import { cancel, cancelAll } from './cancel-order.ts'
import { openInstruments } from './instruments.ts'
import { manifest } from './manifest.ts'
import * as store from './order-store.ts'
import { placeOrderList } from './place-list.ts'
import { place } from './place-order.ts'
import { createOpenOrders } from './open-orders.ts'
import { createPlacing } from './placing.ts'
import { cancelWhole, getAll, getOne } from './read-lists.ts'
import { events } from './read-order-events.ts'
import { createOrderReader, fill, fills, get, list } from './read-orders.ts'
import { replace } from './replace-order.ts'
import { test } from './test-order.ts'
import type { Trading } from './trading.ts'

const keyLifeMs = 24 * 3_600_000
const refusedKept = 1_000
const readyPollMs = 20

export const trading: Service = defineService(manifest, migrationsIn(new URL('./migrations/', import.meta.url)), async context => {
  const instruments = await openInstruments(context.sql)
  const books = createBooks(symbol => context.publish(bookWanted, { symbol }))
  context.hear(bookUpdated, update => books.learn(update))
  const placing = createPlacing(context)
  const applied = createApplied(context.clock, async shard =>
    Number((await context.sql.query<{ last: bigint | null }>(store.lastApplied(shard)))[0]?.last ?? 0),
  )
  await context.listen('applied', message => {
    const [shard, last] = message.split(':').map(Number)
    applied.moved(shard!, last!)
  })
  const use: Trading = {
    clock: context.clock,
    ids: context.ids,
    sql: context.sql,
    instruments,
    books,
    applied,
    openOrders: createOpenOrders(context.sql, context.clock),
    ...placing,
    findAccount: createAccountFinder(context),
    availableOf: async (accountId, asset) =>
      (await context.call<{ asset: string; available: bigint }>(readBalances, [accountId])).find(balance => balance.asset === asset)
        ?.available ?? 0n,
    readOrder: createOrderReader({ instruments, clock: context.clock }, context.connection('reads')),
  }
  return {
    routes: {
      placeOrder: call => place(use, call),
      testOrder: call => test(use, call),
      listOrders: call => list(use, call),
      getOrder: call => get(use, call),
      listOrderEvents: call => events(use, call),
      cancelOrder: call => cancel(use, call),
      cancelAllOrders: call => cancelAll(use, call),
      amendOrder: call => amend(use, call),
      replaceOrder: call => replace(use, call),
      placeList: call => placeOrderList(use, call),
      listLists: call => getAll(use, call),
      getList: call => getOne(use, call),
      cancelList: call => cancelWhole(use, call),
      listFills: call => fills(use, call),
      getFill: call => fill(use, call),
    },
    consumers: {
      instrumentUpdated: async (batch, tx) => {
        const rules = batch.map(({ payload }) => payload)
        await store.saveInstruments(tx, rules)
        instruments.learn(rules)
      },
    },
    jobs: {
      forgetKeys: async () => void (await context.sql.query(store.forgetKeys(context.clock.now() - keyLifeMs))),
      forgetRefused: async () => void (await context.sql.query(store.forgetRefused(refusedKept, context.clock.now() - keyLifeMs))),
    },
    ready: async () => {
      while (instruments.bySymbol.size === 0) await context.clock.sleep(readyPollMs)
      for (const symbol of instruments.bySymbol.keys()) context.publish(bookWanted, { symbol })
    },
    stop: async () => {
      await placing.stop()
      applied.close()
    },
  }
})
