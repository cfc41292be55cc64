/** A place where every order type can be asked for: one symbol with all filters, its market in the test's hand. */
import { expect } from 'vitest'
import type { ProblemDocument } from '#contracts/problems'
import type { NewOrder, NewOrderList, Order, OrderList } from '#contracts/routes/orders'
import type { Person, Reply } from '#testing/people'
import { btcusdt, type ScriptedMarket, scriptedMarket } from '#testing/scripted-market'
import { until } from '#testing/until'
import { world, type World } from '#testing/world'

export const buy = { symbol: 'BTCUSDT', side: 'buy', type: 'limit', quantity: '0.01000', price: '50000.00' } as const
export const sell = { ...buy, side: 'sell', price: '70000.00' } as const
export const stopSell = { symbol: 'BTCUSDT', side: 'sell', type: 'stop_loss', quantity: '0.01000', stop_price: '55000.00' } as const
export const stopBuy = { ...stopSell, side: 'buy', stop_price: '65000.00' } as const

export interface Stage extends AsyncDisposable {
  readonly place: World
  readonly market: ScriptedMarket
  /** Somebody new with money and a tenth of a coin. */
  trader(name: string): Promise<Person>
  call<T>(who: Person, method: string, path: string, body?: unknown, headers?: Readonly<Record<string, string>>): Promise<Reply<T>>
  /** A call that is refused; its problem. */
  refused(who: Person, method: string, path: string, body?: unknown): Promise<ProblemDocument>
  placed(who: Person, order: NewOrder): Promise<Order>
  listed(who: Person, list: NewOrderList): Promise<OrderList>
  /** Bid 60,000.00, ask 60,010.00, last price 60,000.00. */
  quiet(): void
}

const symbol = {
  ...btcusdt,
  percentPrice: { bidUp: '5', bidDown: '0.2', askUp: '5', askDown: '0.2' },
  trailingDelta: { aboveMin: 10, aboveMax: 2_000, belowMin: 10, belowMax: 2_000 },
  triggersMax: 5,
}

/** Opens it; the market and its last price are known when it returns. */
export async function openStage(): Promise<Stage> {
  const market = scriptedMarket([symbol])
  const place = await world({ replace: [market.service] })
  async function call<T>(who: Person, method: string, path: string, body?: unknown, headers = {}): Promise<Reply<T>> {
    return await place.api.call<T>(method, path, { token: who.token, headers, ...(body === undefined ? {} : { body }) })
  }
  const stage: Stage = {
    place,
    market,
    call,
    async trader(name) {
      const person = await place.person(name)
      await person.buys('BTCUSDT', '0.10000')
      return person
    },
    async refused(who, method, path, body) {
      const reply = await call<ProblemDocument>(who, method, path, body)
      expect(reply.status, JSON.stringify(reply.body)).toBe(reply.body.status)
      return reply.body
    },
    async placed(who, order) {
      const reply = await call<Order>(who, 'POST', '/orders', order)
      expect(reply.status, JSON.stringify(reply.body)).toBe(201)
      return reply.body
    },
    async listed(who, list) {
      const reply = await call<OrderList>(who, 'POST', '/order-lists', list)
      expect(reply.status, JSON.stringify(reply.body)).toBe(201)
      return reply.body
    },
    quiet: () => market.show([['60000.00', '50.00000']], [['60010.00', '50.00000']]),
    [Symbol.asyncDispose]: () => place[Symbol.asyncDispose](),
  }
  stage.quiet()
  market.print('sell', '60000.00', '0.00001')
  const first = await place.person('first')
  await until(
    'the last price is known',
    async () => (await call(first, 'POST', '/orders', { ...stopSell, stop_price: '60000.00' })).status === 422,
  )
  return stage
}
