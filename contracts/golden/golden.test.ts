import { readdirSync, readFileSync } from 'node:fs'
import { Value } from 'typebox/value'
import { expect, test } from 'vitest'
import { parseDecimal } from '#core/decimal'
import type { TopicContract } from '#contracts/kit'
import type { MatchedFill, OrderState, PlacedOrder } from '#contracts/topics/orders'
import type { Trade } from '#contracts/topics/trades'
import { allServices } from '../../app/services.ts'
import { allTopics } from '../../tools/generated-files.ts'

/** Nobody writes it yet: its service, notification, comes with a later release. */
const withoutOwner = ['user.notification']
/** Nobody reads them yet: the notification's own, and the one a later service greets new users by. */
const withoutReader = ['user.notification', 'user.registered']

const topics = allTopics()
const written = topics.filter(({ name }) => !withoutOwner.includes(name))
const byName = (list: readonly TopicContract[]): [string, TopicContract][] => list.map(topic => [topic.name, topic])
function golden<T>(topic: string): T {
  return JSON.parse(readFileSync(new URL(`${topic}.v1.json`, import.meta.url), 'utf8')) as T
}

test.each(byName(written))(
  '%s: the golden event has the form of the contract, with nothing too much and nothing converted',
  (name, topic) => {
    const payload = golden<unknown>(name)
    expect(Value.Errors(topic.payload, payload)).toEqual([])
    expect(Value.Clean(topic.payload, structuredClone(payload))).toEqual(payload)
    expect(JSON.parse(JSON.stringify(payload))).toEqual(payload)
  },
)

test('there is a golden for every topic and none for anything else', () => {
  const files = readdirSync(new URL('.', import.meta.url)).filter(file => file.endsWith('.json'))
  expect(files.sort()).toEqual(written.map(({ name, version }) => `${name}.${version}.json`).sort())
})

test('the frames of the feed are shown in every kind', () => {
  const kinds = golden<{ frames: { kind: string }[] }>('market.data.update').frames.map(({ kind }) => kind)
  expect(new Set(kinds)).toEqual(new Set(['snapshot', 'state', 'depth', 'best', 'print', 'tick']))
})

test.each(byName(topics))('%s: its owner is a service that writes it', (name, topic) => {
  const owner = allServices.find(({ manifest }) => manifest.name === topic.owner)?.manifest
  const writes = topic.volatile === true ? owner?.volatile : owner?.produces
  expect(writes?.some(one => one.name === name) ?? false).toBe(!withoutOwner.includes(name))
})

test('only the owner appends to a durable topic', () => {
  const strangers = allServices.flatMap(({ manifest }) =>
    manifest.produces
      .filter(topic => topic.owner !== manifest.name || topic.volatile === true)
      .map(({ name }) => `${manifest.name} ${name}`),
  )
  expect(strangers).toEqual([])
})

test.each(byName(topics))('%s: somebody reads it', name => {
  const readers = allServices.filter(({ manifest }) =>
    [...Object.values(manifest.consumes), ...manifest.follows, ...Object.values(manifest.hears)].some(topic => topic.name === name),
  )
  expect(readers.length > 0).toBe(!withoutReader.includes(name))
})

test('the goldens tell one story: an order, its trade, its fill and the balances after it', () => {
  const units = (text: string): bigint => parseDecimal(text, 8) as bigint
  const [placed, trade, matched, order] = [
    golden<PlacedOrder>('order.placed'),
    golden<Trade>('trade.executed'),
    golden<MatchedFill>('order.matched'),
    golden<OrderState>('order.updated'),
  ]
  const [side] = trade.sides
  expect([side?.order_id, matched.fill.order_id, order.id]).toEqual(Array.from({ length: 3 }, () => placed.order_id))
  expect((units(trade.price) * units(trade.quantity)) / 10n ** 8n).toBe(units(trade.quote_quantity))
  expect([matched.fill.trade_id, matched.fill.fee, matched.fill.quote_quantity]).toEqual([trade.trade_id, side?.fee, trade.quote_quantity])
  expect(units(matched.net.base)).toBe(units(trade.quantity) - units(side!.fee))
  expect(units(matched.net.quote)).toBe(-units(trade.quote_quantity))
  const balances = golden<{ balances: { asset: string; available: string }[] }>('wallet.updated').balances
  expect(balances.find(({ asset }) => asset === 'BTC')?.available).toBe(String(units(matched.net.base)))
  expect(balances.find(({ asset }) => asset === 'USDT')?.available).toBe(String(units('100000') - units(trade.quote_quantity)))
})
