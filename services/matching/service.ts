import { shards, toInstrument } from '#contracts/instruments'
import type { InstrumentRules } from '#contracts/topics/market'
import { bookWanted, marketDataUpdate } from '#contracts/topics/market'
import type { Instrument } from '#core/orders'
import { defineService, type Service } from '#platform/service'
import { migrationsIn } from '#platform/sql'
import { manifest } from './manifest.ts'
import * as store from './matching-store.ts'
import { Shard } from './shard.ts'

const readyPollMs = 20
/** Orders wait for nobody but the batch before them. */
const commandsPaceMs = 4

export const matching: Service = defineService(manifest, migrationsIn(new URL('./migrations/', import.meta.url)), async context => {
  const instruments = new Map<string, Instrument>()
  const learn = (rules: readonly InstrumentRules[]): void => {
    for (const rule of rules) instruments.set(rule.symbol, toInstrument(rule))
  }
  for (const { rules } of await context.sql.query<{ rules: string }>(store.loadInstruments)) learn([JSON.parse(rules) as InstrumentRules])
  const shard = new Shard(context, shards[0], instruments)
  return {
    routes: {},
    consumers: {
      instrumentUpdated: async (batch, tx) => {
        const rules = batch.map(({ payload }) => payload)
        await store.saveInstruments(tx, rules)
        learn(rules)
        for (const { symbol } of rules) shard.learn(symbol)
      },
    },
    jobs: { saveFronts: async () => shard.saveFronts() },
    ready: async () => {
      while (instruments.size === 0) await context.clock.sleep(readyPollMs)
      const after = await shard.open()
      context.hear(marketDataUpdate, batch => shard.offerFrames(batch))
      context.hear(bookWanted, ({ symbol }) => shard.wantBook(symbol))
      await context.follow('trading', `commands.${shards[0]}`, after, batch => shard.offerCommands(batch), commandsPaceMs)
    },
    stop: () => shard.stop(),
  }
})
